"""Nothing that decides money comes before the Council without its amount and its fund."""

from __future__ import annotations

from typing import Any

import pytest

from alameda.council.actions import items
from alameda.council.actions.agreements import certify_agreement
from alameda.council.actions.votes import open_vote
from alameda.council.models import AgendaItem, Agreement
from alameda.council.rules.money import DECIDES_MONEY, lacks
from alameda.council.tests.factories import (
    SECRETARY,
    AgreementFactory,
    ItemFactory,
    SessionFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
LACKING = ({"amount_clp": None}, {"amount_clp": 0}, {"fund": ""}, {"amount_clp": None, "fund": ""})
MONEY: dict[str, Any] = {"amount_clp": 90_000_000, "fund": "FNDR"}


def test_only_business_that_decides_money_lacks_it() -> None:
    assert lacks("investment", amount_clp=None, fund=" ") == ("amount", "fund")
    assert lacks("budget_change", amount_clp=0, fund="FNDR") == ("amount",)
    assert lacks("budget_frame", amount_clp=1, fund="") == ("fund",)
    assert lacks("investment", amount_clp=1, fund="FNDR") == ()
    assert lacks("concession", amount_clp=None, fund="") == ()


@pytest.mark.parametrize("business", sorted(DECIDES_MONEY))
@pytest.mark.parametrize("lacking", LACKING)
def test_no_money_enters_without_its_amount_and_its_fund(
    business: str, lacking: dict[str, Any]
) -> None:
    make_council(3)
    given: dict[str, Any] = {"business": business, "title": "Camino", **MONEY, "actor": SECRETARY}

    with pytest.raises(RuleBrokenError, match="Camino"):
        items.enter_item(**(given | lacking))

    assert not AgendaItem.objects.exists()
    assert not Entry.objects.exists()
    assert items.enter_item(**given).amount_clp == MONEY["amount_clp"]


@pytest.mark.parametrize("lacking", LACKING)
def test_no_money_comes_to_an_agenda_without_them(lacking: dict[str, Any]) -> None:
    body, _members = make_council(3)
    session = SessionFactory.create(body=body, state="convened", agenda_published_at=None)
    waiting = {"body": body, "business": "investment", "state": "entered", "section": ""}
    short = ItemFactory.create(**waiting, **(MONEY | lacking))
    whole = ItemFactory.create(**waiting, **MONEY)

    with pytest.raises(RuleBrokenError) as refused:
        items.put_on_agenda(short, session=session, actor=SECRETARY)

    assert refused.value.url == f"/mesa/consejo/temas/{short.pk}/"
    short.refresh_from_db()
    assert (short.state, short.session) == ("entered", None)
    assert not Entry.objects.exists()
    assert items.put_on_agenda(whole, session=session, actor=SECRETARY).state == "on_agenda"


def test_nor_from_the_floor() -> None:
    body, members = make_council(3)
    session, _items = make_open_session(body, members)
    given: dict[str, Any] = {"business": "investment", "title": "Camino", "actor": SECRETARY}

    with pytest.raises(RuleBrokenError):
        items.add_from_floor(session, **given)

    assert session.items.count() == 1
    assert items.add_from_floor(session, **given, **MONEY).fund == "FNDR"


@pytest.mark.parametrize("lacking", LACKING)
def test_no_vote_opens_on_money_without_them(lacking: dict[str, Any]) -> None:
    body, members = make_council(34)
    session, (other,) = make_open_session(body, members)
    asked = {"body": body, "session": session, "business": "investment"}
    short = ItemFactory.create(**asked, **(MONEY | lacking))

    for together in ([short], [other, short]):
        with pytest.raises(RuleBrokenError) as refused:
            open_vote(session, items=together, actor=SECRETARY)
        assert refused.value.url == f"/mesa/consejo/temas/{short.pk}/"
    assert not session.votes.exists()

    stated = items.state_money(short, amount_clp=5, fund="FNDR", actor=SECRETARY)
    assert open_vote(session, items=[stated], actor=SECRETARY).state == "open"


@pytest.mark.parametrize("lacking", LACKING)
def test_no_approval_is_certified_without_them(lacking: dict[str, Any]) -> None:
    body, members = make_council(34)
    session, _items = make_open_session(body, members)
    item = ItemFactory.create(
        body=body, session=session, business="budget_change", state="agreement_issued", **MONEY
    )
    vote = make_vote(session, item, dict.fromkeys(members, "favour"))
    row = AgreementFactory.create(item=item, vote=vote, session=session, **(MONEY | lacking))

    with pytest.raises(RuleBrokenError, match=row.code):
        certify_agreement(row, actor=SECRETARY)

    row.refresh_from_db()
    assert row.certified_at is None
    assert not Entry.objects.exists()
    Agreement.objects.filter(pk=row.pk).update(**MONEY)
    assert certify_agreement(row, actor=SECRETARY).certified_at is not None


@pytest.mark.parametrize(
    ("change", "said", "refusal"),
    [
        ({"business": "concession"}, {}, RuleBrokenError),
        ({"state": "voted"}, {}, RuleBrokenError),
        ({}, {"amount_clp": 0}, BadInputError),
        ({}, {"amount_clp": 10**16}, BadInputError),
        ({}, {"fund": "  "}, BadInputError),
        ({}, {"fund": "x" * 161}, BadInputError),
        ({}, {"actor": VISITOR}, NotAllowedError),
        ({}, {"actor": Actor(kind="person")}, NotAllowedError),
    ],
)
def test_money_is_stated_while_nothing_was_voted(
    change: dict[str, Any], said: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    body, _members = make_council(3)
    asked = {"body": body, "business": "investment", "state": "entered", "amount_clp": None}
    item = ItemFactory.create(**(asked | change))
    given: dict[str, Any] = {"amount_clp": 7_000_000, "fund": " FRPD ", "actor": SECRETARY}

    with pytest.raises(refusal):
        items.state_money(item, **(given | said))
    item.refresh_from_db()
    assert item.amount_clp is None
    assert not Entry.objects.exists()

    whole = items.state_money(ItemFactory.create(**asked), **given)
    assert (whole.amount_clp, whole.fund) == (7_000_000, "FRPD")
    entry = Entry.objects.get()
    assert (entry.verb, entry.payload["was_clp"]) == ("item.money_stated", None)


def test_what_was_put_to_the_vote_keeps_its_amount() -> None:
    body, members = make_council(34)
    session, _items = make_open_session(body, members)
    item = ItemFactory.create(body=body, session=session, business="investment", **MONEY)
    open_vote(session, items=[item], actor=SECRETARY)

    with pytest.raises(RuleBrokenError):
        items.state_money(item, amount_clp=5, fund="FNDR", actor=SECRETARY)

    item.refresh_from_db()
    assert item.amount_clp == MONEY["amount_clp"]
