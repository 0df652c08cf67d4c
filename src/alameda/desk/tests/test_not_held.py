"""From the desk, a session that is not held takes its initiatives out of the plenary."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alameda.council.models import Session
from alameda.council.tests.factories import ItemFactory, SessionFactory, make_council
from alameda.desk.tests.walking import Walker, room
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import InitiativeFactory, RegionFactory

pytestmark = pytest.mark.django_db


def before_plenary() -> tuple[Session, Initiative]:
    """A session whose hour has come, with an initiative on its agenda."""
    RegionFactory.create()
    body, _members = make_council(3)
    session = SessionFactory.create(body=body, starts_at=timezone.now() - timedelta(minutes=20))
    initiative = InitiativeFactory.create(
        state="in_plenary", state_since=timezone.localdate() - timedelta(days=3)
    )
    ItemFactory.create(body=body, session=session, business="investment", matter=initiative.subject)
    return session, initiative


def test_the_room_of_a_session_that_fails_and_the_initiative_waits_again() -> None:
    session, initiative = before_plenary()
    secretary = Walker("council_secretary")
    secretary.open(room(session))

    secretary.do("fail", status=422, reason="")
    initiative.refresh_from_db()
    assert initiative.state == "in_plenary"
    secretary.do("fail", reason="No hubo quórum")

    session.refresh_from_db()
    initiative.refresh_from_db()
    assert (session.state, initiative.state) == ("failed", "sent_to_council")


def test_the_page_that_cancels_a_session_and_the_initiative_waits_again() -> None:
    session, initiative = before_plenary()
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")

    secretary.do("cancel", reason="Temporal")

    session.refresh_from_db()
    initiative.refresh_from_db()
    assert (session.state, initiative.state) == ("cancelled", "sent_to_council")
