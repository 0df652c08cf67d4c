"""What the system itself writes in the log keeps one language, whoever runs the session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from alameda.council.actions.floor import deal_with_item, open_item
from alameda.council.actions.sessions import convene_session, record_departure, suspend_session
from alameda.council.actions.votes import annul_vote, open_vote
from alameda.council.models import Happening, Session
from alameda.council.tests.factories import SECRETARY, make_council
from alameda.council.tests.rooms import make_room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The secretary works under ``/en/``."""
    with translation.override("en"):
        yield


def texts() -> list[str]:
    return [
        text for text in Happening.objects.order_by("pk").values_list("text", flat=True) if text
    ]


def test_a_summons_after_its_hour_is_noted_in_the_language_of_the_instance() -> None:
    body, _members = make_council(1)

    convene_session(
        body,
        kind="ordinary",
        starts_at=timezone.now() - timedelta(days=1),
        place="Sala",
        actor=SECRETARY,
    )

    assert texts() == ["Se convocó después de su hora."]


def test_a_lost_quorum_is_noted_in_the_language_of_the_instance() -> None:
    session, _items, members = make_room(3, quorum=3)

    record_departure(session, councillor=members[0], actor=SECRETARY)

    assert texts() == ["Se perdió el quórum: hay 2 presentes y se necesitan 3."]


def test_an_annulment_is_noted_in_the_language_of_the_instance_and_its_reason_as_typed() -> None:
    session, items, _members = make_room(3)
    vote = open_vote(session, items=items, actor=SECRETARY)

    annul_vote(vote, reason="Wrong motion read", actor=SECRETARY)

    assert texts() == ["Se anuló la votación: Wrong motion read"]


def test_what_a_person_typed_stays_as_typed() -> None:
    session, (item,), _members = make_room(3)
    Session.objects.update(quorum_needed=1)

    item = open_item(item, actor=SECRETARY)
    deal_with_item(item, note="Taken as read", actor=SECRETARY)
    suspend_session(session, reason="Power cut", actor=SECRETARY)

    assert texts() == ["Taken as read", "Power cut"]
