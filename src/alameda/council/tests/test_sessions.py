"""Summons, opening, interruptions, close: each act beside its refusals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from alameda.council.actions import sessions
from alameda.council.models import AgendaItem, Body, Councillor, Mandate, Session
from alameda.council.rules.standing_orders import standing_orders
from alameda.council.selectors import room
from alameda.council.tests.factories import (
    CABINET,
    GOVERNOR,
    HELD_ON,
    SECRETARY,
    STARTS_AT,
    BodyFactory,
    CouncillorFactory,
    ItemFactory,
    MandateFactory,
    SessionFactory,
    VoteFactory,
    make_council,
    make_open_session,
)
from alameda.council.tests.traces import refuses
from alameda.foundation.actor import Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry

HERE = ZoneInfo("America/Santiago")
SOON = datetime(2099, 5, 6, 13, 45, tzinfo=UTC)
RIGHT: dict[str, Any] = {
    "kind": "ordinary",
    "starts_at": SOON,
    "place": "Sala del Consejo",
    "actor": SECRETARY,
}


def verbs(session: Session) -> list[str]:
    return list(
        Entry.objects.filter(subject=session.code).order_by("pk").values_list("verb", flat=True)
    )


def log(session: Session) -> list[str]:
    return list(session.happenings.values_list("kind", flat=True))


@pytest.mark.django_db
def test_sessions_are_numbered_within_their_kind_and_year() -> None:
    council, _members = make_council(1)
    committee = BodyFactory.create(slug="obras", name="Comisión de Obras", parent=council)
    new_year = datetime(2100, 1, 1, 2, 0, tzinfo=UTC)  # still 2099 here

    first = sessions.convene_session(council, **RIGHT)
    second = sessions.convene_session(council, **RIGHT | {"starts_at": new_year})
    extra = sessions.convene_session(
        council, **RIGHT | {"kind": "extraordinary", "title": "Presupuesto"}
    )
    study = sessions.convene_session(committee, **RIGHT | {"kind": "committee"})

    assert [each.code for each in (first, second, extra, study)] == [
        "S-2099-O01",
        "S-2099-O02",
        "S-2099-E01",
        "S-2099-OBRAS-01",
    ]
    assert first.subject.title == "Sesión ordinaria 1"
    assert study.subject.title == "Sesión 1 de Comisión de Obras"
    assert (first.subject.address, first.subject.state) == (first.get_absolute_url(), "convened")
    assert verbs(first) == ["session.convened"]
    assert log(first) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"kind": "party"}, BadInputError),
        ({"kind": "committee"}, BadInputError),
        ({"kind": "extraordinary"}, RuleBrokenError),
        ({"starts_at": SOON.replace(tzinfo=None)}, BadInputError),
        ({"second_starts_at": SOON}, RuleBrokenError),
        ({"place": " "}, BadInputError),
        ({"broadcast_url": "http://example.cl/"}, BadInputError),
        ({"broadcast_url": "javascript:alert(1)"}, BadInputError),
        ({"actor": CABINET}, NotAllowedError),
    ],
)
def test_a_refused_summons_leaves_no_trace(
    wrong: dict[str, object], refusal: type[AlamedaError]
) -> None:
    council, _members = make_council(1)

    refuses(refusal, sessions.convene_session, council, **(RIGHT | wrong))


@pytest.mark.django_db
def test_a_summons_after_its_hour_is_taken_and_noted() -> None:
    council, _members = make_council(1)

    session = sessions.convene_session(council, **RIGHT | {"starts_at": STARTS_AT})

    assert log(session) == ["warning"]


@pytest.mark.django_db
def test_the_secretary_of_a_committee_runs_only_its_sessions() -> None:
    council, _members = make_council(1)
    committee = BodyFactory.create(parent=council)
    grants = frozenset({Grant(role="council_secretary", body=committee.slug)})
    theirs = Actor(kind="person", person_id=9, grants=grants)

    refuses(NotAllowedError, sessions.convene_session, council, **RIGHT | {"actor": theirs})
    held = sessions.convene_session(committee, **RIGHT | {"kind": "committee", "actor": theirs})
    assert held.body == committee


def at_the_door(seats: int = 34) -> tuple[Session, list[Councillor]]:
    """A session whose hour came, with its governor last among the members."""
    council, members = make_council(seats)
    session = SessionFactory.create(
        body=council, second_starts_at=STARTS_AT + timedelta(minutes=30)
    )
    return session, members


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
    assert verbs(session) == ["session.failed"]
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


def held(seats: int = 5, *, items: int = 1) -> tuple[Session, list[Councillor], list[AgendaItem]]:
    """A session that is open with all its councillors, three of whom are its quorum."""
    council, members = make_council(seats, has_governor=False)
    session, made = make_open_session(council, members, items=items)
    Session.objects.update(quorum_needed=3)
    return session, members, made


@pytest.mark.django_db
def test_a_session_is_suspended_and_resumed_with_its_quorum() -> None:
    session, members, _items = held()
    refuses(BadInputError, sessions.suspend_session, session, reason="", actor=SECRETARY)
    refuses(RuleBrokenError, sessions.resume_session, session, actor=SECRETARY)
    refuses(NotAllowedError, sessions.suspend_session, session, reason="Receso", actor=CABINET)
    vote = VoteFactory.create(session=session, state="open")
    refuses(RuleBrokenError, sessions.suspend_session, session, reason="Receso", actor=SECRETARY)
    vote.delete()

    sessions.suspend_session(session, reason="Receso", actor=SECRETARY)
    for member in members[:3]:
        sessions.record_departure(session, councillor=member, actor=SECRETARY)
    refuses(RuleBrokenError, sessions.resume_session, session, actor=SECRETARY)
    refuses(NotAllowedError, sessions.resume_session, session, actor=CABINET)
    sessions.record_arrival(session, councillor=members[0], actor=SECRETARY)
    sessions.resume_session(session, actor=SECRETARY)

    session.refresh_from_db()
    assert session.state == "open"
    assert log(session)[0] == "suspended"
    assert log(session)[-1] == "resumed"


@pytest.mark.django_db
def test_a_session_does_not_close_over_items_that_wait_for_a_decision() -> None:
    session, _members, (item,) = held()
    loose = ItemFactory.create(
        body=session.body, session=session, business="investment", section="other"
    )
    said = refuses(RuleBrokenError, sessions.close_session, session, actor=SECRETARY)
    assert item.title in str(said)
    assert loose.title in str(said)
    refuses(NotAllowedError, sessions.close_session, session, actor=CABINET)

    AgendaItem.objects.update(state="withdrawn")
    talk = ItemFactory.create(body=session.body, session=session, business="other", section="other")
    report = ItemFactory.create(
        body=session.body, session=session, business="report", section="report", state="debated"
    )
    vote = VoteFactory.create(session=session, state="open")
    refuses(RuleBrokenError, sessions.close_session, session, actor=SECRETARY)
    vote.delete()
    sessions.close_session(session, actor=SECRETARY)

    session.refresh_from_db()
    talk.refresh_from_db()
    report.refresh_from_db()
    assert (session.state, talk.state, report.state) == ("closed", "dealt_with", "dealt_with")
    assert not session.presences.filter(left_at__isnull=True).exists()
    assert log(session) == ["closed"]
    refuses(RuleBrokenError, sessions.close_session, session, actor=SECRETARY)


@pytest.mark.django_db
def test_a_session_across_midnight_belongs_to_the_day_it_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    council, members = make_council(3, has_governor=False)
    starts_at = datetime(2026, 4, 8, 23, 30, tzinfo=HERE)
    session = SessionFactory.create(body=council, starts_at=starts_at)
    Mandate.objects.filter(councillor=members[2]).update(ends_on=date(2026, 4, 8))
    newcomer = MandateFactory.create(starts_on=date(2026, 4, 9)).councillor

    monkeypatch.setattr(timezone, "now", lambda: starts_at + timedelta(minutes=10))
    sessions.open_session(
        session, summons=1, present=members[:2], presided_by=members[0], actor=SECRETARY
    )
    monkeypatch.setattr(timezone, "now", lambda: starts_at + timedelta(hours=2))
    refuses(BadInputError, sessions.record_arrival, session, councillor=newcomer, actor=SECRETARY)
    sessions.record_arrival(session, councillor=members[2], actor=SECRETARY)
    sessions.close_session(session, actor=SECRETARY)
    made = sessions.certify_attendance(session, excused=[], actor=SECRETARY)

    session.refresh_from_db()
    assert timezone.localdate(session.closed_at) == date(2026, 4, 9)
    assert {row.held_on for row in made} == {date(2026, 4, 8)}
    assert {row.councillor: row.state for row in made} == dict.fromkeys(members, "present")


@pytest.mark.django_db
def test_the_recording_places_each_item_at_its_second() -> None:
    session, _members, (item, later) = held(items=2)
    Session.objects.update(closed_at=STARTS_AT + timedelta(hours=3))
    session.happenings.create(kind="item_opened", at=STARTS_AT + timedelta(seconds=90), item=item)
    session.happenings.create(kind="item_opened", at=STARTS_AT + timedelta(seconds=900), item=item)
    right: dict[str, Any] = {
        "url": "https://video.example.cl/7",
        "starts_at": STARTS_AT - timedelta(seconds=10),
        "actor": SECRETARY,
    }
    refuses(RuleBrokenError, sessions.link_recording, session, **right)
    Session.objects.update(state="closed")
    for wrong, refusal in (
        ({"url": "http://video.example.cl/7"}, BadInputError),
        ({"url": "https://"}, BadInputError),
        ({"starts_at": datetime(2026, 4, 8, 9, 0)}, BadInputError),  # noqa: DTZ001  # that is the mistake
        ({"starts_at": STARTS_AT + timedelta(hours=4)}, RuleBrokenError),
        ({"actor": CABINET}, NotAllowedError),
    ):
        refuses(refusal, sessions.link_recording, session, **(right | wrong))

    linked = sessions.link_recording(session, **right)

    item.refresh_from_db()
    later.refresh_from_db()
    assert (item.recording_second, later.recording_second) == (100, None)
    AgendaItem.objects.filter(pk=item.pk).update(recording_second=42)
    again = sessions.link_recording(session, **right | {"url": "https://video.example.cl/8"})
    item.refresh_from_db()
    assert item.recording_second == 42
    assert again.recording_published_at == linked.recording_published_at
    assert verbs(session) == ["recording.linked"] * 2


def _in_two_threads(first: object, second: object, act: object) -> list[str]:
    start = Barrier(2)

    def run(what: object) -> str:
        try:
            start.wait(timeout=10)
            return str(act(what))  # type: ignore[operator]  # a function of the test
        except AlamedaError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, [first, second]))


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_convene_at_once_and_get_two_numbers() -> None:
    council, _members = make_council(1)

    def convene(body: Body) -> str:
        return sessions.convene_session(body, **RIGHT).code

    assert _in_two_threads(council, council, convene) == ["S-2099-O01", "S-2099-O02"]


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_note_one_arrival_once() -> None:
    council, members = make_council(3, has_governor=False)
    session, _items = make_open_session(council, members[:2])

    def arrive(councillor: Councillor) -> str:
        sessions.record_arrival(session, councillor=councillor, actor=SECRETARY)
        return "done"

    assert _in_two_threads(members[2], members[2], arrive) == ["done", StaleError.code]
    assert session.presences.count() == 3
    assert Entry.objects.filter(verb="councillor.arrived").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_open_a_session_once() -> None:
    session, members = at_the_door()
    room = members[:25]

    def open_it(councillor: Councillor) -> str:
        sessions.open_session(
            session, summons=1, present=room, presided_by=councillor, actor=SECRETARY
        )
        return "done"

    assert _in_two_threads(room[0], room[1], open_it) == ["done", RuleBrokenError.code]
    assert session.presences.count() == 25
