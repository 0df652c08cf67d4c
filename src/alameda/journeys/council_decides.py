"""The Council certifies what it agreed, and what it agreed takes effect."""

from __future__ import annotations

from django.db import transaction

from alameda.council.actions.agreements import certify_agreement
from alameda.council.actions.matters import check_undecided, move_matter
from alameda.council.actions.minutes import approve_minutes
from alameda.council.models import AgendaItem, Agreement, Matter, Minutes
from alameda.council.rules.matters import FINAL, state_decided
from alameda.council.rules.vocabulary import CHOICES
from alameda.foundation.actor import Actor
from alameda.investments.actions.council import (
    approve_by_council,
    note_approval,
    reject_by_council,
)
from alameda.investments.models import Initiative
from alameda.investments.rules.states import BEFORE_COUNCIL
from alameda.journeys.council_matters import initiative_of, matter_of

APPROVED = "approved"


@transaction.atomic
def certify_and_apply(agreement: Agreement, *, publishes: bool = True, actor: Actor) -> Agreement:
    """Certify an agreement and do what it decides, all of it or nothing.

    An initiative before the Council is funded or rejected; a later agreement on one that was
    funded already adds its approval; a matter is adopted, answered or refused; the minutes it
    approves are approved. A correction of an agreement moves nothing twice; what the corrected one
    approved counts no more.

    Args:
        agreement: issued, not certified.
        publishes: whether it becomes public in the same act.
        actor: the secretary.

    Raises:
        NotAllowedError, StaleError, BadInputError, RuleBrokenError: as the act of each module;
            the last one too where the matter was decided before and this corrects nothing.
    """
    row = certify_agreement(agreement, publishes=publishes, actor=actor)
    item = AgendaItem.objects.select_related("matter", "minutes_of").get(pk=row.item_id)
    initiative = initiative_of(item)
    if initiative is not None:
        _apply_to_initiative(initiative, row, actor=actor)
    matter = matter_of(item)
    if matter is not None and row.corrects_id is None:
        _decide_matter(matter, row, actor=actor)
    if item.minutes_of is not None and row.outcome == APPROVED:
        minutes = Minutes.objects.filter(session=item.minutes_of).first()
        if minutes is not None:
            approve_minutes(minutes, by=row, actor=actor)
    return row


def number_of(agreement: Agreement) -> str:
    """The number of an agreement, as the papers of an initiative name it."""
    if agreement.number is None:
        return agreement.code
    return f"{agreement.number}/{agreement.year}"


def counts_in_words(agreement: Agreement) -> str:
    """The count of its vote, in the language of the papers: ``13 a favor, 18 en contra``."""
    vote = agreement.vote
    counts = ((word.es, getattr(vote, word.key) or 0) for word in CHOICES)
    return ", ".join(f"{count} {label.lower()}" for label, count in counts if count)


def _decide_matter(matter: Matter, agreement: Agreement, *, actor: Actor) -> None:
    """End a matter; one that ended stays as it is where the Council refuses to decide it again."""
    if matter.state in FINAL and agreement.outcome != APPROVED:
        return
    check_undecided(matter)
    to = state_decided(matter.business, agreement.outcome)
    move_matter(matter, to=to, on=agreement.agreed_on, actor=actor)


def _apply_to_initiative(initiative: Initiative, agreement: Agreement, *, actor: Actor) -> None:
    certificate = agreement.certificate.code if agreement.certificate else ""
    is_waiting = initiative.state in BEFORE_COUNCIL
    if agreement.outcome == APPROVED and is_waiting:
        approve_by_council(
            initiative,
            agreement_code=agreement.code,
            number=number_of(agreement),
            agreed_on=agreement.agreed_on,
            amount_clp=agreement.amount_clp,
            certificate=certificate,
            actor=actor,
        )
    elif agreement.outcome == APPROVED:
        note_approval(
            initiative,
            agreement_code=agreement.code,
            number=number_of(agreement),
            agreed_on=agreement.agreed_on,
            amount_clp=agreement.amount_clp,
            corrects=agreement.corrects.code if agreement.corrects else "",
            actor=actor,
        )
    elif is_waiting:
        reject_by_council(
            initiative,
            agreement_code=agreement.code,
            number=number_of(agreement),
            agreed_on=agreement.agreed_on,
            certificate=certificate,
            reason=counts_in_words(agreement),
            actor=actor,
        )
