"""Who takes part in a session from elsewhere, as the secretary notes it in the room."""

from __future__ import annotations

import pytest

from alameda.council.actions.sessions import record_arrival
from alameda.council.actions.votes import open_vote
from alameda.council.models import Councillor, Happening, Presence, Session
from alameda.council.tests.factories import SECRETARY
from alameda.desk.tests.walking import Walker, make_session, room
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def traces(session: Session) -> tuple[int, int, int, int]:
    version = Session.objects.values_list("version", flat=True).get(pk=session.pk)
    return Presence.objects.count(), Happening.objects.count(), Entry.objects.count(), version


def stands(session: Session, member: Councillor) -> list[bool]:
    rows = Presence.objects.filter(session=session, councillor=member, left_at=None)
    return list(rows.values_list("is_remote", flat=True))


def test_a_member_who_takes_part_remotely_is_noted_so_and_votes() -> None:
    session, members, items = make_session(5)
    vote = open_vote(session, items=items, actor=SECRETARY)
    secretary = Walker("council_secretary")
    secretary.open(room(session))

    secretary.do("remote", joining=members[5].code)

    assert stands(session, members[5]) == [True]
    assert "participa a distancia" in secretary.html
    assert "<small>a distancia</small>" in secretary.html
    assert vote.ballots.filter(councillor=members[5]).exists()


def test_who_is_in_the_room_is_not_offered_and_cannot_join_twice() -> None:
    session, members, _items = make_session(5)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    sent = secretary.sent("remote", joining=members[5].code)
    before = traces(session)

    secretary.post({**sent, "joining": members[0].code}, status=409)
    secretary.post({**sent, "joining": ""}, status=422)
    assert traces(session) == before
    assert stands(session, members[0]) == [False]

    record_arrival(session, councillor=members[5], actor=SECRETARY)
    before = traces(session)
    secretary.post(sent, status=409)  # she came in by the door meanwhile
    assert traces(session) == before
    assert stands(session, members[5]) == [False]


def test_the_same_sending_twice_is_one_arrival() -> None:
    session, members, _items = make_session(5)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    sent = secretary.sent("remote", joining=members[5].code)
    secretary.url = room(session)
    secretary.post(sent)
    before = traces(session)

    secretary.post(sent)

    assert traces(session) == before


@pytest.mark.parametrize("role", ["councillor", "division_head"])
def test_nobody_else_notes_it(role: str) -> None:
    session, members, _items = make_session(5)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    sent = secretary.sent("remote", joining=members[5].code)
    before = traces(session)

    answer = Walker(role).client.post(room(session), sent)

    assert answer.status_code == 403
    assert traces(session) == before
