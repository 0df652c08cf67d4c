"""The end of a vote: the count, the tie, the annulment."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from alameda.council.actions.votes import (
    annul_vote,
    break_tie,
    call_roll,
    close_vote,
    closing,
    open_vote,
)
from alameda.council.models import AgendaItem, Councillor, Session, Vote
from alameda.council.rules.results import explain
from alameda.council.selectors.orders import orders_on
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    AgreementFactory,
    actor_of,
    make_open_session,
)
from alameda.council.tests.rooms import arrive, ballots_of, depart, make_room, recuse, refused
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
Room = tuple[Session, list[AgendaItem], list[Councillor]]


def voted(room: Room, choices: str) -> Vote:
    """An open vote with those ballots: f, a, x (abstains), n (not voting), - (none)."""
    session, items, members = room
    vote = open_vote(session, items=items, actor=SECRETARY)
    names = {"f": "favour", "a": "against", "x": "abstain", "n": "not_voting"}
    given = {
        member: names[letter]
        for member, letter in zip(members, choices, strict=False)
        if letter in names
    }
    call_roll(vote, choices=given, actor=SECRETARY)
    return vote


def payload(verb: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(Entry.objects.get(verb=verb).leaf))["payload"]
    return found


def state_of(item: AgendaItem) -> str:
    return AgendaItem.objects.get(pk=item.pk).state


def test_a_closed_vote_is_counted_and_explained() -> None:
    room = make_room(6, absent=1)
    session, (item,), members = room
    recuse(item, members[5])
    vote = voted(room, "fffax")

    closed = close_vote(vote, actor=SECRETARY)

    vote.refresh_from_db()
    assert closed.pk == vote.pk
    counts = (vote.favour, vote.against, vote.abstain, vote.not_voting, vote.recused)
    assert (counts, vote.present, vote.in_office) == ((3, 1, 1, 0, 1), 6, 7)
    assert (vote.state, vote.outcome, vote.needed) == ("closed", "approved", 3)
    assert explain(vote.explanation, language="es") == [
        "Había quórum: 5 integrantes podían votar y bastaban 1.",
        "Al votar había 6 integrantes presentes.",
        "1 tiene inhabilidad: no vota ni cuenta entre los presentes.",
        "La mayoría se calcula sobre 5 presentes: se necesita más de la mitad: 3 votos a favor.",
        "Se contaron 3 a favor, 1 en contra y 1 abstención.",
        "A favor hubo 3 y bastaban 3: aprobado.",
    ]
    assert state_of(item) == "voted"
    happening = session.happenings.get(kind="vote_closed")
    assert (happening.vote, happening.item) == (vote, item)
    fact = payload("vote.closed")
    assert (fact["outcome"], fact["needed"], fact["present"]) == ("approved", 3, 6)
    assert fact["ballots"][members[5].code] == "recused"
    assert len(fact["ballots"]) == 6


def test_only_the_secretary_closes_and_annuls() -> None:
    room = make_room(3)
    vote = voted(room, "fff")

    for actor in (VISITOR, GOVERNOR, actor_of(room[2][0])):
        with refused(NotAllowedError):
            close_vote(vote, actor=actor)
        with refused(NotAllowedError):
            annul_vote(vote, reason="Porque sí", actor=actor)
    assert close_vote(vote, actor=SECRETARY).outcome == "approved"


def test_a_vote_does_not_close_while_somebody_has_not_voted_unless_it_is_noted() -> None:
    room = make_room(8)
    vote = voted(room, "f")

    with refused(RuleBrokenError, "Faltan los votos de 7 .*…") as caught:
        close_vote(vote, actor=SECRETARY)
    assert caught.value.field == "marks_pending"
    close_vote(vote, marks_pending=True, actor=SECRETARY)

    vote.refresh_from_db()
    assert (vote.favour, vote.not_voting, vote.present) == (1, 7, 8)
    assert vote.outcome == "refused"
    assert set(ballots_of(vote).values()) == {"favour", "not_voting"}


def test_who_left_without_voting_is_not_counted_and_who_voted_is() -> None:
    room = make_room(4)
    vote = voted(room, "ff--")
    depart(room[0], room[2][0])
    depart(room[0], room[2][3])

    close_vote(vote, marks_pending=True, actor=SECRETARY)

    vote.refresh_from_db()
    assert (vote.present, vote.favour, vote.not_voting) == (3, 2, 1)
    assert vote.outcome == "approved"


def test_quorum_lost_during_the_vote_stops_the_close_until_it_is_back() -> None:
    room = make_room(5, quorum=4)
    session, _items, members = room
    vote = voted(room, "fff--")
    depart(session, members[3])
    depart(session, members[4])

    with refused(RuleBrokenError, "suspenda la sesión") as caught:
        close_vote(vote, marks_pending=True, actor=SECRETARY)
    assert " 3 " in str(caught.value)
    assert " 4." in str(caught.value)

    arrive(session, members[4])
    assert close_vote(vote, marks_pending=True, actor=SECRETARY).present == 4


def test_a_tie_keeps_the_items_in_debate_until_who_presides_breaks_it() -> None:
    room = make_room(5)
    session, (item,), members = room
    vote = voted(room, "ffaax")

    close_vote(vote, actor=SECRETARY)
    vote.refresh_from_db()
    assert (vote.outcome, state_of(item)) == ("tied", "debated")

    break_tie(vote, choice="favour", actor=actor_of(members[4]))

    vote.refresh_from_db()
    assert (vote.outcome, vote.casting_choice, state_of(item)) == ("approved", "favour", "voted")
    assert (vote.favour, vote.against, vote.abstain, vote.present) == (2, 2, 1, 5)
    told = explain(vote.explanation, language="es")
    assert told[0].startswith("Había quórum")
    assert told[-2:] == [
        "Quien preside dirimió el empate: a favor.",
        "Con ese voto queda aprobado.",
    ]
    assert payload("tie.broken") == {
        "vote": vote.code,
        "councillor": members[4].code,
        "choice": "favour",
        "outcome": "approved",
    }
    assert session.happenings.get(kind="tie_broken").councillor == members[4]
    with refused(RuleBrokenError, "no está empatada"):
        break_tie(vote, choice="against", actor=SECRETARY)


def test_the_secretary_notes_the_casting_vote_against() -> None:
    room = make_room(4)
    vote = close_vote(voted(room, "ffaa"), actor=SECRETARY)

    assert break_tie(vote, choice="against", actor=SECRETARY).outcome == "refused"
    assert state_of(room[1][0]) == "voted"


def test_a_tie_is_broken_only_by_who_presides_and_only_if_there_is_one() -> None:
    room = make_room(4)
    session, (item,), members = room
    vote = voted(room, "ffaa")

    with refused(RuleBrokenError):  # still open
        break_tie(vote, choice="favour", actor=SECRETARY)
    close_vote(vote, actor=SECRETARY)
    for actor in (VISITOR, GOVERNOR, actor_of(members[0])):
        with refused(NotAllowedError):
            break_tie(vote, choice="favour", actor=actor)
    with refused(BadInputError):
        break_tie(vote, choice="abstain", actor=SECRETARY)
    Session.objects.update(state="suspended")
    with refused(RuleBrokenError):
        break_tie(vote, choice="favour", actor=SECRETARY)
    Session.objects.update(state="open")
    recuse(item, members[3])
    with refused(RuleBrokenError, "inhabilidad"):
        break_tie(vote, choice="favour", actor=SECRETARY)
    item.recusals.all().delete()
    depart(session, members[3])
    with refused(RuleBrokenError, "no está en la sala"):
        break_tie(vote, choice="favour", actor=SECRETARY)
    Session.objects.update(presided_by=None)
    with refused(RuleBrokenError, "no está en la sala"):
        break_tie(vote, choice="favour", actor=SECRETARY)
    Session.objects.update(presided_by=members[2])
    assert break_tie(vote, choice="favour", actor=actor_of(members[2])).outcome == "approved"


def test_where_the_orders_ask_for_it_a_tie_is_voted_again_before_it_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def two_rounds(day: date) -> Any:
        return dataclasses.replace(orders_on(day), tie_rounds=2)

    monkeypatch.setattr(closing, "orders_on", two_rounds)
    room = make_room(4)
    first = close_vote(voted(room, "ffaa"), actor=SECRETARY)

    with refused(RuleBrokenError, "votar otra vez"):
        break_tie(first, choice="favour", actor=SECRETARY)
    second = close_vote(voted(room, "afaf"), actor=SECRETARY)
    with refused(RuleBrokenError, "votación posterior"):
        break_tie(first, choice="favour", actor=SECRETARY)

    assert break_tie(second, choice="favour", actor=SECRETARY).outcome == "approved"


def test_an_annulled_vote_decides_nothing_and_its_items_are_voted_again() -> None:
    room = make_room(3)
    session, (item,), _members = room
    first = close_vote(voted(room, "fff"), actor=SECRETARY)
    assert state_of(item) == "voted"

    annul_vote(first, reason="Se leyó mal la propuesta", actor=SECRETARY)

    assert state_of(item) == "debated"
    first.refresh_from_db()
    assert (first.state, first.ballots.count()) == ("annulled", 3)
    assert payload("vote.annulled") == {
        "vote": first.code,
        "outcome": "approved",
        "reason": "Se leyó mal la propuesta",
    }
    assert session.happenings.get(kind="note").text == (
        "Se anuló la votación: Se leyó mal la propuesta"
    )
    with refused(RuleBrokenError, "se anuló"):
        annul_vote(first, reason="Otra vez", actor=SECRETARY)
    second = close_vote(voted(room, "aaf"), actor=SECRETARY)
    assert (second.code, second.outcome) == (f"{session.code}-V02", "refused")


def test_an_open_vote_is_annulled_too() -> None:
    room = make_room(3)
    vote = voted(room, "f")

    annul_vote(vote, reason="Falta un antecedente", actor=SECRETARY)

    vote.refresh_from_db()
    assert (vote.state, vote.outcome, state_of(room[1][0])) == ("annulled", "", "debated")
    assert vote.closed_at is not None


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401, "a\x00b"])
def test_an_annulment_needs_a_reason(reason: str) -> None:
    vote = voted(make_room(3), "fff")

    with refused(BadInputError):
        annul_vote(vote, reason=reason, actor=SECRETARY)


def test_what_was_issued_or_is_over_is_not_annulled() -> None:
    room = make_room(3)
    session, (item,), _members = room
    vote = close_vote(voted(room, "fff"), actor=SECRETARY)

    Session.objects.update(state="closed")
    with refused(RuleBrokenError, "terminó"):
        annul_vote(vote, reason="Tarde", actor=SECRETARY)
    Session.objects.update(state="open")
    AgreementFactory.create(item=item, vote=vote, session=session)
    with refused(RuleBrokenError, "acuerdo"):
        annul_vote(vote, reason="Tarde", actor=SECRETARY)


def test_a_tied_vote_is_not_annulled_once_it_was_voted_again() -> None:
    room = make_room(4)
    first = close_vote(voted(room, "ffaa"), actor=SECRETARY)
    voted(room, "fff")

    with refused(RuleBrokenError, "votación posterior"):
        annul_vote(first, reason="Sobra", actor=SECRETARY)


def test_a_special_majority_is_counted_over_those_in_office() -> None:
    room = make_room(5, absent=2)
    AgendaItem.objects.update(business="control_head")

    vote = close_vote(voted(room, "fffaa"), actor=SECRETARY)

    assert (vote.needed, vote.outcome) == (4, "refused")  # 4/7 of the seven in office


def test_several_items_end_together() -> None:
    room = make_room(3, items=3)

    close_vote(voted(room, "fff"), actor=SECRETARY)

    assert [state_of(item) for item in room[1]] == ["voted"] * 3


def test_opening_calling_and_closing_cost_the_same_with_more_members() -> None:
    (one, _items, members) = make_room(20)
    costs = []
    for present in (members[:3], members):
        Session.objects.update(state="closed")
        session, items = make_open_session(one.body, present)
        Session.objects.filter(pk=session.pk).update(in_office=20, quorum_needed=1)
        with CaptureQueriesContext(connection) as queries:
            close_vote(voted((session, items, present), "f" * len(present)), actor=SECRETARY)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_database_keeps_the_ballots_of_a_closed_vote() -> None:
    room = make_room(3)
    vote = close_vote(voted(room, "ffa"), marks_pending=True, actor=SECRETARY)
    ballot = vote.ballots.first()
    assert ballot is not None
    other = "against" if ballot.choice == "favour" else "favour"

    with pytest.raises(IntegrityError, match="do not change"), transaction.atomic():
        vote.ballots.filter(pk=ballot.pk).update(choice=other)
    vote.ballots.filter(pk=ballot.pk).update(request_key="again")

    ballot.refresh_from_db()
    assert ballot.choice != other
