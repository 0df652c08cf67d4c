"""The same legal clock says the same on the page, in the panel and at the desk, on every day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from alameda.council.models import Agreement, Commitment, Session
from alameda.council.selectors.agreements import publication_due_on
from alameda.council.selectors.clocks import session_clock_readings
from alameda.council.selectors.commitments import due_by_law, due_of
from alameda.council.tests.factories import (
    SECRETARY,
    AgreementFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.council.tests.stories import make_commitment
from alameda.desk.tests.walking import Walker, queue_of
from alameda.investments.tests.factories import RegionFactory
from alameda.ui.clocks import standing

pytestmark = pytest.mark.django_db
# It opened at eight in the evening of Wednesday 8 April 2026, and closed past midnight.
OPENED_AT = datetime(2026, 4, 9, 0, 0, tzinfo=UTC)
CLOSED_AT = datetime(2026, 4, 9, 5, 30, tzinfo=UTC)
DAY = date(2026, 4, 8)
CLOCK = re.compile(r'<p class="al-clock__count"[^>]*><b>([^<]*)</b>')
DUE = re.compile(r'<div class="al-task__due[^"]*">\s*<b>([^<]*)</b>\s*<span>([^<]*)</span>')


def past_midnight() -> tuple[Session, Agreement]:
    """A session that went on past midnight, with an agreement that is not public yet."""
    RegionFactory.create()
    body, members = make_council(5)
    session, [item] = make_open_session(body, members)
    agreement = AgreementFactory.create(
        item=item,
        vote=make_vote(session, item, dict.fromkeys(members, "favour")),
        session=session,
        agreed_on=DAY,
        publication_due_on=publication_due_on(DAY),
        published_at=None,
    )
    Session.objects.update(
        state="closed", starts_at=OPENED_AT, opened_at=OPENED_AT, closed_at=CLOSED_AT
    )
    session.refresh_from_db()
    return session, agreement


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> date:
    """Make it that moment in Santiago; returns its day."""
    now = timezone.make_aware(datetime.fromisoformat(moment))
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now.date()


def clocks_on(walker: Walker, path: str) -> list[str]:
    """What each clock of a page says."""
    return [said.strip() for said in CLOCK.findall(walker.open(path))]


def due_at_the_desk(code: str, what: str, today: date) -> str:
    """What the queue of the secretary says of one thing."""
    tasks = [
        task
        for _ident, _title, tasks in queue_of(SECRETARY, today=today, region="RM").groups
        for task in tasks
    ]
    [due] = [task.due for task in tasks if task.code == code and task.what == what]
    assert due is not None
    return due.standing


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("2026-04-09T09:00", "Quedan 4 días hábiles"),
        ("2026-04-14T23:59", "Queda 1 día hábil"),
        ("2026-04-15T00:00", "Hoy"),
        ("2026-04-15T23:59", "Hoy"),
        ("2026-04-16T00:00", "1 día hábil de atraso"),
        ("2026-04-20T12:00", "3 días hábiles de atraso"),
    ],
)
def test_the_publication_of_an_agreement_has_one_clock(
    monkeypatch: pytest.MonkeyPatch, moment: str, says: str
) -> None:
    session, agreement = past_midnight()
    secretary = Walker("council_secretary")
    today = at(monkeypatch, moment)

    on_its_page = clocks_on(secretary, agreement.get_absolute_url())
    in_the_panel = clocks_on(secretary, session.get_absolute_url())
    reading = session_clock_readings(session, today)[0].reading

    assert on_its_page == [says]
    assert in_the_panel[0] == says
    assert due_at_the_desk(agreement.code, "Certificar el acuerdo", today) == says
    assert standing(reading) == says
    assert reading.due_on == agreement.publication_due_on == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("2026-04-11T12:00", "Queda 1 día"),
        ("2026-04-12T01:29", "Hoy"),
        ("2026-04-12T01:31", "Plazo vencido"),
        ("2026-04-12T23:00", "Plazo vencido"),
        ("2026-04-13T00:00", "1 día de atraso"),
    ],
)
def test_a_recording_is_late_from_its_minute_on_everywhere(
    monkeypatch: pytest.MonkeyPatch, moment: str, says: str
) -> None:
    session, _agreement = past_midnight()
    secretary = Walker("council_secretary")
    today = at(monkeypatch, moment)

    in_the_panel = clocks_on(secretary, session.get_absolute_url())

    assert in_the_panel[1] == says
    assert due_at_the_desk(session.code, "Enlazar la grabación", today) == says


@pytest.mark.parametrize(("minutes", "verdict"), [(-1, "en plazo"), (1, "fuera de plazo")])
def test_a_recording_of_the_last_day_is_in_term_until_its_minute(
    monkeypatch: pytest.MonkeyPatch, minutes: int, verdict: str
) -> None:
    session, _agreement = past_midnight()
    Agreement.objects.update(published_at=CLOSED_AT)
    Session.objects.update(
        recording_url="https://example.org/g",
        recording_published_at=CLOSED_AT + timedelta(hours=72, minutes=minutes),
    )
    at(monkeypatch, "2026-05-04T12:00")

    page = Walker("council_secretary").open(session.get_absolute_url())

    assert page.count("en plazo") == (2 if verdict == "en plazo" else 1)
    assert page.count("fuera de plazo") == (0 if verdict == "en plazo" else 1)


@pytest.mark.parametrize(
    ("kind", "term", "due_on", "moment", "says"),
    [
        ("request", "", date(2026, 5, 8), "2026-05-08T10:00", "Hoy"),
        ("request", "", date(2026, 5, 8), "2026-05-09T10:00", "1 día de atraso"),
        # Twenty working days, without Good Friday's neighbours: Thursday 7 May.
        ("governor_question", "core.governor_answer", None, "2026-05-04T10:00", None),
    ],
)
def test_a_commitment_has_one_clock(
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    term: str,
    due_on: date | None,
    moment: str,
    says: str | None,
) -> None:
    session, _agreement = past_midnight()
    member = session.presided_by
    assert member is not None
    row = make_commitment(session, member, number=1)
    if due_on is None:
        due_on = due_by_law(kind, on=row.raised_on)
    Commitment.objects.update(kind=kind, term=term, due_on=due_on)
    row.refresh_from_db()
    secretary = Walker("council_secretary")
    today = at(monkeypatch, moment)

    told = due_of(row, today=today, region="RM").standing

    assert clocks_on(secretary, row.get_absolute_url()) == [told]
    assert f"{told}: " in secretary.open("/consejo/compromisos/")
    assert [
        said
        for said, _until in DUE.findall(secretary.open(f"/mesa/consejo/compromisos/{row.code}/"))
    ] == [told]
    assert says is None or told == says
    assert ("hábil" in told) == (kind == "governor_question")
