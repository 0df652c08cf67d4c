"""Two secretaries at once: what both do is done once, or one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from alameda.council.actions import sessions
from alameda.council.models import Body, Councillor
from alameda.council.tests.factories import SECRETARY, make_council, make_open_session
from alameda.council.tests.stages import SOON, SUMMONS, YEAR, at_the_door
from alameda.foundation.errors import AlamedaError, RuleBrokenError, StaleError
from alameda.record.models import Entry


def _in_two_threads(first: object, second: object, act: object) -> list[str]:
    start = Barrier(2)

    def run(what: object) -> str:
        try:
            start.wait(timeout=10)
            return str(act(what))  # type: ignore[operator]  # a function of the test
        except AlamedaError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, [first, second]))


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_convene_at_once_and_get_two_numbers() -> None:
    council, _members = make_council(1)

    def convene(starts_at: datetime) -> str:
        return sessions.convene_session(council, **SUMMONS | {"starts_at": starts_at}).code

    hours = (SOON, SOON + timedelta(hours=1))
    assert _in_two_threads(*hours, convene) == [f"S-{YEAR}-O01", f"S-{YEAR}-O02"]


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_who_convene_the_same_session_at_once_convene_one() -> None:
    council, _members = make_council(1)

    def convene(body: Body) -> str:
        return sessions.convene_session(body, **SUMMONS).code

    assert _in_two_threads(council, council, convene) == [f"S-{YEAR}-O01", "rule-broken"]


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_note_one_arrival_once() -> None:
    council, members = make_council(3, has_governor=False)
    session, _items = make_open_session(council, members[:2])

    def arrive(councillor: Councillor) -> str:
        sessions.record_arrival(session, councillor=councillor, actor=SECRETARY)
        return "done"

    assert _in_two_threads(members[2], members[2], arrive) == ["done", StaleError.code]
    assert session.presences.count() == 3
    assert Entry.objects.filter(verb="councillor.arrived").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_open_a_session_once() -> None:
    session, members = at_the_door()
    room = members[:25]

    def open_it(councillor: Councillor) -> str:
        sessions.open_session(
            session, summons=1, present=room, presided_by=councillor, actor=SECRETARY
        )
        return "done"

    assert _in_two_threads(room[0], room[1], open_it) == ["done", RuleBrokenError.code]
    assert session.presences.count() == 25
