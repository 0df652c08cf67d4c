"""Agreements are issued from a vote, once, each with its number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from alameda.council.actions.agreements import issue_agreements
from alameda.council.models import AgendaItem, Agreement, Happening, Vote
from alameda.council.selectors.agreements import names_of_vote
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_council,
)
from alameda.council.tests.stages import issued, verbs, voted
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.written import salted_digest
from alameda.record.models import Entry
from alameda.thread.models import Link, Subject
from alameda.thread.tests.factories import SubjectFactory

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.usefixtures("press")


@pytest.mark.django_db
def test_each_item_of_a_vote_gets_an_agreement_with_the_next_number() -> None:
    session, items, vote = voted(items=3)
    matter = SubjectFactory.create(kind="matter")
    AgendaItem.objects.filter(pk=items[0].pk).update(matter=matter, amount_clp=4_812_000_000)

    made = issue_agreements(vote, texts={items[2].code: " Otro texto. "}, actor=SECRETARY)

    assert [row.code for row in made] == ["A-2026-0001", "A-2026-0002", "A-2026-0003"]
    assert [row.number for row in made] == [1, 2, 3]
    assert made[0].text == (
        f"El Consejo Regional, en sesión ordinaria N°\u00a0{session.number}, celebrada el 8 de"
        " abril de 2026, con 4 votos a favor, 1 en contra y 0 abstenciones, acordó pronunciarse"
        f" favorablemente sobre la concesión del inmueble fiscal «{items[0].title}», por un monto"
        " de $\u00a04.812.000.000."
    )
    assert made[2].text == "Otro texto."
    assert made[0].publication_due_on == date(2026, 4, 15)
    assert made[0].subject.visibility == Subject.Visibility.INTERNAL
    assert {item.state for item in AgendaItem.objects.all()} == {"agreement_issued"}
    ties = Link.objects.values_list("source__code", "kind", "target__code")
    assert set(ties) == {
        (matter.code, "approved_by", "A-2026-0001"),
        *((row.code, "discussed_in", session.code) for row in made),
    }
    fact = Entry.objects.get(subject="A-2026-0003", verb="agreement.issued")
    plain = sha256(b"Otro texto.").hexdigest()
    assert plain not in str(fact.payload)  # not public yet, and it could be guessed
    assert fact.payload["text_digest"] == salted_digest("Otro texto.", salt=made[2].salt)
    assert len({row.salt for row in made}) == len(made)
    assert Happening.objects.filter(session=session, kind="agreement").count() == 3
    session.refresh_from_db()
    assert session.version == 2


@pytest.mark.django_db
def test_a_refused_matter_was_discussed_not_approved() -> None:
    _session, items, vote = voted(favour=2, against=3)
    matter = SubjectFactory.create(kind="matter")
    AgendaItem.objects.filter(pk=items[0].pk).update(matter=matter)

    (made,) = issue_agreements(vote, actor=SECRETARY)

    assert made.outcome == "refused"
    assert "pronunciarse desfavorablemente" in made.text
    assert Link.objects.get(source=matter).kind == "discussed_in"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "change", "texts", "refusal"),
    [
        (VISITOR, {}, {}, NotAllowedError),
        (GOVERNOR, {}, {}, NotAllowedError),
        (SECRETARY, {"state": "open", "outcome": ""}, {}, RuleBrokenError),
        (SECRETARY, {"state": "annulled"}, {}, RuleBrokenError),
        (SECRETARY, {"outcome": "tied"}, {}, RuleBrokenError),
        (SECRETARY, {}, {"I-0": "De otro punto."}, BadInputError),
    ],
)
def test_a_refused_issue_leaves_no_trace(
    actor: Actor, change: dict[str, str], texts: dict[str, str], refusal: type[AlamedaError]
) -> None:
    _session, items, vote = voted(items=2)
    if change:
        Vote.objects.filter(pk=vote.pk).update(**change)
    subjects = Subject.objects.count()

    with pytest.raises(refusal):
        issue_agreements(vote, texts=texts, actor=actor)

    assert not Agreement.objects.exists()
    assert not Entry.objects.exists()
    assert Subject.objects.count() == subjects
    items[0].refresh_from_db()
    assert items[0].state == "voted"


@pytest.mark.django_db
def test_an_empty_text_for_the_second_item_undoes_the_first() -> None:
    _session, items, vote = voted(items=2)

    with pytest.raises(BadInputError):
        issue_agreements(vote, texts={items[1].code: "  "}, actor=SECRETARY)

    assert not Agreement.objects.exists()
    assert not Entry.objects.exists()
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_a_committee_makes_no_agreements() -> None:
    make_council(3)
    session = SessionFactory.create(body=BodyFactory.create(), kind="committee", state="open")
    item = ItemFactory.create(body=session.body, session=session, state="voted")
    vote = VoteFactory.create(session=session)
    vote.items.add(item)

    with pytest.raises(RuleBrokenError):
        issue_agreements(vote, actor=SECRETARY)

    assert not Agreement.objects.exists()


@pytest.mark.django_db
def test_a_vote_gives_its_agreements_once() -> None:
    agreement = issued()

    with pytest.raises(StaleError, match=agreement.code):
        issue_agreements(agreement.vote, actor=SECRETARY)

    assert Agreement.objects.count() == 1
    assert verbs(agreement.code).count("agreement.issued") == 1


@pytest.mark.django_db
def test_numbers_start_again_each_year() -> None:
    first = issued()
    item = ItemFactory.create(body=first.session.body, session=first.session, state="voted")
    vote = VoteFactory.create(session=first.session, held_on=date(2027, 1, 6))
    vote.items.add(item)

    (made,) = issue_agreements(vote, actor=SECRETARY)

    assert made.code == "A-2027-0001"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_numbering_at_once_leave_neither_twins_nor_gaps() -> None:
    _session, _items, vote = voted(items=2)
    first = vote.session
    others = [SessionFactory.create(body=first.body, state="closed") for _each in range(3)]
    votes = [vote]
    for session in others:
        made = VoteFactory.create(session=session)
        made.items.add(ItemFactory.create(body=first.body, session=session, state="voted"))
        votes.append(made)
    barrier = Barrier(len(votes))

    def issue(one: Vote) -> list[int | None]:
        try:
            barrier.wait(timeout=10)
            return [row.number for row in issue_agreements(one, actor=SECRETARY)]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(votes)) as pool:
        numbers = [number for found in pool.map(issue, votes) for number in found]

    assert sorted(number or 0 for number in numbers) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
@pytest.mark.parametrize("members", [1, 20])
def test_the_names_of_a_vote_cost_one_query(
    members: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _session, _items, vote = voted(favour=members, against=1)

    with django_assert_num_queries(1):
        found = names_of_vote(vote)
        assert all(each.subject.code for each in found["favour"])

    assert (len(found["favour"]), len(found["against"]), found["recused"]) == (members, 1, [])
