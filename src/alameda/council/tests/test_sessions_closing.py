"""Interruptions, the close and the recording of a session: each act beside its refusals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from alameda.council.actions import sessions
from alameda.council.models import AgendaItem, Mandate, Session
from alameda.council.tests.factories import (
    CABINET,
    SECRETARY,
    STARTS_AT,
    ItemFactory,
    MandateFactory,
    SessionFactory,
    VoteFactory,
    make_council,
)
from alameda.council.tests.stages import held, log, verbs
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError

HERE = ZoneInfo("America/Santiago")


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
    assert (session.state, talk.state, report.state) == ("closed", "untreated", "dealt_with")
    assert not session.presences.filter(left_at__isnull=True).exists()
    assert log(session) == ["item_untreated", "closed"]
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
    assert verbs(session.code) == ["recording.linked"] * 2
