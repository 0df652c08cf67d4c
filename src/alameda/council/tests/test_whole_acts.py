"""The Council's acts are whole by themselves: none leaves a matter or minutes behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alameda.council.actions import items
from alameda.council.actions.agreements import (
    certify_agreement,
    correct_agreement,
    issue_agreements,
)
from alameda.council.actions.matters import move_matter, register_matter
from alameda.council.models import AgendaItem, Agreement, Body, Matter, Minutes
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_council,
)
from alameda.council.tests.papers import Press
from alameda.council.tests.stages import drafted
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import NotAllowedError, RuleBrokenError, StaleError
from alameda.record.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press")]
TODAY = timezone.localdate()


def matter(business: str = "plan") -> Matter:
    return register_matter(
        business=business,
        title="Un plan",
        received_on=TODAY - timedelta(days=90),
        actor=SECRETARY,
    )


def waiting(row: Matter, body: Body, **more: Any) -> AgendaItem:
    return ItemFactory.create(
        body=body, matter=row.subject, business=row.business, state="entered", **more
    )


def agreed(row: Matter, body: Body, *, outcome: str = "approved") -> Agreement:
    """The agreement of a session on a matter, issued and not certified."""
    session = SessionFactory.create(body=body, state="closed", starts_at=timezone.now())
    item = ItemFactory.create(
        body=body, session=session, matter=row.subject, business=row.business, state="voted"
    )
    vote = VoteFactory.create(session=session, outcome=outcome, held_on=TODAY)
    vote.items.add(item)
    return issue_agreements(vote, actor=SECRETARY)[0]


def facts_of(row: Matter) -> list[tuple[str, str]]:
    found = Entry.objects.filter(subject=row.code, verb="matter.moved").order_by("pk")
    return [(entry.payload["from_state"], entry.payload["to_state"]) for entry in found]


def test_on_the_agenda_of_the_council_a_matter_is_before_it_and_of_a_committee_it_is_not() -> None:
    body, _members = make_council(1)
    committee = BodyFactory.create(parent=body)
    row = matter()
    study = waiting(row, committee)
    items.put_on_agenda(
        study, session=SessionFactory.create(body=committee, state="convened"), actor=SECRETARY
    )
    row.refresh_from_db()
    assert row.state == "entered"

    item = items.put_on_agenda(
        waiting(row, body),
        session=SessionFactory.create(body=body, state="convened"),
        actor=SECRETARY,
    )

    row.refresh_from_db()
    assert (item.state, row.state, row.subject.state) == ("on_agenda",) + ("before_council",) * 2
    assert facts_of(row) == [("entered", "before_council")]


def test_withdrawn_its_matter_is_withdrawn_unless_it_ended() -> None:
    body, _members = make_council(1)
    row, ended = matter(), matter()
    move_matter(ended, to="adopted", on=TODAY, actor=SECRETARY)

    items.withdraw_item(waiting(row, body), reason="Se desiste", actor=GOVERNOR)
    items.withdraw_item(waiting(ended, body), reason="Se repitió", actor=GOVERNOR)

    row.refresh_from_db()
    ended.refresh_from_db()
    assert (row.state, ended.state) == ("withdrawn", "adopted")


def test_what_a_committee_studies_of_a_matter_decides_nothing_about_it() -> None:
    body, _members = make_council(1)
    row = matter()
    study = waiting(row, BodyFactory.create(parent=body), studies=waiting(row, body))

    items.withdraw_item(study, reason="No alcanzó el tiempo", actor=SECRETARY)

    row.refresh_from_db()
    assert row.state == "entered"


def test_by_silence_its_matter_stands() -> None:
    body, _members = make_council(1)
    row = matter()
    item = waiting(row, body, received_on=row.received_on)
    refuses(NotAllowedError, items.stand_item_by_silence, item, on=TODAY, actor=GOVERNOR)

    items.stand_item_by_silence(item, on=TODAY, actor=SECRETARY)

    row.refresh_from_db()
    assert (row.state, row.decided_on) == ("stood_by_silence", TODAY)


@pytest.mark.parametrize(("outcome", "state"), [("approved", "adopted"), ("refused", "refused")])
def test_certified_its_matter_ends(outcome: str, state: str) -> None:
    body, _members = make_council(1)
    row = matter()

    certify_agreement(agreed(row, body, outcome=outcome), actor=SECRETARY)

    row.refresh_from_db()
    assert (row.state, row.decided_on) == (state, TODAY)
    assert facts_of(row) == [("entered", state)]


def test_a_second_decision_on_a_matter_is_not_certified_but_where_it_corrects_the_first() -> None:
    body, _members = make_council(1)
    row = matter()
    first = certify_agreement(agreed(row, body), actor=SECRETARY)
    second = agreed(row, body)
    refuses(RuleBrokenError, certify_agreement, second, actor=SECRETARY)
    second.refresh_from_db()
    assert second.certified_at is None

    correct_agreement(first, by=second, actor=SECRETARY)
    certify_agreement(second, actor=SECRETARY)

    row.refresh_from_db()
    assert facts_of(row) == [("entered", "adopted")]


def on_minutes(minutes: Minutes, *, outcome: str = "approved") -> Agreement:
    """An agreement of a later session on minutes, issued and not certified."""
    session = minutes.session
    later = SessionFactory.create(
        body=session.body, state="closed", starts_at=session.starts_at + timedelta(days=14)
    )
    item = ItemFactory.create(
        body=session.body, session=later, business="minutes", minutes_of=session, state="voted"
    )
    vote = VoteFactory.create(session=later, outcome=outcome, held_on=TODAY)
    vote.items.add(item)
    return issue_agreements(vote, actor=SECRETARY)[0]


def test_certified_it_approves_the_minutes_that_it_is_about(press: Press) -> None:
    minutes = drafted()
    refused = certify_agreement(on_minutes(minutes, outcome="refused"), actor=SECRETARY)
    minutes.refresh_from_db()
    assert (refused.certified_at is None, minutes.state) == (False, "drafted")

    by = certify_agreement(on_minutes(minutes), actor=SECRETARY)

    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_by) == ("approved", by)
    assert len(press.printed) == 2
    again = on_minutes(minutes)
    refuses(StaleError, certify_agreement, again, actor=SECRETARY)
    correct_agreement(by, by=again, actor=SECRETARY)
    certify_agreement(again, actor=SECRETARY)  # it corrects how it was said, not what it approved
    minutes.refresh_from_db()
    assert minutes.approved_by == by
