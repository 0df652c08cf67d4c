"""Who comes, goes and presides; and the attendance that is certified."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alameda.council.actions import sessions
from alameda.council.models import Attendance, Mandate, Session
from alameda.council.tests.factories import (
    CABINET,
    HELD_ON,
    SECRETARY,
    CouncillorFactory,
    MandateFactory,
    SessionFactory,
    make_council,
)
from alameda.council.tests.rooms import make_room
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def log(session: Session) -> list[str]:
    return list(session.happenings.values_list("kind", flat=True))


def test_members_come_go_and_come_back() -> None:
    session, _items, members = make_room(4, absent=1, quorum=2)
    late = members[4]
    stranger = CouncillorFactory.create()
    arrive, leave = sessions.record_arrival, sessions.record_departure
    refuses(StaleError, arrive, session, councillor=members[0], actor=SECRETARY)
    refuses(StaleError, leave, session, councillor=late, actor=SECRETARY)
    refuses(BadInputError, arrive, session, councillor=stranger, actor=SECRETARY)
    refuses(NotAllowedError, arrive, session, councillor=late, actor=CABINET)
    refuses(NotAllowedError, leave, session, councillor=members[0], actor=CABINET)

    arrive(session, councillor=late, is_remote=True, actor=SECRETARY)
    leave(session, councillor=late, actor=SECRETARY)
    refuses(StaleError, leave, session, councillor=late, actor=SECRETARY)
    arrive(session, councillor=late, actor=SECRETARY)

    stays = session.presences.filter(councillor=late).order_by("pk")
    assert [(stay.is_remote, stay.left_at is None) for stay in stays] == [
        (True, False),
        (False, True),
    ]
    assert log(session) == ["arrived", "left", "arrived"]
    session.refresh_from_db()
    assert session.version == 4
    Session.objects.update(state="closed")
    refuses(RuleBrokenError, leave, session, councillor=late, actor=SECRETARY)
    refuses(RuleBrokenError, arrive, session, councillor=members[0], actor=SECRETARY)


def test_the_departure_that_breaks_the_quorum_is_noted_once() -> None:
    session, _items, members = make_room(5, quorum=4)

    for member in members[:3]:
        sessions.record_departure(session, councillor=member, actor=SECRETARY)

    assert log(session) == ["left", "left", "quorum_lost", "left"]
    facts = Entry.objects.filter(verb="councillor.left").order_by("pk")
    assert [fact.payload["has_quorum"] for fact in facts] == [True, False, False]


def test_who_presides_hands_over_the_chair_before_leaving() -> None:
    session, _items, members = make_room(4, absent=1, quorum=2)
    chair = members[3]
    hand = sessions.hand_over_chair
    refuses(RuleBrokenError, sessions.record_departure, session, councillor=chair, actor=SECRETARY)
    refuses(StaleError, hand, session, councillor=chair, actor=SECRETARY)
    refuses(RuleBrokenError, hand, session, councillor=members[4], actor=SECRETARY)
    refuses(NotAllowedError, hand, session, councillor=members[0], actor=CABINET)

    hand(session, councillor=members[0], actor=SECRETARY)
    sessions.record_departure(session, councillor=chair, actor=SECRETARY)

    session.refresh_from_db()
    assert session.presided_by == members[0]
    assert log(session) == ["presiding", "left"]
    planned = SessionFactory.create(body=session.body)
    refuses(RuleBrokenError, hand, planned, councillor=members[0], actor=SECRETARY)


def closed() -> tuple[Session, list[Any]]:
    """A closed session: two came, one of them left; one has leave, two were absent."""
    session, items, members = make_room(2, absent=3)
    items[0].delete()
    sessions.hand_over_chair(session, councillor=members[0], actor=SECRETARY)
    sessions.record_departure(session, councillor=members[1], actor=SECRETARY)
    sessions.close_session(session, actor=SECRETARY)
    members[2].leaves.create(kind="medical", starts_on=HELD_ON, ends_on=HELD_ON)
    members[3].leaves.create(
        kind="personal", starts_on=HELD_ON + timedelta(1), ends_on=HELD_ON + timedelta(2)
    )
    return session, members


def test_attendance_is_certified_once_for_every_member_in_office() -> None:
    session, members = closed()
    left_before = MandateFactory.create(ends_on=HELD_ON - timedelta(days=1)).councillor
    certify = sessions.certify_attendance
    refuses(NotAllowedError, certify, session, excused=[], actor=CABINET)
    refuses(BadInputError, certify, session, excused=[left_before], actor=SECRETARY)
    refuses(RuleBrokenError, certify, session, excused=[members[1]], actor=SECRETARY)

    rows = certify(session, excused=[members[2], members[4]], actor=SECRETARY)

    states = {row.councillor: row.state for row in rows}
    assert [states[member] for member in members] == [
        "present",
        "present",
        "on_leave",
        "absent",
        "excused",
    ]
    assert len(rows) == 5
    payload = Entry.objects.get(verb="attendance.certified").payload
    assert payload["present"] == sorted(member.code for member in members[:2])
    assert payload["on_leave"] == [members[2].code]
    session.refresh_from_db()
    assert session.attendance_certified_at is not None
    refuses(StaleError, certify, session, excused=[], actor=SECRETARY)


def test_attendance_is_not_certified_before_the_close() -> None:
    session, _items, _members = make_room(3)
    refuses(RuleBrokenError, sessions.certify_attendance, session, excused=[], actor=SECRETARY)


def test_substitution_keeps_the_attendance_of_the_one_who_left() -> None:
    session, members = closed()
    sessions.certify_attendance(session, excused=[], actor=SECRETARY)
    leaving = members[0]
    Mandate.objects.filter(councillor=leaving).update(ends_on=HELD_ON, ended_by="resignation")
    substitute = MandateFactory.create(starts_on=HELD_ON + timedelta(days=1)).councillor
    later = SessionFactory.create(
        body=session.body,
        state="closed",
        starts_at=session.starts_at + timedelta(days=7),
        quorum_needed=1,
    )

    rows = sessions.certify_attendance(later, excused=[], actor=SECRETARY)

    assert Attendance.objects.get(session=session, councillor=leaving).state == "present"
    assert leaving not in {row.councillor for row in rows}
    assert substitute in {row.councillor for row in rows}


def test_a_governor_who_came_is_certified_even_where_he_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body, members = make_council(2)
    session = SessionFactory.create(body=body, state="closed")
    session.presences.create(
        councillor=members[2], arrived_at=session.starts_at, left_at=session.starts_at
    )
    monkeypatch.setattr(
        "alameda.council.actions.presence.counted_members_of",
        lambda _session: type(members[0]).objects.filter(mandates__kind="councillor"),
    )

    rows = sessions.certify_attendance(session, excused=[], actor=SECRETARY)

    assert {row.councillor: row.state for row in rows} == {
        members[0]: "absent",
        members[1]: "absent",
        members[2]: "present",
    }
