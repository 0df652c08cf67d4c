"""What the thread tells of agreements, commitments, matters and citizen points."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from alameda.council.actions.commitments import answer_commitment, raise_commitment
from alameda.council.actions.matters import move_matter, register_matter
from alameda.council.models import Agreement, CitizenPoint
from alameda.council.tests.factories import (
    HELD_ON,
    SECRETARY,
    AgreementFactory,
    ItemFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.foundation.actor import VISITOR
from alameda.thread.selectors import thread_of
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db


def told(code: str) -> list[tuple[date, str]]:
    return [(moment.on, moment.kind) for moment in thread_of(code, actor=VISITOR).moments]


def test_an_agreement_tells_its_vote_its_certificate_and_its_correction() -> None:
    body, members = make_council(3)
    session, (item, other) = make_open_session(body, members, items=2)
    vote = make_vote(session, item, dict.fromkeys(members, "favour"))
    row = AgreementFactory.create(item=item, vote=vote, session=session)
    at = datetime(2026, 4, 9, 15, tzinfo=UTC)
    Agreement.objects.filter(pk=row.pk).update(certified_at=at, published_at=at)
    AgreementFactory.create(
        item=other, vote=vote, session=session, corrects=row, published_at=at, agreed_on=at.date()
    )

    assert told(row.code) == [
        (HELD_ON, "vote"),
        (date(2026, 4, 9), "act"),
        (date(2026, 4, 9), "act"),
        (date(2026, 4, 9), "end"),
    ]


def test_a_commitment_tells_when_it_was_asked_and_answered() -> None:
    make_council(1)
    row = raise_commitment(
        kind="request", text="Algo", owner="Alguien", raised_on=HELD_ON, actor=SECRETARY
    )
    assert told(row.code) == [(HELD_ON, "idea")]

    answer_commitment(row, answer="Sí", answered_on=date(2026, 6, 1), actor=SECRETARY)

    assert told(row.code) == [(HELD_ON, "idea"), (date(2026, 6, 1), "end")]


def test_a_matter_tells_each_session_that_had_it_on_its_agenda() -> None:
    body, members = make_council(3)
    session, _items = make_open_session(body, members)
    row = register_matter(
        business="plan", title="Plan", received_on=date(2026, 3, 2), actor=SECRETARY
    )
    ItemFactory.create(body=body, session=session, matter=row.subject, business="plan")
    ItemFactory.create(body=body, matter=row.subject, state="entered")
    move_matter(row, to="adopted", on=HELD_ON, actor=SECRETARY)

    assert told(row.code) == [(date(2026, 3, 2), "idea"), (HELD_ON, "vote"), (HELD_ON, "end")]


def test_a_point_tells_its_days_and_nobody() -> None:
    point = CitizenPoint.objects.create(
        subject=SubjectFactory.create(code="P-2026-001", kind="citizen_point"),
        code="P-2026-001",
        title="Sombra",
        text="Árboles",
        state="expired",
        needed=200,
        opened_on=date(2026, 3, 2),
        closes_on=date(2026, 5, 31),
    )

    assert told(point.code) == [(date(2026, 3, 2), "idea"), (date(2026, 5, 31), "end")]
