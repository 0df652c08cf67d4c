"""What one module shows of the other: the vote on an initiative's page, the money on the vote's."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from alameda.council.models import Agreement, Councillor, Vote
from alameda.council.tests.factories import (
    AgreementFactory,
    ItemFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.foundation.actor import VISITOR
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import (
    ApprovalFactory,
    ContractFactory,
    InitiativeFactory,
    PaymentFactory,
)
from alameda.thread.models import Link, Subject
from alameda.thread.selectors import briefs_of, briefs_of_kind

pytestmark = pytest.mark.django_db


def agreed(initiative: Initiative, *, times: int = 1) -> list[Agreement]:
    """Agreements on an initiative, with 18 in favour, 13 against, 2 abstained and 1 recused."""
    body, members = make_council(34, has_governor=False)
    session, _items = make_open_session(body, members, items=0)
    choices = ["favour"] * 18 + ["against"] * 13 + ["abstain"] * 2 + ["recused"]
    found = []
    for _time in range(times):
        item = ItemFactory.create(
            body=body, session=session, business="investment", matter=initiative.subject
        )
        vote = make_vote(session, item, dict(zip(members, choices, strict=True)))
        agreement = AgreementFactory.create(
            item=item, vote=vote, session=session, amount_clp=900_000_001
        )
        Link.objects.create(
            source=initiative.subject,
            kind="approved_by",
            target=agreement.subject,
            linked_on=agreement.agreed_on,
            linked_by="test",
        )
        found.append(agreement)
    return found


def test_an_agreement_says_who_voted_what_with_where_each_is_found() -> None:
    (agreement,) = agreed(InitiativeFactory.create())

    with override("es"):
        brief = briefs_of([agreement.code], actor=VISITOR)[agreement.code]

    assert (brief.state_label, brief.tone, brief.on) == ("Aprobado", "done", agreement.agreed_on)
    assert [(key, count) for key, _label, count in brief.counts] == [
        ("favour", 18),
        ("against", 13),
        ("abstain", 2),
        ("recused", 1),
    ]
    assert {key: len(names) for key, names in brief.names.items()} == {
        "favour": 18,
        "against": 13,
        "abstain": 2,
        "recused": 1,
    }
    member = Councillor.objects.get(ballots__choice="recused")
    assert brief.names["recused"] == ((member.name, f"/consejo/integrantes/{member.slug}/"),)
    assert brief.money == (("Monto votado", 900_000_001),)
    assert (agreement.vote.get_absolute_url()) in [url for _label, url in brief.links]
    with override("en"):
        english = briefs_of([agreement.code], actor=VISITOR)[agreement.code]
    assert english.url == f"/en/consejo/acuerdos/{agreement.code}/"


def test_an_initiative_says_its_money_to_the_last_peso() -> None:
    row = InitiativeFactory.create()
    ApprovalFactory.create(initiative=row, amount_clp=900_000_001)
    ContractFactory.create(initiative=row, amount_clp=900_000_000)
    PaymentFactory.create(initiative=row, paid_clp=899_999_999, paid_on=date(2026, 3, 20))
    PaymentFactory.create(initiative=row, paid_clp=1, month=date(2026, 5, 1))
    refresh_cards([row.pk])

    with override("es"):
        brief = briefs_of([row.code], actor=VISITOR)[row.code]

    assert dict(brief.money) == {
        "Aprobado": 900_000_001,
        "Contratado": 900_000_000,
        "Pagado": 900_000_000,
    }
    assert brief.on == date(2026, 5, 1)
    assert "$ 900.000.000" in brief.sentence.replace("\u00a0", " ")
    assert brief.sentence.endswith("Es el total.")


def test_briefs_come_in_the_order_asked_and_hidden_or_unknown_ones_not_at_all() -> None:
    first, second, hidden = (InitiativeFactory.create() for _one in range(3))
    (agreement,) = agreed(first)
    Subject.objects.filter(pk=hidden.subject_id).update(visibility="internal")

    asked = [second.code, agreement.code, hidden.code, "INV-NO", first.code]

    assert list(briefs_of(asked, actor=VISITOR)) == [second.code, agreement.code, first.code]
    assert briefs_of_kind("initiative", [hidden.code], actor=VISITOR) == {}
    assert briefs_of_kind("nothing", [first.code], actor=VISITOR) == {}
    Subject.objects.filter(pk=agreement.subject_id).update(visibility="internal")
    assert briefs_of([agreement.code], actor=VISITOR) == {}


@pytest.mark.parametrize("times", [1, 20])
def test_any_number_of_agreements_takes_two_queries(
    times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [row.code for row in agreed(InitiativeFactory.create(), times=times)]

    with django_assert_num_queries(2):  # the agreements with their votes; the ballots
        assert len(briefs_of_kind("agreement", codes, actor=VISITOR)) == times


@pytest.mark.parametrize("rows", [1, 20])
def test_any_number_of_initiatives_takes_two_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [InitiativeFactory.create().code for _row in range(rows)]

    with django_assert_num_queries(2):  # the initiatives; their last payments
        assert len(briefs_of_kind("initiative", codes, actor=VISITOR)) == rows


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_of_an_initiative_shows_who_voted_what(client: Client, prefix: str) -> None:
    row = InitiativeFactory.create()
    (agreement,) = agreed(row)

    page = client.get(f"{prefix}/inversiones/{row.code}/").content.decode()

    assert f'href="{prefix}/consejo/acuerdos/{agreement.code}/"' in page
    assert f'href="{prefix}/consejo/votaciones/{agreement.vote.code}/"' in page
    for member in Councillor.objects.all():
        assert f'href="{prefix}/consejo/integrantes/{member.slug}/"' in page
    assert page.count('data-choice="favour"') == 1


def test_the_page_takes_two_queries_more_whatever_was_agreed(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first, plain, voted = (InitiativeFactory.create() for _one in range(3))
    agreed(voted, times=5)
    client.get(f"/inversiones/{first.code}/")  # what every page shares is read once
    with django_assert_max_num_queries(99) as before:
        client.get(f"/inversiones/{plain.code}/")

    with django_assert_max_num_queries(len(before) + 2):
        client.get(f"/inversiones/{voted.code}/")


def test_a_vote_that_contradicts_itself_says_so() -> None:
    (agreement,) = agreed(InitiativeFactory.create())
    Vote.objects.update(is_inconsistent=True, has_all_names=False)

    brief = briefs_of([agreement.code], actor=VISITOR)[agreement.code]

    assert len(brief.notes) == 2
