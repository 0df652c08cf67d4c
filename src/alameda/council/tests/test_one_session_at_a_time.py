"""A body sits in one session at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from alameda.council.actions.sessions import open_session, resume_session, suspend_session
from alameda.council.models import Body, Councillor, Presence, Session
from alameda.council.tests.factories import (
    SECRETARY,
    STARTS_AT,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    make_council,
    make_open_session,
)
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import AlamedaError, RuleBrokenError

pytestmark = pytest.mark.django_db


def council() -> tuple[Body, list[Councillor], Session]:
    """The Council, its members and a session whose hour has come."""
    body, members = make_council(3, has_governor=False)
    session = SessionFactory.create(body=body)
    ItemFactory.create(body=body, session=session)
    return body, members, session


def sit(session: Session, members: list[Councillor]) -> Session:
    return open_session(
        session, summons=1, present=members, presided_by=members[0], actor=SECRETARY
    )


def test_a_session_does_not_open_beside_another_of_its_body_which_is_named() -> None:
    body, members, session = council()
    other, _items = make_open_session(body, members)

    said = str(refuses(RuleBrokenError, sit, session, members))

    assert other.code in said
    assert other.subject.title in said
    suspend_session(other, reason="Receso", actor=SECRETARY)
    assert sit(session, members).state == "open"


def test_a_session_is_not_resumed_beside_another_of_its_body() -> None:
    body, members, session = council()
    other, _items = make_open_session(body, members)
    Session.objects.filter(pk=other.pk).update(quorum_needed=1)
    suspend_session(other, reason="Receso", actor=SECRETARY)
    sit(session, members)

    said = str(refuses(RuleBrokenError, resume_session, other, actor=SECRETARY))

    assert session.code in said
    suspend_session(session, reason="Receso", actor=SECRETARY)
    assert resume_session(other, actor=SECRETARY).state == "open"


def test_bodies_sit_at_the_same_time() -> None:
    body, members, session = council()
    committee = BodyFactory.create(parent=body)
    make_open_session(committee, members)

    assert sit(session, members).state == "open"


def test_the_database_refuses_a_second_open_session() -> None:
    body, members, session = council()
    make_open_session(body, members)

    with pytest.raises(IntegrityError, match="session_open_one_a_body"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(state="open", opened_at=STARTS_AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_sessions_opened_at_once_one_opens() -> None:
    body, members, first = council()
    second = SessionFactory.create(body=body)
    start = Barrier(2)

    def run(session: Session) -> str:
        try:
            start.wait(timeout=10)
            sit(session, members)
        except AlamedaError as error:
            return error.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, [first, second])) == ["done", RuleBrokenError.code]
    assert Session.objects.filter(state="open").count() == 1
    assert Presence.objects.count() == len(members)
