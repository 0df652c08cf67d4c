"""A room to vote in, and what the acts on presence do to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone

from alameda.council.actions.votes import join_open_votes, leave_open_votes
from alameda.council.models import (
    AgendaItem,
    Ballot,
    BallotCorrection,
    Body,
    Councillor,
    Happening,
    ItemMove,
    Presence,
    Recusal,
    Session,
    Vote,
)
from alameda.council.tests.factories import make_council, make_open_session
from alameda.foundation.errors import AlamedaError
from alameda.record.models import Entry

TABLES = (Vote, Ballot, BallotCorrection, Happening, ItemMove, AgendaItem, Session)


def make_room(
    present: int, *, absent: int = 0, items: int = 1, quorum: int = 1, has_governor: bool = False
) -> tuple[Session, list[AgendaItem], list[Councillor]]:
    """An open session with that many members in the room, and all the members.

    The governor, where wanted, is the last of them and is in the room.
    """
    body, members = make_council(present + absent - has_governor, has_governor=has_governor)
    inside = [*members[: present - 1], members[-1]] if has_governor else members[:present]
    return (*_open(body, inside, items, in_office=len(members), quorum=quorum), members)


def _open(
    body: Body, inside: list[Councillor], items: int, *, in_office: int, quorum: int
) -> tuple[Session, list[AgendaItem]]:
    session, made = make_open_session(body, inside, items=items)
    session.in_office, session.quorum_needed = in_office, quorum
    session.save(update_fields=["in_office", "quorum_needed"])
    return session, made


def arrive(session: Session, member: Councillor) -> None:
    """What noting an arrival does."""
    now = timezone.now()
    Presence.objects.create(session=session, councillor=member, arrived_at=now)
    join_open_votes(session, member, now)


def depart(session: Session, member: Councillor) -> None:
    """What noting a departure does."""
    inside = Presence.objects.filter(session=session, councillor=member, left_at=None)
    inside.update(left_at=timezone.now())
    leave_open_votes(session, member)


def recuse(item: AgendaItem, *members: Councillor) -> None:
    """A recusal declared before the vote."""
    for member in members:
        Recusal.objects.create(item=item, councillor=member, declared_at=timezone.now())


def ballots_of(vote: Vote) -> dict[int, str]:
    """The choice of each member on the roll."""
    return dict(vote.ballots.values_list("councillor_id", "choice"))


def everything() -> list[Any]:
    """Every row that a vote can write, and how many facts there are."""
    rows: list[Any] = [list(table.objects.order_by("pk").values()) for table in TABLES]
    return [*rows, Entry.objects.count()]


@contextmanager
def refused(
    error: type[AlamedaError], match: str | None = None
) -> Iterator[pytest.ExceptionInfo[AlamedaError]]:
    """What happens inside is refused with that error, and leaves no trace."""
    before = everything()
    with pytest.raises(error, match=match) as caught:
        yield caught
    assert type(caught.value) is error
    assert everything() == before
