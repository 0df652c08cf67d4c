"""A session that is not held, and items that leave it: what they are about goes with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alameda.council.actions.matters import register_matter
from alameda.council.models import AgendaItem, Matter, Session
from alameda.council.tests.factories import SessionFactory
from alameda.council.tests.traces import refuses
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError, RuleBrokenError
from alameda.investments.models import Initiative, StateChange
from alameda.investments.tests.factories import RegionFactory
from alameda.journeys.council_does_not_sit import session_cancelled, session_failed
from alameda.journeys.council_sits import item_on_agenda, item_postponed, item_withdrawn
from alameda.journeys.council_studies import item_to_committee
from alameda.journeys.tests.worlds import (
    GOVERNOR,
    SECRETARY,
    TODAY,
    Council,
    council,
    entered,
    facts_about,
    opened,
    person,
    sent,
    session_of,
)

pytestmark = pytest.mark.django_db
NotHeld = Callable[..., Session]


@pytest.fixture
def world() -> Council:
    """A council that may sit."""
    RegionFactory.create()
    return council()


def on_agenda(world: Council) -> tuple[Initiative, AgendaItem]:
    """An initiative before the plenary."""
    initiative, item = sent()
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    initiative.refresh_from_db()
    assert initiative.state == "in_plenary"
    return initiative, item


@pytest.mark.parametrize("not_held", [session_failed, session_cancelled])
def test_what_was_before_a_session_that_was_not_held_waits_for_another(
    world: Council, not_held: NotHeld
) -> None:
    initiative, item = on_agenda(world)

    session = not_held(world.session, reason="Temporal", actor=SECRETARY)

    item.refresh_from_db()
    initiative.refresh_from_db()
    assert session.state in {"failed", "cancelled"}
    assert (item.state, initiative.state) == ("postponed", "sent_to_council")
    change = StateChange.objects.filter(initiative=initiative).latest("pk")
    assert (change.document, change.reason) == (f"Sesión {session.code}", "Temporal")
    assert facts_about(initiative.code)[-1] == "initiative.moved"
    again = item_on_agenda(item.carried_to, session_of(world.body), actor=SECRETARY)
    initiative.refresh_from_db()
    assert (again.state, initiative.state) == ("on_agenda", "in_plenary")


@pytest.mark.parametrize("not_held", [session_failed, session_cancelled])
def test_what_came_to_another_agenda_meanwhile_stays_before_the_plenary(
    world: Council, not_held: NotHeld
) -> None:
    initiative, item = on_agenda(world)
    again = item_postponed(item, reason="Falta un informe", actor=SECRETARY)
    item_on_agenda(again, session_of(world.body), actor=SECRETARY)
    changes = StateChange.objects.filter(initiative=initiative).count()

    not_held(world.session, reason="Temporal", actor=SECRETARY)

    initiative.refresh_from_db()
    assert initiative.state == "in_plenary"
    assert StateChange.objects.filter(initiative=initiative).count() == changes


@pytest.mark.parametrize("not_held", [session_failed, session_cancelled])
def test_a_session_that_is_refused_its_end_keeps_everything(
    world: Council, not_held: NotHeld
) -> None:
    initiative, _item = on_agenda(world)
    before = list(StateChange.objects.values())

    refuses(NotAllowedError, not_held, world.session, reason="Temporal", actor=VISITOR)
    refuses(BadInputError, not_held, world.session, reason=" ", actor=SECRETARY)
    opened(world)
    refuses(RuleBrokenError, not_held, world.session, reason="Temporal", actor=SECRETARY)

    initiative.refresh_from_db()
    assert initiative.state == "in_plenary"
    assert list(StateChange.objects.values()) == before


@pytest.mark.parametrize("not_held", [session_failed, session_cancelled])
def test_a_failure_in_the_second_half_leaves_the_session_as_it_was(
    world: Council, not_held: NotHeld, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_agenda(world)

    def breaks(*_given: object, **_named: Any) -> None:
        raise RuleBrokenError("no")

    monkeypatch.setattr("alameda.investments.actions.council.postpone_by_council", breaks)

    refuses(RuleBrokenError, not_held, world.session, reason="Temporal", actor=SECRETARY)


def test_a_session_ahead_is_cancelled_and_does_not_fail(world: Council) -> None:
    _initiative, item = sent()
    later = SessionFactory.create(body=world.body, starts_at=timezone.now() + timedelta(days=2))
    item_on_agenda(item, later, actor=SECRETARY)

    refuses(RuleBrokenError, session_failed, later, reason="Temporal", actor=SECRETARY)

    assert session_cancelled(later, reason="Temporal", actor=SECRETARY).state == "cancelled"


def test_what_a_committee_does_not_study_stays_before_the_council(world: Council) -> None:
    initiative, item = sent()
    item = item_to_committee(item, world.committee, actor=SECRETARY)
    first = item_on_agenda(item, session_of(world.committee), actor=SECRETARY)
    item_withdrawn(first, reason="No alcanzó el tiempo", actor=SECRETARY)
    sitting = session_of(world.committee)
    item_on_agenda(item, sitting, actor=SECRETARY)

    session_cancelled(sitting, reason="Sin sala", actor=SECRETARY)

    item.refresh_from_db()
    initiative.refresh_from_db()
    assert (item.state, initiative.state) == ("in_committee", "in_committee")


def matter_before(state: str = "") -> tuple[Matter, AgendaItem]:
    """A concession before the Council, and in that state since its item was entered."""
    matter = register_matter(
        business="concession", title="Una concesión", received_on=TODAY, actor=SECRETARY
    )
    item = entered("concession", matter.subject, received_on=TODAY)
    if state:
        Matter.objects.filter(pk=matter.pk).update(state=state, decided_on=TODAY)
    return matter, item


@pytest.mark.parametrize("role", ["council_secretary", "governor", "cabinet"])
def test_who_put_a_matter_before_the_council_withdraws_it_while_it_waits(
    world: Council, role: str
) -> None:
    del world
    matter, item = matter_before()

    item_withdrawn(item, reason="Se desiste", actor=person(role))

    matter.refresh_from_db()
    item.refresh_from_db()
    assert (matter.state, item.state) == ("withdrawn", "withdrawn")


@pytest.mark.parametrize(("role", "refusal"), [("analyst", NotAllowedError)])
def test_others_do_not_withdraw_a_matter(
    world: Council, role: str, refusal: type[AlamedaError]
) -> None:
    matter, item = matter_before()
    refuses(refusal, item_withdrawn, item, reason="Se desiste", actor=person(role))
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    refuses(refusal, item_withdrawn, item, reason="Se desiste", actor=GOVERNOR)

    matter.refresh_from_db()
    assert matter.state == "before_council"


def test_an_item_on_a_matter_that_was_decided_is_withdrawn_and_the_decision_stays(
    world: Council,
) -> None:
    del world
    matter, item = matter_before("answered_yes")

    item = item_withdrawn(item, reason="Se repitió", actor=SECRETARY)

    matter.refresh_from_db()
    assert (item.state, matter.state) == ("withdrawn", "answered_yes")
