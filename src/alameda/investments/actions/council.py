"""What the Council does with an initiative: acts that ``journeys`` calls with the Council's own.

Each locks the initiative, so the version that the caller saw does not matter but where a person
decides on what she read. Source: docs/rules/investment-cycle.md, "Before the Council".
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError
from alameda.investments import policies
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.actions.moves import move_initiative
from alameda.investments.events import ApprovalRecorded
from alameda.investments.models import Approval, Initiative
from alameda.investments.rules.states import BEFORE_COUNCIL
from alameda.record.actions import publish
from alameda.record.selectors import row_digest

PLENARY = "in_plenary"
FUNDED = "budget_identification"
SILENCE = "silence"


@transaction.atomic
def send_initiative(
    initiative: Initiative, *, version: int, happened_on: date, document: str, actor: Actor
) -> Initiative:
    """The governor proposes an initiative to the Council, by an act with its number.

    Raises:
        StaleError, NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``.
    """
    return move_initiative(
        initiative,
        to="sent_to_council",
        version=version,
        happened_on=happened_on,
        document=document,
        actor=actor,
    )


@transaction.atomic
def take_to_committee(
    initiative: Initiative, *, happened_on: date, reason: str = "", actor: Actor
) -> Initiative:
    """The Council sends the proposal to one of its committees.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``.
    """
    row = _locked(initiative)
    return move_initiative(
        row,
        to="in_committee",
        version=row.version,
        happened_on=happened_on,
        reason=reason,
        actor=actor,
    )


@transaction.atomic
def take_to_plenary(
    initiative: Initiative, *, happened_on: date, report: str = "", actor: Actor
) -> Initiative:
    """The proposal comes to the agenda of a session of the Council; there already, nothing changes.

    Args:
        initiative: the one.
        happened_on: the day on which it came to the agenda.
        report: the committee's report, by its number or its name, where a committee studied it.
        actor: the secretary of the Council.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``.
    """
    row = _locked(initiative)
    if row.state == PLENARY:
        return row
    return move_initiative(
        row,
        to=PLENARY,
        version=row.version,
        happened_on=happened_on,
        document=report,
        actor=actor,
    )


@transaction.atomic
def approve_by_council(  # noqa: PLR0913  # an approval has all of these; the record keeps them
    initiative: Initiative,
    *,
    agreement_code: str,
    number: str,
    agreed_on: date,
    amount_clp: int | None,
    certificate: str,
    actor: Actor,
) -> Approval:
    """The Council approved it: its approval, with the amount, and its way to the budget.

    Args:
        initiative: before the Council; what was not in the plenary yet passes through it that day.
        agreement_code: public code of the agreement.
        number: of the agreement, as its certificate has it: ``123/2026``.
        agreed_on: the day of the session.
        amount_clp: voted, in whole pesos; empty where the agreement names none.
        certificate: code of the certificate, where it was made.
        actor: the secretary of the Council.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``.
    """
    if amount_clp is not None and amount_clp <= 0:
        raise BadInputError(_("The amount voted has to be more than zero."), field="amount_clp")
    row = _voted(initiative, agreement_code=agreement_code, agreed_on=agreed_on, actor=actor)
    move_initiative(
        row,
        to=FUNDED,
        version=row.version,
        happened_on=agreed_on,
        document=_paper(number, certificate),
        actor=actor,
    )
    approval = _approve(
        row,
        kind=Approval.Kind.COUNCIL,
        act=agreement_code,
        number=number,
        on=agreed_on,
        amount_clp=amount_clp,
    )
    _tell(approval, act=agreement_code, actor=actor)
    return approval


@transaction.atomic
def note_approval(  # noqa: PLR0913  # an approval has all of these; the record keeps them
    initiative: Initiative,
    *,
    agreement_code: str,
    number: str,
    agreed_on: date,
    amount_clp: int | None,
    corrects: str = "",
    actor: Actor,
) -> Approval:
    """A later agreement on what was approved before, an increase or a correction: it does not move.

    Args:
        initiative: approved by the Council before.
        agreement_code: public code of the agreement.
        number: of the agreement.
        agreed_on: the day of the session.
        amount_clp: what it approves, in pesos.
        corrects: code of the agreement that it corrects: what that one approved counts no more.
        actor: the secretary of the Council.

    Raises:
        NotAllowedError: the actor may not record what the Council approves.
    """
    row = _locked(initiative)
    if not policies.may_record_approval(actor, row):
        raise NotAllowedError(_("Only the secretary of the Council records what it approved."))
    approval = _approve(
        row,
        kind=Approval.Kind.COUNCIL,
        act=agreement_code,
        number=number,
        on=agreed_on,
        amount_clp=amount_clp,
    )
    if corrects:
        row.approvals.filter(source_key=_key(corrects)).update(replaced_by=approval)
    _tell(approval, act=agreement_code, actor=actor)
    return approval


@transaction.atomic
def reject_by_council(  # noqa: PLR0913  # an act has all of these; the record keeps them
    initiative: Initiative,
    *,
    agreement_code: str,
    number: str,
    agreed_on: date,
    certificate: str,
    reason: str = "",
    actor: Actor,
) -> Initiative:
    """The Council refused it.

    Args:
        initiative: before the Council; what was not in the plenary yet passes through it that day.
        agreement_code: public code of the agreement.
        number: of the agreement.
        agreed_on: the day of the session.
        certificate: code of the certificate, where it was made.
        reason: how it was refused, in a sentence.
        actor: the secretary of the Council.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``.
    """
    row = _voted(initiative, agreement_code=agreement_code, agreed_on=agreed_on, actor=actor)
    return move_initiative(
        row,
        to="rejected",
        version=row.version,
        happened_on=agreed_on,
        document=_paper(number, certificate),
        reason=reason,
        actor=actor,
    )


@transaction.atomic
def postpone_by_council(  # an act has its day, its document and its reason
    initiative: Initiative,
    *,
    to: str = "sent_to_council",
    happened_on: date,
    document: str,
    reason: str,
    actor: Actor,
) -> Initiative:
    """The Council left it for another session; its term goes on.

    Args:
        initiative: in the plenary.
        to: ``sent_to_council``, or ``in_committee`` to be studied again.
        happened_on: the day of the session.
        document: which session or act says so.
        reason: why, in one sentence; public.
        actor: the secretary of the Council.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``.
    """
    row = _locked(initiative)
    return move_initiative(
        row,
        to=to,
        version=row.version,
        happened_on=happened_on,
        document=document,
        reason=reason,
        actor=actor,
    )


@transaction.atomic
def withdraw_from_council(
    initiative: Initiative, *, happened_on: date, document: str, reason: str, actor: Actor
) -> Initiative:
    """The proposal left the Council without a decision; sent again, its term starts again.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``.
    """
    row = _locked(initiative)
    return move_initiative(
        row,
        to="prioritised",
        version=row.version,
        happened_on=happened_on,
        document=document,
        reason=reason,
        actor=actor,
    )


@transaction.atomic
def stand_by_silence(
    initiative: Initiative,
    *,
    happened_on: date,
    record: str,
    amount_clp: int | None,
    actor: Actor,
) -> Approval:
    """The Council let its term run out: what the governor proposed stands, and a person says so.

    Args:
        initiative: before the Council since longer than its term.
        happened_on: the day of the record, after the last day of the term.
        record: code of the document that records it.
        amount_clp: proposed, in whole pesos; empty where it is not known.
        actor: the secretary of the Council.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``move_initiative``; the term still
            runs, or nobody knows when it began.
    """
    row = _locked(initiative)
    move_initiative(
        row,
        to=FUNDED,
        version=row.version,
        happened_on=happened_on,
        document=record,
        ground=SILENCE,
        actor=actor,
    )
    approval = _approve(
        row,
        kind=Approval.Kind.SILENCE,
        act=f"silence:{record}",
        number=record,
        on=happened_on,
        amount_clp=amount_clp,
    )
    _tell(approval, act="", actor=actor)
    return approval


def _locked(initiative: Initiative) -> Initiative:
    return Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)


def _voted(
    initiative: Initiative, *, agreement_code: str, agreed_on: date, actor: Actor
) -> Initiative:
    """The initiative in the plenary: the Council voted it, whatever the desk had written so far."""
    row = _locked(initiative)
    if row.state in BEFORE_COUNCIL - {PLENARY}:
        row = take_to_plenary(row, happened_on=agreed_on, report=agreement_code, actor=actor)
    return row


def _paper(number: str, certificate: str) -> str:
    words = f"Certificado CORE {number}"
    return f"{words} ({certificate})" if certificate else words


def _approve(  # the columns of the row
    row: Initiative,
    *,
    kind: Approval.Kind,
    act: str,
    number: str,
    on: date,
    amount_clp: int | None,
) -> Approval:
    return Approval.objects.create(
        initiative=row,
        source_key=_key(act),
        kind=kind,
        number=number,
        approved_on=on,
        amount_clp=amount_clp,
    )


def _key(act: str) -> str:
    """The key of the approval that an act of the Council made."""
    return f"council:{act}"


def _tell(approval: Approval, *, act: str, actor: Actor) -> None:
    """Publish the approval, and count it in the card of its initiative."""
    publish(
        ApprovalRecorded(
            subject=approval.initiative.code,
            kind=approval.kind,
            number=approval.number,
            agreement=act,
            approved_on=approval.approved_on,
            amount_clp=approval.amount_clp,
            row_digest=row_digest("investments.approval", approval.pk),
        ),
        actor=actor,
    )
    refresh_cards([approval.initiative_id])
