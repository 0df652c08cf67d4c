"""A session opens with its quorum; without it, it fails or is cancelled, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from alameda.council.actions import sessions
from alameda.council.models import Mandate, Session
from alameda.council.rules.standing_orders import standing_orders
from alameda.council.selectors import room
from alameda.council.tests.factories import (
    CABINET,
    GOVERNOR,
    HELD_ON,
    SECRETARY,
    STARTS_AT,
    CouncillorFactory,
    ItemFactory,
    MandateFactory,
)
from alameda.council.tests.stages import SOON, at_the_door, log, verbs
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.models import Entry


@pytest.mark.django_db
def test_a_session_opens_with_its_quorum_and_keeps_who_was_there() -> None:
    session, members = at_the_door()
    needed = 21

    opened = sessions.open_session(
        session,
        summons=1,
        present=members[:needed] + members[:3],
        presided_by=members[0],
        actor=SECRETARY,
    )

    session.refresh_from_db()
    assert (session.state, session.subject.state) == ("open", "open")
    assert (session.in_office, session.quorum_needed, session.quorum_present) == (35, 21, 21)
    assert session.presences.filter(left_at__isnull=True).count() == needed
    assert opened.version == session.version == 2
    assert log(session) == ["opened"]
    payload = Entry.objects.get(verb="session.opened").payload
    assert payload["present"] == sorted(member.code for member in members[:needed])
    assert members[0].name not in str(payload)


@pytest.mark.django_db
def test_one_less_than_the_quorum_does_not_open_and_the_second_summons_needs_fewer() -> None:
    session, members = at_the_door()
    few = members[:20]
    said = refuses(
        RuleBrokenError, sessions.open_session, session,
        summons=1, present=few, presided_by=few[0], actor=SECRETARY,
    )  # fmt: skip
    assert "20" in str(said)
    assert "21" in str(said)

    sessions.open_session(session, summons=2, present=few, presided_by=few[0], actor=SECRETARY)

    session.refresh_from_db()
    assert (session.summons, session.quorum_needed) == (2, 18)


@pytest.mark.django_db
@pytest.mark.parametrize(("counts", "in_office", "present"), [(True, 35, 21), (False, 34, 21)])
def test_the_governor_presides_and_counts_where_the_orders_say_so(
    monkeypatch: pytest.MonkeyPatch, *, counts: bool, in_office: int, present: int
) -> None:
    session, members = at_the_door()
    governor = members[-1]
    orders = replace(standing_orders(HELD_ON), governor_counts=counts)
    monkeypatch.setattr(room, "orders_on", lambda _day: orders)
    few, enough = members[: 19 + (not counts)], members[: 20 + (not counts)]

    refuses(
        RuleBrokenError, sessions.open_session, session,
        summons=1, present=[*few, governor], presided_by=governor, actor=SECRETARY,
    )  # fmt: skip
    sessions.open_session(
        session, summons=1, present=[*enough, governor], presided_by=governor, actor=SECRETARY
    )

    session.refresh_from_db()
    assert (session.in_office, session.quorum_present) == (in_office, present)
    assert session.presences.count() == len(enough) + 1


@pytest.mark.django_db
def test_a_session_does_not_open_wrongly() -> None:
    session, members = at_the_door()
    stranger = CouncillorFactory.create()
    gone = MandateFactory.create(ends_on=HELD_ON - timedelta(days=1)).councillor
    room = members[:25]
    right: dict[str, Any] = {
        "summons": 1,
        "present": room,
        "presided_by": room[0],
        "actor": SECRETARY,
    }
    for wrong, refusal in (
        ({"summons": 3}, BadInputError),
        ({"present": [*room, stranger]}, BadInputError),
        ({"present": [*room, gone]}, BadInputError),
        ({"presided_by": members[30]}, RuleBrokenError),
        ({"present": []}, RuleBrokenError),
        ({"actor": GOVERNOR}, NotAllowedError),
    ):
        refuses(refusal, sessions.open_session, session, **(right | wrong))
    Session.objects.update(second_starts_at=None)
    refuses(RuleBrokenError, sessions.open_session, session, **(right | {"summons": 2}))
    Session.objects.update(starts_at=SOON, second_starts_at=SOON + timedelta(hours=1))
    MandateFactory._meta.model.objects.update(ends_on=None)
    for summons in (1, 2):
        refuses(RuleBrokenError, sessions.open_session, session, **(right | {"summons": summons}))
    Session.objects.update(starts_at=STARTS_AT, state="convened")
    refuses(RuleBrokenError, sessions.open_session, session, **right)
    Session.objects.update(state="suspended")
    refuses(RuleBrokenError, sessions.open_session, session, **right)


@pytest.mark.django_db
def test_leave_does_not_leave_office_and_a_substitute_takes_the_seat_that_day() -> None:
    session, members = at_the_door(seats=2)  # and the governor
    members[0].leaves.create(kind="medical", starts_on=HELD_ON, ends_on=HELD_ON)
    Mandate.objects.filter(councillor=members[1]).update(ends_on=HELD_ON - timedelta(days=1))
    substitute = MandateFactory.create(starts_on=HELD_ON).councillor

    sessions.open_session(
        session,
        summons=1,
        present=[members[2], substitute],
        presided_by=substitute,
        actor=SECRETARY,
    )

    session.refresh_from_db()
    assert (session.in_office, session.quorum_needed, session.quorum_present) == (3, 2, 2)


@pytest.mark.django_db
def test_a_session_without_quorum_fails_and_its_items_wait_for_another() -> None:
    session, _members = at_the_door()
    item = ItemFactory.create(
        body=session.body, session=session, report="Recomienda aprobar", amount_clp=5
    )
    refuses(BadInputError, sessions.fail_session, session, reason=" ", actor=SECRETARY)
    refuses(NotAllowedError, sessions.fail_session, session, reason="No", actor=CABINET)

    sessions.fail_session(session, reason="Llegaron 12", actor=SECRETARY)

    session.refresh_from_db()
    item.refresh_from_db()
    assert (session.state, item.state, item.reason) == ("failed", "postponed", "Llegaron 12")
    assert (item.carried_to.state, item.carried_to.session) == ("reported", None)
    assert item.carried_to.amount_clp == 5
    assert log(session) == ["note"]
    assert verbs(session.code) == ["session.failed"]
    refuses(RuleBrokenError, sessions.fail_session, session, reason="Otra", actor=SECRETARY)


@pytest.mark.django_db
def test_a_session_cannot_fail_before_its_last_summons_but_can_be_cancelled() -> None:
    session, _members = at_the_door()
    Session.objects.update(starts_at=STARTS_AT, second_starts_at=SOON)
    refuses(RuleBrokenError, sessions.fail_session, session, reason="Nadie", actor=SECRETARY)
    refuses(NotAllowedError, sessions.cancel_session, session, reason="No", actor=CABINET)
    refuses(BadInputError, sessions.cancel_session, session, reason="", actor=SECRETARY)

    sessions.cancel_session(session, reason="Temporal", actor=SECRETARY)

    session.refresh_from_db()
    assert session.state == "cancelled"
    refuses(RuleBrokenError, sessions.cancel_session, session, reason="Otra", actor=SECRETARY)
