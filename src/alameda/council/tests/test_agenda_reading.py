"""Reading an agenda, what waits, the legal clocks of a session and its moments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from alameda.council.models import Recusal, Session
from alameda.council.selectors import agenda
from alameda.council.tests.factories import (
    SECRETARY,
    STARTS_AT,
    AgreementFactory,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.council.tests.test_items import commitment, document
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import NotFoundError
from alameda.thread.selectors import thread_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 20])
def test_an_agenda_is_read_in_four_queries_whatever_it_holds(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body, members = make_council(3)
    session, items = make_open_session(body, members, items=count)
    for item in items:
        vote = make_vote(session, item, dict.fromkeys(members, "favour"))
        AgreementFactory.create(item=item, vote=vote, session=session)
        item.files.create(document=document(), label="Ficha")
        Recusal.objects.create(item=item, councillor=members[0], declared_at=STARTS_AT)
    ItemFactory.create(body=body, session=session, section="report", business="report")

    # The items, their votes, their files, their recusals.
    with django_assert_num_queries(4):
        sections = agenda.agenda_of(session)
        for section in sections:
            for item in section.items:
                assert item.committee is None
                [vote.outcome for vote in item.votes.all()]
                [file.document.code for file in item.files.all()]
                [recusal.councillor.name for recusal in item.recusals.all()]

    assert [section.word.key for section in sections] == ["report", "agenda"]
    assert len(sections[1].items) == count
    assert sections[1].items[0].agreement.outcome == "approved"


def test_what_waits_is_read_by_body_and_without_what_was_answered() -> None:
    body, _members = make_council(1)
    committee = BodyFactory.create(parent=body)
    waiting = ItemFactory.create(body=body, state="reported", received_on=date(2026, 3, 2))
    older = ItemFactory.create(body=body, state="entered", received_on=date(2026, 2, 2))
    ItemFactory.create(body=committee, state="entered")
    ItemFactory.create(body=body, state="withdrawn")
    ItemFactory.create(body=body, session=SessionFactory.create(body=body))
    ItemFactory.create(body=body, state="entered", commitment=commitment(1, state="answered"))

    assert list(agenda.waiting_items(body)) == [older, waiting]


def test_an_item_that_waits_is_for_staff_only() -> None:
    body, _members = make_council(1)
    waiting = ItemFactory.create(body=body, state="entered")
    shown = ItemFactory.create(body=body, session=SessionFactory.create(body=body))

    assert agenda.get_item(waiting.code, actor=SECRETARY) == waiting
    assert agenda.get_item(shown.code, actor=VISITOR) == shown
    for code in (waiting.code, "I-0", "a\x00"):
        with pytest.raises(NotFoundError):
            agenda.get_item(code, actor=VISITOR)


def held() -> Session:
    body, members = make_council(3)
    session, (item,) = make_open_session(body, members)
    vote = make_vote(session, item, dict.fromkeys(members, "favour"))
    AgreementFactory.create(item=item, vote=vote, session=session)
    session.state, session.closed_at = "closed", STARTS_AT + timedelta(hours=3)
    session.save()
    return session


def test_a_session_that_was_held_has_its_two_clocks() -> None:
    session = held()

    publication, recording = agenda.session_clock_readings(session, date(2026, 4, 10))

    # 8 April 2026 is a Wednesday: five working days end on the next Wednesday.
    assert (publication.key, publication.reading.due_on) == (
        "core.agreement_publication", date(2026, 4, 15),
    )  # fmt: skip
    assert recording.key == "core.recording"
    assert recording.clock.due_at == STARTS_AT + timedelta(hours=75)
    late = agenda.session_clock_readings(session, date(2026, 4, 20))
    assert [each.reading.is_late for each in late] == [True, True]
    session.agreements.update(published_at=STARTS_AT + timedelta(days=1))
    session.recording_published_at = STARTS_AT + timedelta(days=9)
    done = agenda.session_clock_readings(session, date(2026, 4, 20))
    assert [each.reading.state for each in done] == ["stopped", "stopped"]
    assert [each.reading.is_late for each in done] == [False, True]


def test_a_session_that_was_not_held_has_no_clock() -> None:
    body, _members = make_council(1)
    for state in ("convened", "failed", "cancelled"):
        session = SessionFactory.create(body=body, state=state)
        assert agenda.session_clock_readings(session, date(2026, 4, 20)) == []


def test_the_thread_of_a_session_tells_its_acts_in_order() -> None:
    session = held()
    ItemFactory.create(body=session.body, session=session, state="withdrawn", title="Retirado")

    told = thread_of(session.code, actor=VISITOR).moments

    assert [moment.on for moment in told] == sorted(moment.on for moment in told)
    assert {moment.kind for moment in told} == {"act", "vote", "end"}
    agreed = next(moment for moment in told if moment.kind == "vote")
    assert agreed.url.endswith(session.agreements.get().get_absolute_url())
