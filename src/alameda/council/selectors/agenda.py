"""The agenda of a session by its parts, and what waits for one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem, Body, ItemFile, Recusal, Session, Vote
from alameda.council.rules.vocabulary import SECTIONS
from alameda.council.selectors.clocks import session_clock_readings
from alameda.council.selectors.sessions import get_session, sessions_visible_to
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.foundation.vocabulary import Word, find

__all__ = ["agenda_of", "get_item", "get_session", "session_clock_readings", "waiting_items"]

WAITING = ("entered", "in_committee", "reported")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the agenda with its items, in order.

    Attributes:
        word: its key and name.
        items: each with its committee, matter, agreement, votes, files and recusals at hand.
    """

    word: Word
    items: tuple[AgendaItem, ...]


def agenda_of(session: Session) -> list[Section]:
    """The agenda of a session by its parts, without the empty ones; four queries, always."""
    grouped: dict[str, list[AgendaItem]] = {word.key: [] for word in SECTIONS}
    for item in _whole(session.items.all()).order_by("position", "pk"):
        grouped.setdefault(item.section, []).append(item)
    return [
        Section(word=find(SECTIONS, key), items=tuple(items))
        for key, items in grouped.items()
        if items
    ]


def waiting_items(body: Body) -> QuerySet[AgendaItem]:
    """What is before a body without a session yet, the oldest reception first.

    What waits because of a commitment that was answered meanwhile waits for nothing.
    """
    return (
        AgendaItem.objects.filter(body=body, session__isnull=True, state__in=WAITING)
        .exclude(commitment__state__in=("answered", "withdrawn"))
        .select_related("body", "committee", "matter", "carried_from__session")
        .order_by("received_on", "pk")
    )


def get_item(code: str, *, actor: Actor) -> AgendaItem:
    """One item by its code; hidden and absent give the same answer.

    What waits for a session is seen by staff only.

    Raises:
        NotFoundError: no such item, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        items = _whole(AgendaItem.objects.filter(code=code))
        shown = items.filter(session__in=sessions_visible_to(actor))
        found = (items if actor.is_staff else shown).first()
    if found is None:
        raise NotFoundError(_("There is no item %(code)s.") % {"code": code[:80]})
    return found


def _whole(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    return items.select_related(
        "body", "session", "committee", "matter", "agreement", "commitment", "citizen_point"
    ).prefetch_related(
        Prefetch("votes", queryset=Vote.objects.order_by("pk")),
        Prefetch("files", queryset=ItemFile.objects.select_related("document").order_by("pk")),
        Prefetch("recusals", queryset=Recusal.objects.select_related("councillor")),
    )
