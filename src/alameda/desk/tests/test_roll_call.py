"""The roll call and a councillor's phone, without scripts: each act beside its refusals."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alameda.council.actions.votes import cast_ballot, open_vote
from alameda.council.models import Ballot, BallotCorrection, Councillor, Session, Vote
from alameda.council.tests.factories import SECRETARY, actor_of
from alameda.desk.tests.walking import Walker, make_session, said
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
ROLL_QUERIES = 11


def begin(present: int = 6) -> tuple[Walker, Vote, list[Councillor]]:
    session, members, items = make_session(present)
    vote = open_vote(session, items=items, actor=SECRETARY)
    return Walker("council_secretary"), vote, members[:present]


def page(vote: Vote) -> str:
    return f"/mesa/consejo/votaciones/{vote.code}/"


def given(vote: Vote) -> list[str]:
    return list(vote.ballots.order_by("councillor__code").values_list("choice", flat=True))


def test_the_secretary_notes_several_votes_at_once_and_closes() -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))

    secretary.call({member.code: "favour" for member in members})
    secretary.do("close")

    vote.refresh_from_db()
    assert (vote.state, vote.outcome, vote.favour) == ("closed", "approved", 6)


def test_a_vote_with_somebody_missing_does_not_close_unless_they_are_marked() -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))
    secretary.call({member.code: "favour" for member in members[:5]})
    entries = Entry.objects.count()

    secretary.do("close", status=422)

    assert said(secretary.html)
    assert Entry.objects.count() == entries
    secretary.do("close", marks_pending="on")
    vote.refresh_from_db()
    assert (vote.state, vote.favour, vote.not_voting) == ("closed", 5, 1)


def test_who_is_missing_is_told_beside_the_close_also_when_votes_came_in_meanwhile() -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))
    cast_ballot(vote, councillor=members[0], choice="favour", actor=actor_of(members[0]))

    secretary.do("close", status=422)

    assert "Cambió mientras usted estaba aquí" not in secretary.html
    assert 'id="close-error"' in secretary.html
    assert 'aria-describedby="close-error"' in secretary.html


def test_a_roll_call_sent_twice_counts_once() -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))
    data = {**secretary.sent("roll"), f"c-{members[0].code}": "favour"}

    first = secretary.client.post(page(vote), data)
    entries = Entry.objects.count()
    second = secretary.client.post(page(vote), data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert given(vote).count("favour") == 1
    assert Entry.objects.count() == entries


def test_a_vote_that_came_from_a_phone_meanwhile_is_told_and_the_rest_is_kept_as_marked() -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))
    cast_ballot(vote, councillor=members[0], choice="against", actor=actor_of(members[0]))
    entries = Entry.objects.count()

    secretary.call({members[0].code: "favour", members[1].code: "abstain"}, status=409)

    assert "Cambió mientras usted estaba aquí" in " ".join(said(secretary.html))
    assert given(vote) == ["against", "", "", "", "", ""]
    assert f'name="c-{members[1].code}" value="abstain" checked' in secretary.html
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("choices", [{}, {"CR-999": "favour"}, {"own": "yes"}])
def test_a_roll_call_that_makes_no_sense_leaves_no_trace(choices: dict[str, str]) -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))
    entries = Entry.objects.count()
    marked = {members[0].code if code == "own" else code: to for code, to in choices.items()}

    secretary.call(marked, status=404 if "CR-999" in marked else 422)

    assert not any(given(vote))
    assert Entry.objects.count() == entries


def test_a_vote_is_corrected_in_the_open_with_a_reason_and_not_without() -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))
    secretary.call({members[0].code: "favour"})
    assert f"corregir={members[0].code}" in secretary.html

    secretary.do("correct", status=422, councillor=members[0].code, choice="against", reason="  ")
    assert given(vote)[0] == "favour"
    secretary.do("correct", councillor=members[0].code, choice="against", reason="Se oyó mal")

    assert given(vote)[0] == "against"
    assert BallotCorrection.objects.get().reason == "Se oyó mal"
    assert "Se oyó mal" in secretary.html


def test_a_tie_is_broken_by_who_presides() -> None:
    secretary, vote, members = begin()
    secretary.open(page(vote))
    ways = ["favour"] * 3 + ["against"] * 3
    secretary.call({member.code: way for member, way in zip(members, ways, strict=True)})
    secretary.do("close")
    vote.refresh_from_db()
    assert vote.outcome == "tied"
    secretary.do("annul", reason="Se vota otra vez")
    session = vote.session
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/sala/")
    secretary.do("vote")
    again = Vote.objects.latest("pk")
    secretary.call({member.code: way for member, way in zip(members, ways, strict=True)})
    secretary.do("close")
    secretary.open(page(again))

    secretary.do("tie", choice="favour")

    again.refresh_from_db()
    assert (again.outcome, again.casting_choice) == ("approved", "favour")


def send(client: Client, vote: Vote, **typed: str) -> tuple[int, dict[str, str]]:
    answer = client.post(f"/mesa/votaciones/{vote.code}/voto/", typed)
    return answer.status_code, answer.json()


def test_a_script_sends_one_vote_and_the_same_sending_again_is_the_same_vote() -> None:
    secretary, vote, members = begin()
    sending = {"councillor": members[0].code, "choice": "favour", "request_key": "k1"}

    first = send(secretary.client, vote, **sending)
    entries = Entry.objects.count()
    second = send(secretary.client, vote, **sending)

    assert first == second
    assert first[0] == 200
    assert first[1]["choice"] == "favour"
    assert given(vote).count("favour") == 1
    assert Entry.objects.count() == entries


def test_another_sending_for_the_same_member_is_refused_and_says_what_was_voted() -> None:
    secretary, vote, members = begin()
    send(secretary.client, vote, councillor=members[0].code, choice="favour", request_key="k1")

    status, told = send(
        secretary.client, vote, councillor=members[0].code, choice="against", request_key="k2"
    )

    assert status == 409
    assert told["said"]
    assert given(vote)[0] == "favour"


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"choice": "maybe"}, 422), ({"choice": "favour", "councillor": "CR-999"}, 404), ({}, 422)],
)
def test_a_script_that_sends_nonsense_is_told_so(typed: dict[str, str], status: int) -> None:
    secretary, vote, _members = begin()

    got, told = send(secretary.client, vote, **typed)

    assert got == status
    assert told["said"]
    assert not any(given(vote))


def test_who_votes_for_themselves_and_names_another_member_has_voted_for_nobody() -> None:
    _secretary, vote, members = begin()
    phone = phone_of(members[0])

    status, told = send(phone.client, vote, choice="favour", councillor=members[1].code)

    assert status == 403
    assert "por usted" in told["said"]
    assert not any(given(vote))
    own, _told = send(phone.client, vote, choice="favour", councillor=members[0].code)
    assert (own, given(vote).count("favour")) == (200, 1)


def phone_of(member: Councillor) -> Walker:
    return Walker("councillor", person=member.account)


def test_a_councillor_votes_from_her_phone_without_scripts_and_sees_it_recorded() -> None:
    _secretary, vote, members = begin()
    phone = phone_of(members[1])
    phone.open("/mesa/voto/")
    assert vote.question in phone.html

    phone.do("cast", choice="against")

    ballot = Ballot.objects.get(vote=vote, councillor=members[1])
    assert (ballot.choice, ballot.is_by_secretary) == ("against", False)
    assert ballot.request_key
    assert "Registrado a las" in phone.html


def test_a_councillor_does_not_vote_for_another_nor_on_a_vote_that_closed() -> None:
    _secretary, vote, members = begin()
    phone = phone_of(members[1])
    phone.open("/mesa/voto/")
    data = {**phone.sent("cast"), "choice": "favour"}
    status, _told = send(phone.client, vote, councillor=members[2].code, choice="favour")
    assert status == 403  # only her own vote is hers to give
    assert not any(given(vote))
    assert send(phone.client, vote, choice="favour")[0] == 200
    assert [ballot.councillor for ballot in vote.ballots.filter(choice="favour")] == [members[1]]
    Vote.objects.filter(pk=vote.pk).update(state="annulled")

    phone.post({**data, "request_key": "other"}, status=422)

    assert given(vote).count("favour") == 1


def test_a_councillor_who_is_not_noted_as_present_is_told_and_cannot_vote() -> None:
    _secretary, vote, members = begin()
    away = Councillor.objects.exclude(pk__in=[member.pk for member in members]).get()
    phone = phone_of(away)

    phone.open("/mesa/voto/")

    assert "La secretaría no ha anotado su presencia" in phone.html
    status, _told = send(phone.client, vote, choice="favour")
    assert status == 409
    assert not any(given(vote))


def test_a_councillor_recuses_herself_while_the_vote_is_open_and_not_once_she_voted() -> None:
    _secretary, vote, members = begin()
    voted, recused = phone_of(members[0]), phone_of(members[1])
    recused.open("/mesa/voto/")
    voted.open("/mesa/voto/")
    late = voted.sent("recuse", reason="kin")
    voted.do("cast", choice="favour")

    recused.do("recuse", reason="own_interest")
    voted.post(late, status=422)

    assert given(vote)[:2] == ["favour", "recused"]
    assert "Usted no participa en este tema" in recused.html


def test_a_phone_without_a_seat_and_one_without_a_session_have_their_own_page() -> None:
    stranger = Walker("councillor")
    assert "Su cuenta no es la de una consejera o consejero" in stranger.open("/mesa/voto/")
    session, members, _items = make_session()
    Session.objects.filter(pk=session.pk).update(state="closed")

    assert "Ahora no hay sesión" in phone_of(members[0]).open("/mesa/voto/")


@pytest.mark.parametrize("present", [6, 30])
def test_a_roll_asks_the_same_questions_of_the_database_however_long(present: int) -> None:
    session, _members, items = make_session(present, seats=present + 1)
    vote = open_vote(session, items=items, actor=SECRETARY)
    secretary = Walker("council_secretary")
    secretary.open(page(vote))

    with CaptureQueriesContext(connection) as caught:
        secretary.open(page(vote))

    # Session and person of the reader, roles, the vote, its ballots with their corrections (twice:
    # the choices of the forms, the page), its items with their files, the region's name.
    assert len(caught) == ROLL_QUERIES
