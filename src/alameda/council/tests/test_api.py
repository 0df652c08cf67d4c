"""The Council for machines: lists, one of each, and the moves of a session under way."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alameda.accounts.models import Person
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.council.models import Ballot, Body, Councillor, Session, Vote
from alameda.council.tests.factories import (
    HELD_ON,
    AgreementFactory,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    make_attendance,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.council.tests.stories import make_story
from alameda.record.models import Entry
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/council"
LISTS = ("sessions", "items", "votes", "agreements", "councillors", "bodies")
WHOLE_LISTS = ("councillors", "bodies")  # told in one piece: they take no limit


def make_session(number: int, *, is_published: bool = True) -> Session:
    """A session that decided one item by name."""
    council = Body.objects.get(kind="council")
    members = list(Councillor.objects.all())
    session = SessionFactory.create(body=council, state="closed", number=number)
    item = ItemFactory.create(body=council, session=session, state="agreement_issued")
    vote = make_vote(session, item, dict.fromkeys(members, "favour"))
    make_attendance(session, dict.fromkeys(members, "present"))
    published_at = session.starts_at if is_published else None
    AgreementFactory.create(item=item, vote=vote, session=session, published_at=published_at)
    return session


def read(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def rows_of(told: Any) -> Any:
    return told["items"] if isinstance(told, dict) else told


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_asks_the_same_number_of_times_however_long(kind: str, client: Client) -> None:
    make_council(2)
    make_session(1)
    BodyFactory.create()

    query = "" if kind in WHOLE_LISTS else "?limit=200"

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert rows_of(read(client, f"{ROOT}/{kind}{query}"))
        return len(captured)

    before = queries()
    for number in range(2, 20):
        make_session(number)
        BodyFactory.create()
    assert queries() == before


def test_pages_follow_one_another_and_miss_nothing(client: Client) -> None:
    make_council(1)
    made = {make_session(number).code for number in range(1, 8)}

    for kind, field in (("sessions", "code"), ("votes", "session"), ("agreements", "session")):
        seen: list[str] = []
        path = f"{ROOT}/{kind}?limit=3&year=2026"
        while path:
            told = read(client, path)
            seen += [row[field] for row in told["items"]]
            path = (told["next"] or "").removeprefix(settings.BASE_URL)
        assert len(seen) == 7
        assert set(seen) == made


def test_filters_narrow(client: Client) -> None:
    make_council(1)
    session = make_session(1)
    make_session(2)
    Vote.objects.filter(session=session).update(is_inconsistent=True)

    for path, count in (
        (f"votes?session={session.code}", 1),
        ("votes?is_inconsistent=true", 1),
        ("votes?is_inconsistent=false", 1),
        ("votes?outcome=refused", 0),
        ("agreements?business=concession&outcome=approved", 2),
        ("agreements?committee=nobody", 0),
        ("items?state=agreement_issued", 2),
        ("items?business=plan", 0),
        ("sessions?kind=committee", 0),
        ("sessions?year=2025", 0),
    ):
        assert len(read(client, f"{ROOT}/{path}")["items"]) == count, path


@pytest.mark.parametrize(
    "path",
    ["sessions?kind=secret", "votes?limit=0", "agreements?limit=201", "votes?cursor=x"],
)
def test_what_cannot_be_understood_is_refused(path: str, client: Client) -> None:
    answer = client.get(f"{ROOT}/{path}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_one_of_each_tells_all_of_it(client: Client) -> None:
    body, members = make_council(2)
    session = make_session(1)

    told = read(client, f"{ROOT}/sessions/{session.code}")
    assert len(told["attendance"]) == len(members)
    assert told["agenda"] == read(client, f"{ROOT}/sessions/{session.code}/agenda")
    vote = read(client, f"{ROOT}/votes/{told['votes'][0]}")
    assert [ballot["choice"] for ballot in vote["ballots"]] == ["favour"] * len(members)
    assert vote["agreements"] == told["agreements"]
    agreement = read(client, f"{ROOT}/agreements/{told['agreements'][0]}")
    assert agreement["vote"] == vote["code"]
    member = members[0]
    assert read(client, f"{ROOT}/councillors/{member.code}")["seats"][0]["kind"] == "councillor"
    votes = read(client, f"{ROOT}/councillors/{member.code}/votes?choice=favour&year=2026")
    assert [row["vote"] for row in votes["items"]] == [vote["code"]]
    assert {row["slug"] for row in read(client, f"{ROOT}/bodies")} == {body.slug}
    assert read(client, f"{ROOT}/commitments") == {"items": [], "next": None}
    assert read(client, f"{ROOT}/points") == {"items": [], "next": None}


@pytest.mark.parametrize(
    "path",
    [
        "sessions/x",
        "sessions/x/agenda",
        "votes/x",
        "agreements/x",
        "councillors/x",
        "commitments/x",
        "points/x",
        "points/%00",
    ],
)
def test_what_is_not_there_is_not_found(path: str, client: Client) -> None:
    assert client.get(f"{ROOT}/{path}").status_code == 404


def test_a_commitment_and_a_citizen_point_are_told_one_by_one(client: Client) -> None:
    story = make_story()
    owed, point = story.commitment, story.point

    told = read(client, f"{ROOT}/commitments/{owed.code}")
    assert told == read(client, f"{ROOT}/commitments")["items"][0]
    assert (told["owner"], told["raised_by"]) == (owed.owner, story.members[1].code)
    told = read(client, f"{ROOT}/points/{point.code}")
    assert told == read(client, f"{ROOT}/points")["items"][0]
    assert (told["supporters"], told["needed"]) == (3, 100)
    assert "proposer" not in told
    Subject.objects.filter(code__in=(owed.code, point.code)).update(visibility="internal")
    for path in (f"commitments/{owed.code}", f"points/{point.code}"):
        assert client.get(f"{ROOT}/{path}").status_code == 404


def test_what_is_not_public_is_absent_everywhere(client: Client) -> None:
    make_council(1)
    session = make_session(1)
    Subject.objects.filter(pk=session.subject_id).update(visibility="internal")
    drafted = make_session(2, is_published=False)
    Session.objects.filter(pk=make_session(3).pk).update(state="convened")

    sessions = {row["code"] for row in read(client, f"{ROOT}/sessions")["items"]}
    assert sessions == {drafted.code, "S-2026-O03"}
    for kind in ("votes", "items"):
        told = read(client, f"{ROOT}/{kind}")["items"]
        assert session.code not in {row["session"] for row in told}
    agreed = {row["session"] for row in read(client, f"{ROOT}/agreements")["items"]}
    assert drafted.code not in agreed
    assert read(client, f"{ROOT}/sessions/{drafted.code}")["agreements"] == []
    assert read(client, f"{ROOT}/sessions/S-2026-O03")["agenda"] == []
    member = Councillor.objects.first()
    assert member
    votes = read(client, f"{ROOT}/councillors/{member.code}/votes")["items"]
    assert len(votes) == 2


# Under way


@pytest.fixture
def open_vote() -> tuple[Vote, list[Councillor]]:
    """A vote that is open, with an empty ballot for each of four."""
    body, members = make_council(4, has_governor=False)
    session, (item,) = make_open_session(body, members)
    session.in_office, session.quorum_needed = 4, 3
    session.save()
    item.state = "debated"
    item.save()
    vote = Vote.objects.create(
        code=f"{session.code}-V01",
        session=session,
        question="¿Se aprueba?",
        held_on=HELD_ON,
        opened_at=session.opened_at,
        in_office=4,
        present=4,
        needed=3,
    )
    vote.items.add(item)
    Ballot.objects.bulk_create(
        Ballot(vote=vote, councillor=member, held_on=HELD_ON) for member in members
    )
    return vote, members


def signed_in(person: Person | None, role: str) -> Client:
    """A browser of somebody with that role."""
    assert person is not None
    RoleGrantFactory.create(person=person, role=role)
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"{ROOT}/{path}", body, content_type="application/json")


def test_a_member_votes_once_and_the_same_sending_is_the_same_ballot(
    open_vote: tuple[Vote, list[Councillor]], client: Client
) -> None:
    vote, members = open_vote
    phone = signed_in(members[0].account, "councillor")
    path = f"votes/{vote.code}/ballots"

    first = send(phone, path, choice="favour", request_key="one")
    again = send(phone, path, choice="favour", request_key="one")
    other = send(phone, path, choice="against", request_key="two")

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert first.json() == again.json()
    assert first.json()["code"] == members[0].code
    # While it is open nobody reads who voted what.
    told = read(client, f"{ROOT}/votes/{vote.code}")
    assert (told["ballots"], told["cast"]) == ([], 1)


@pytest.mark.parametrize("more", [{"councilor": "CR-1"}, {"amount": 1}, {"vote": "V-1"}])
def test_a_field_that_an_act_does_not_have_is_refused_by_name(
    open_vote: tuple[Vote, list[Councillor]], more: dict[str, Any]
) -> None:
    vote, members = open_vote
    phone = signed_in(members[0].account, "councillor")

    answer = send(phone, f"votes/{vote.code}/ballots", choice="favour", request_key="1", **more)

    assert answer.status_code == 422
    assert next(iter(more)) in answer.json()["errors"][0]["field"]
    assert not vote.ballots.exclude(choice="").exists()
    assert send(phone, f"votes/{vote.code}/ballots", choice="favour").status_code == 200


def test_nobody_votes_for_another_and_a_refusal_leaves_no_trace(
    open_vote: tuple[Vote, list[Councillor]], client: Client
) -> None:
    vote, members = open_vote
    path = f"votes/{vote.code}/ballots"
    phone = signed_in(members[0].account, "councillor")
    outsider = signed_in(PersonFactory.create(), "resident")

    assert send(client, path, choice="favour").status_code in {401, 403}
    assert send(outsider, path, choice="favour").status_code == 403
    assert send(phone, path, choice="favour", councillor=members[1].code).status_code == 403
    assert send(phone, path, choice="perhaps").status_code == 422
    assert send(phone, path, choice="favour", councillor="CR-999").status_code == 404
    assert send(phone, f"votes/{vote.code}/close").status_code == 403
    assert send(phone, f"votes/{vote.code}/roll", choices={}).status_code in {403, 422}
    arrival = send(phone, f"sessions/{vote.session.code}/arrivals", councillor=members[1].code)
    assert arrival.status_code == 403
    assert not Ballot.objects.exclude(choice="").exists()
    assert not Entry.objects.exists()


def test_the_secretary_calls_the_roll_and_closes(
    open_vote: tuple[Vote, list[Councillor]],
) -> None:
    vote, members = open_vote
    desk = signed_in(PersonFactory.create(), "council_secretary")

    early = send(desk, f"votes/{vote.code}/close")
    assert early.status_code == 409
    choices = {member.code: "favour" for member in members[:3]}
    roll = send(desk, f"votes/{vote.code}/roll", choices=choices)
    assert (roll.status_code, roll.json()["cast"]) == (200, 3)
    closed = send(desk, f"votes/{vote.code}/close", marks_pending=True)
    told = closed.json()
    assert closed.status_code == 200, told
    assert (told["favour"], told["not_voting"], told["outcome"]) == (3, 1, "approved")
    assert len(told["ballots"]) == 4


def test_the_secretary_notes_an_arrival(open_vote: tuple[Vote, list[Councillor]]) -> None:
    vote, members = open_vote
    vote.session.presences.filter(councillor=members[3]).delete()
    desk = signed_in(PersonFactory.create(), "council_secretary")
    path = f"sessions/{vote.session.code}/arrivals"

    first = send(desk, path, councillor=members[3].code)
    again = send(desk, path, councillor=members[3].code)

    assert (first.status_code, again.status_code) == (200, 409)
    assert vote.session.presences.filter(councillor=members[3], left_at=None).count() == 1


def test_what_somebody_signed_in_reads_is_kept_by_nobody(client: Client) -> None:
    make_council(1)
    make_session(1)
    desk = signed_in(PersonFactory.create(), "council_secretary")

    assert "public" in client.get(f"{ROOT}/sessions")["Cache-Control"]
    assert "no-store" in desk.get(f"{ROOT}/sessions")["Cache-Control"]
    tag = client.get(f"{ROOT}/sessions")["ETag"]
    assert client.get(f"{ROOT}/sessions", headers={"if-none-match": tag}).status_code == 304
