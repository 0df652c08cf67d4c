"""What the Council is asked about: registered, and moved by what the Council decides."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions import acting
from alameda.council.events.agreements import MatterCorrected, MatterMoved, MatterRegistered
from alameda.council.models import AgendaItem, Agreement, Matter
from alameda.council.rules import vocabulary
from alameda.council.rules.matters import FINAL, MONEY, REGISTERED, state_decided
from alameda.council.rules.numbering import next_code
from alameda.council.rules.states import ALIVE_ITEMS, matter_life
from alameda.council.selectors.matters import matter_of
from alameda.council.selectors.members import council
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import find, keys, say
from alameda.foundation.written import REASON_LETTERS, TITLE_LETTERS, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.territory.models import Comuna
from alameda.thread.actions import move
from alameda.thread.models import Subject

SUMMARY_LETTERS = 4_000
APPLICANT_LETTERS = 240
FUND_LETTERS = 160
PAPER_LETTERS = 80


@transaction.atomic
def register_matter(  # noqa: PLR0913  # what is asked, by whom, where, for how much and since when
    *,
    business: str,
    title: str,
    summary: str = "",
    applicant: str = "",
    comuna: Comuna | None = None,
    amount_clp: int | None = None,
    fund: str = "",
    paper: str = "",
    received_on: date,
    is_demo: bool = False,
    actor: Actor,
) -> Matter:
    """Register something that the Council is asked about.

    Args:
        business: key of the kind of business: a concession, a plan, an appointment …
        title: what it is; public.
        summary: what is asked, in plain words; public.
        applicant: the organisation that asks.
        comuna: where, when it is in one.
        amount_clp: in whole pesos, where it is about money; required where it decides money.
        fund: where the money comes from; required where it decides money.
        paper: number of the paper by which it was put, such as an oficio.
        received_on: the day it was received; not in the future.
        is_demo: whether it is invented.
        actor: the secretary, the governor or the cabinet.

    Raises:
        NotAllowedError: the actor puts nothing before the Council.
        BadInputError: a kind that matters do not have, no title, a text too long, an amount below
            zero, or money to be decided without its amount and its fund.
        RuleBrokenError: the day is in the future.

    Source: docs/rules/council-decisions.md, "Matters".
    """
    council()
    acting.locked_numbers()
    if not policies.may_enter_items(actor):
        raise NotAllowedError(_("You may not put business before the Council."))
    if business not in REGISTERED:
        raise BadInputError(_("A matter is not of that kind."), field="business")
    fund, paper = _checked_money(business, amount_clp, fund, paper)
    named = tidy(title, field="title", most=TITLE_LETTERS)
    told = tidy(summary, field="summary", most=SUMMARY_LETTERS, is_required=False)
    who = tidy(applicant, field="applicant", most=APPLICANT_LETTERS, is_required=False)
    if received_on > timezone.localdate():
        raise RuleBrokenError(_("The day cannot be in the future."), field="received_on")
    code = _next_code(received_on.year)
    subject = Subject.objects.create(
        code=code,
        kind="matter",
        title=named,
        address=f"/consejo/materias/{code}/",
        comuna=comuna,
        state="entered",
    )
    matter = Matter.objects.create(
        subject=subject,
        code=code,
        business=business,
        title=named,
        summary=told,
        applicant=who,
        comuna=comuna,
        amount_clp=amount_clp,
        fund=fund,
        paper=paper,
        received_on=received_on,
        is_demo=is_demo,
    )
    publish(
        MatterRegistered(
            subject=code,
            business=business,
            title=named,
            received_on=received_on,
            comuna=comuna.cut if comuna else "",
            amount_clp=amount_clp,
            is_demo=is_demo,
            fund=fund,
            paper=paper,
            row_digest=row_digest("council.matter", matter.pk),
        ),
        actor=actor,
    )
    return matter


@transaction.atomic
def correct_matter(  # noqa: PLR0913  # what is asked, by whom, where, for how much and since when
    matter: Matter,
    *,
    title: str,
    summary: str = "",
    applicant: str = "",
    comuna: Comuna | None = None,
    amount_clp: int | None = None,
    fund: str = "",
    paper: str = "",
    received_on: date,
    reason: str,
    actor: Actor,
) -> Matter:
    """Correct what was registered of a matter, until it comes before the Council.

    Args:
        matter: as the caller read it; locked and read again here.
        title: what it is.
        summary: what is asked, in plain words.
        applicant: the organisation that asks.
        comuna: where, when it is in one.
        amount_clp: in whole pesos.
        fund: where the money comes from.
        paper: number of the paper by which it was put.
        received_on: the day it was received; not in the future.
        reason: why; public.
        actor: the secretary, the governor or the cabinet.

    Raises:
        NotAllowedError: the actor puts nothing before the Council.
        BadInputError: as for ``register_matter``, or no reason.
        StaleError: it is before the Council already, or ended.
        RuleBrokenError: the day is in the future.
    """
    row = Matter.objects.select_for_update(of=("self",)).select_related("subject").get(pk=matter.pk)
    if not policies.may_enter_items(actor):
        raise NotAllowedError(_("You may not put business before the Council."))
    if row.state != "entered":
        raise StaleError(_("It is before the Council already: what was registered of it stays."))
    row.fund, row.paper = _checked_money(row.business, amount_clp, fund, paper)
    row.title = tidy(title, field="title", most=TITLE_LETTERS)
    row.summary = tidy(summary, field="summary", most=SUMMARY_LETTERS, is_required=False)
    row.applicant = tidy(applicant, field="applicant", most=APPLICANT_LETTERS, is_required=False)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    if received_on > timezone.localdate():
        raise RuleBrokenError(_("The day cannot be in the future."), field="received_on")
    row.comuna, row.amount_clp, row.received_on = comuna, amount_clp, received_on
    row.version += 1
    row.save()
    Subject.objects.filter(pk=row.subject_id).update(
        title=row.title, comuna=comuna, changed_at=timezone.now()
    )
    publish(
        MatterCorrected(
            subject=row.code,
            title=row.title,
            received_on=received_on,
            comuna=comuna.cut if comuna else "",
            amount_clp=amount_clp,
            fund=row.fund,
            paper=row.paper,
            reason=reason,
            row_digest=row_digest("council.matter", row.pk),
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def move_matter(matter: Matter, *, to: str, on: date, reason: str = "", actor: Actor) -> Matter:
    """Note what became of a matter.

    Args:
        matter: as the caller read it; locked and read again here.
        to: key of the state it enters.
        on: the day: not before it was received, nor in the future.
        reason: why, where a person moves it; public.
        actor: the secretary; who puts business before the Council may withdraw it.

    Raises:
        NotAllowedError: the actor does not note it.
        BadInputError: there is no such state.
        StaleError: it was decided already.
        RuleBrokenError: a matter of its kind cannot go there, or the day is not possible.
    """
    row = Matter.objects.select_for_update(of=("self",)).select_related("subject").get(pk=matter.pk)
    if not policies.may_move_matters(actor, to=to):
        raise NotAllowedError(_("Only the secretary of the Council notes what became of it."))
    if to not in keys(vocabulary.MATTER_STATES):
        raise BadInputError(_("There is no state “%(state)s”.") % {"state": to[:40]}, field="to")
    if row.state in FINAL:
        said = {"code": row.code, "here": _name(row.state)}
        raise StaleError(_("%(code)s ended already: “%(here)s”.") % said)
    life = matter_life(row.business)
    sentence = _("%(code)s is in “%(here)s”: it cannot go to “%(to)s”.")
    life.check(row.state, to, sentence=sentence, field="to", code=row.code)
    if not row.received_on <= on <= timezone.localdate():
        raise RuleBrokenError(
            _("The day is between the one it was received and today."), field="on"
        )
    before, row.version = row.state, row.version + 1
    row.decided_on = on if to in FINAL else None
    move(row, life, to, also=["version", "decided_on"])
    publish(
        MatterMoved(
            subject=row.code, from_state=before, to_state=to, happened_on=on, reason=reason
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def take_matter_back(matter: Matter, *, reason: str, actor: Actor) -> Matter:
    """Withdraw a matter that no item carries; where one does, the item is withdrawn.

    Raises:
        NotAllowedError: the actor puts nothing before the Council.
        BadInputError: no reason.
        StaleError: it ended already.
        RuleBrokenError: an item about it waits or is on an agenda.
    """
    row = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
    if not policies.may_move_matters(actor, to="withdrawn"):
        raise NotAllowedError(_("You may not put business before the Council."))
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    alive = AgendaItem.objects.filter(matter_id=row.subject_id, state__in=ALIVE_ITEMS)
    if found := alive.values_list("title", flat=True).first():
        sentence = _("“%(item)s” is about it: withdraw that item, and the matter goes with it.")
        raise RuleBrokenError(sentence % {"item": found}, field="reason")
    return move_matter(row, to="withdrawn", on=timezone.localdate(), reason=reason, actor=actor)


def take_matter_to_council(item: AgendaItem, *, on: date, actor: Actor) -> None:
    """The matter of an item that comes to an agenda of the Council is before it from then on."""
    matter = matter_of(item)
    if matter is not None and matter.state == "entered":
        move_matter(matter, to="before_council", on=on, actor=actor)


def withdraw_matter(item: AgendaItem, *, on: date, actor: Actor) -> None:
    """The matter of an item that is withdrawn goes back; what was decided before stays decided."""
    matter = matter_of(item)
    if matter is not None and matter.state not in FINAL:
        move_matter(matter, to="withdrawn", on=on, actor=actor)


def let_matter_stand(item: AgendaItem, *, on: date, actor: Actor) -> None:
    """The matter of an item that stands by silence ends with it."""
    matter = matter_of(item)
    if matter is not None:
        move_matter(matter, to="stood_by_silence", on=on, actor=actor)


def decide_matter(item: AgendaItem, *, by: Agreement, actor: Actor) -> None:
    """End the matter of an item; one that ended stays where the Council refuses to decide it again.

    Raises:
        RuleBrokenError: it ended already, and this approves it.
    """
    matter = matter_of(item)
    if matter is None or (matter.state in FINAL and by.outcome != "approved"):
        return
    _check_undecided(matter)
    to = state_decided(matter.business, by.outcome)
    move_matter(matter, to=to, on=by.agreed_on, actor=actor)


def _checked_money(business: str, amount_clp: int | None, fund: str, paper: str) -> tuple[str, str]:
    """The fund and the paper, tidied; money to be decided has its amount and its fund.

    Raises:
        BadInputError: an amount below zero, or money to be decided without it or its fund.
    """
    if amount_clp is not None and amount_clp < 0:
        raise BadInputError(_("An amount cannot be below zero."), field="amount_clp")
    if business in MONEY and not amount_clp:
        raise BadInputError(
            _("The Council decides money here: write how much."), field="amount_clp"
        )
    if business in MONEY and not fund.strip():
        raise BadInputError(_("The Council decides money here: write the fund."), field="fund")
    return (
        tidy(fund, field="fund", most=FUND_LETTERS, is_required=False),
        tidy(paper, field="paper", most=PAPER_LETTERS, is_required=False),
    )


def _check_undecided(matter: Matter) -> None:
    """Refuse a second decision on a matter, in words that say what to do instead."""
    if matter.state not in FINAL:
        return
    said = {"code": matter.code, "here": _name(matter.state)}
    sentence = _(
        "%(code)s ended already: “%(here)s”. Where this corrects the agreement that ended it, note"
        " that first. A new decision is entered as a new matter, without this code."
    )
    raise RuleBrokenError(sentence % said, field="matter")


def _next_code(year: int) -> str:
    stem = f"M-{year}-"
    codes = Matter.objects.filter(code__startswith=stem).values_list("code", flat=True)
    return next_code(stem, codes, digits=4)


def _name(key: str) -> str:
    return say(find(vocabulary.MATTER_STATES, key))
