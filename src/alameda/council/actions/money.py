"""Nothing that decides money is put before the Council without its amount and its fund."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.council.actions.acting import touch
from alameda.council.actions.locks import locked_item, subject_of
from alameda.council.events.items import ItemMoneyStated
from alameda.council.models import AgendaItem, Agreement
from alameda.council.rules.money import DECIDES_MONEY, lacks
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError
from alameda.foundation.money import CLP_MAX
from alameda.foundation.written import tidy
from alameda.record.actions import publish

FUND_LETTERS: Final = 160
OPEN_TO_STATE: Final = ("entered", "in_committee", "reported", "on_agenda", "debated")
APPROVED: Final = "approved"


def check_money(
    business: str, *, title: str, amount_clp: int | None, fund: str, url: str = ""
) -> None:
    """Refuse business that decides money and does not say how much, or from which fund.

    Args:
        business: key of its kind.
        title: of the item, as the sentence names it.
        amount_clp: in whole pesos.
        fund: where the money comes from.
        url: the page on which it is completed.

    Raises:
        RuleBrokenError: the amount or the fund is missing.

    Source: docs/rules/council-decisions.md, "Money".
    """
    missing = lacks(business, amount_clp=amount_clp, fund=fund)
    if not missing:
        return
    said = {"item": title}
    if len(missing) > 1:
        sentence = _("“%(item)s” says neither its amount nor its fund: the Council decides both.")
    elif missing == ("amount",):
        sentence = _("“%(item)s” does not say its amount: the Council decides on an amount.")
    else:
        sentence = _("“%(item)s” does not say its fund: the Council decides on a fund.")
    raise RuleBrokenError(
        sentence % said, field="fund" if missing == ("fund",) else "amount_clp", url=url
    )


def check_item_money(item: AgendaItem) -> None:
    """Refuse an item of the Council that decides money without saying how much, or from where.

    Raises:
        RuleBrokenError: the amount or the fund is missing; the error leads to its page.
    """
    check_money(
        item.business,
        title=item.title,
        amount_clp=item.amount_clp,
        fund=item.fund,
        url=f"/mesa/consejo/temas/{item.pk}/",
    )


def check_agreement_money(agreement: Agreement) -> None:
    """Refuse to certify money that nobody decided: an approval without its amount or its fund.

    Raises:
        RuleBrokenError: what was voted named no amount, or no fund.
    """
    if agreement.outcome != APPROVED or not lacks(
        agreement.business, amount_clp=agreement.amount_clp, fund=agreement.fund
    ):
        return
    raise RuleBrokenError(
        _(
            "What was voted as %(code)s named no amount, or no fund: a certificate cannot say what"
            " was not decided. Enter it again with both, and put it to the vote."
        )
        % {"code": agreement.code}
    )


@transaction.atomic
def state_money(item: AgendaItem, *, amount_clp: int, fund: str, actor: Actor) -> AgendaItem:
    """Say the amount and the fund of an item on which nothing was voted yet, and publish them.

    Args:
        item: of a kind that decides money; it waits, or is on an agenda.
        amount_clp: asked of the Council, in whole pesos; more than zero.
        fund: where the money comes from.
        actor: the secretary, or who put it there while it waits.

    Raises:
        NotAllowedError: the actor is none of these.
        BadInputError: an amount that is not more than zero, or no fund.
        RuleBrokenError: it decides no money, it was put to the vote, or it is over.

    Source: docs/rules/council-decisions.md, "Money".
    """
    row = locked_item(item, actor=actor, may_propose=True)
    if row.business not in DECIDES_MONEY:
        raise RuleBrokenError(_("That item decides no money."), field="item")
    if row.state not in OPEN_TO_STATE or row.votes.exists():
        raise RuleBrokenError(
            _("It was put to the vote, or is over: its amount stays as it was."), field="item"
        )
    if not 0 < amount_clp <= CLP_MAX:
        raise BadInputError(_("The amount has to be more than zero."), field="amount_clp")
    before_clp, before = row.amount_clp, row.fund
    row.amount_clp = amount_clp
    row.fund = tidy(fund, field="fund", most=FUND_LETTERS)
    row.version += 1
    row.save(update_fields=["amount_clp", "fund", "version"])
    publish(
        ItemMoneyStated(
            subject=subject_of(row),
            item=row.code,
            amount_clp=amount_clp,
            fund=row.fund,
            was_clp=before_clp,
            was_fund=before,
        ),
        actor=actor,
    )
    if row.session is not None:
        touch(row.session)
    return row
