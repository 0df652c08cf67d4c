"""What the acts of the register of members write follows from what they publish."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alameda.council.actions import people
from alameda.council.models import Councillor, Mandate
from alameda.council.tests.factories import (
    SECRETARY,
    TERM_STARTS_ON,
    BlocFactory,
    CircumscriptionFactory,
)
from alameda.record.selectors import hold

LATER = TERM_STARTS_ON + timedelta(days=100)
LAST = TERM_STARTS_ON + timedelta(days=200)


def _seated() -> Councillor:
    """A member with a seat, a bloc, a committee and leave, all by acts."""
    for kind, slug in (("council", "consejo"), ("committee", "obras")):
        body = people.add_body(
            kind=kind, slug=slug, name=slug, starts_on=TERM_STARTS_ON, actor=SECRETARY
        )
    member = people.add_councillor(
        name="Consejería 07", sort_name="07", slug="consejeria-07", actor=SECRETARY
    )
    people.seat_councillor(
        member,
        kind="councillor",
        circumscription=CircumscriptionFactory.create(),
        starts_on=TERM_STARTS_ON,
        actor=SECRETARY,
    )
    for start in (TERM_STARTS_ON, LATER):
        bloc = BlocFactory.create(starts_on=TERM_STARTS_ON)
        people.join_bloc(member, bloc=bloc, starts_on=start, actor=SECRETARY)
    people.join_committee(
        member, body=body, post="member", starts_on=TERM_STARTS_ON, actor=SECRETARY
    )
    people.grant_leave(member, kind="medical", starts_on=LATER, ends_on=LATER, actor=SECRETARY)
    return member


def wrong() -> list[str]:
    """What is not as it was published, of tables of which every row has its fact."""
    return [one.sentence for one in hold().findings]


@pytest.mark.django_db
def test_seats_blocs_committees_and_leave_are_held_as_they_begin_and_end() -> None:
    member = _seated()
    assert wrong() == []

    people.leave_committee(member.memberships.get(), ends_on=LATER, actor=SECRETARY)
    assert wrong() == []

    people.end_mandate(
        member.mandates.get(), ended_by="resignation", ends_on=LATER - timedelta(1), actor=SECRETARY
    )
    assert wrong() == []


@pytest.mark.django_db
def test_a_seat_prolonged_in_the_database_and_a_name_changed_there_are_named() -> None:
    member = _seated()
    Mandate.objects.update(ends_on=LAST)
    Councillor.objects.update(name="Otra")

    found = {(one.model, one.key) for one in hold().findings}
    mandate = member.mandates.get()
    assert found == {("council.mandate", str(mandate.pk)), ("council.councillor", member.code)}
