"""Who put an initiative forward takes it back, with a reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, RuleBrokenError, StaleError
from alameda.foundation.written import REASON_LETTERS, tidy
from alameda.investments import policies
from alameda.investments.actions.moves import move_initiative
from alameda.investments.events import InitiativeWithdrawn
from alameda.investments.models import Initiative
from alameda.investments.rules.states import BEFORE_COUNCIL, INITIATIVE
from alameda.record.actions import publish
from alameda.thread.actions import move
from alameda.thread.models import Subject

WITHDRAWN = "withdrawn"
WITHDRAWAL = "withdrawal"


@transaction.atomic
def withdraw_initiative(  # an act has its day, its document and its reason
    initiative: Initiative,
    *,
    version: int,
    happened_on: date,
    document: str = "",
    reason: str,
    actor: Actor,
) -> Initiative:
    """Withdraw an initiative that nobody decided on yet, and publish why.

    A draft that was never public is set aside without a word in the record.

    Args:
        initiative: as the caller read it; locked and read again here.
        version: the one that the actor saw.
        happened_on: the day of the act, not in the future.
        document: number of the letter that withdraws it, where there is one.
        reason: why, in one sentence; public.
        actor: its formulator, in their own comuna, or planning.

    Raises:
        StaleError: somebody changed it since the actor saw it.
        NotAllowedError: the actor may not withdraw it.
        BadInputError: no reason, or one too long.
        RuleBrokenError: the Council has it, it was decided already, or the day is not possible.

    Source: docs/rules/investment-cycle.md, "Withdrawing".
    """
    row = (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("subject", "division")
        .get(pk=initiative.pk)
    )
    if not policies.may_withdraw(actor, row):
        raise NotAllowedError(_("You may not withdraw this initiative."))
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    if row.subject.visibility != Subject.Visibility.PUBLIC:
        return _set_aside(row, version=version)
    if row.state in BEFORE_COUNCIL:
        raise RuleBrokenError(
            _(
                "It is before the Council: who proposed it, or the secretary of the Council,"
                " takes it from there first."
            )
        )
    before = row.state
    moved = move_initiative(
        row,
        to=WITHDRAWN,
        version=version,
        happened_on=happened_on,
        document=document,
        reason=reason,
        ground=WITHDRAWAL,
        actor=actor,
    )
    publish(
        InitiativeWithdrawn(
            subject=row.code,
            from_state=before,
            happened_on=happened_on,
            document=document.strip(),
            reason=reason,
        ),
        actor=actor,
    )
    return moved


def _set_aside(row: Initiative, *, version: int) -> Initiative:
    if row.version != version:
        raise StaleError(_("Somebody saved this draft since you opened the page."))
    row.state_since, row.version = timezone.localdate(), row.version + 1
    move(row, INITIATIVE, WITHDRAWN, also=["state_since", "version", "changed_at"])
    return row
