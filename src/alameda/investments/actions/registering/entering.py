"""An initiative is kept as a draft, continued, and entered on the day it was received."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.documents.actions import set_visibility
from alameda.documents.actions.uploading import Readable
from alameda.documents.models import Document
from alameda.foundation.actor import SYSTEM, Actor
from alameda.foundation.errors import NotAllowedError, RuleBrokenError, StaleError
from alameda.foundation.vocabulary import keys
from alameda.intake.actions.names import organisation_named
from alameda.investments import policies
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.actions.registering.sheets import (
    LETTER,
    check_complete,
    check_doubts,
    checked,
    free_bip,
    keep_files,
    key_of,
    write_sheet,
)
from alameda.investments.events import InitiativeRegistered
from alameda.investments.models import Initiative, Registration, StateChange
from alameda.investments.rules.registering import DOUBTS
from alameda.investments.rules.states import INITIATIVE
from alameda.investments.selectors.sheets import Sheet, sheet_of
from alameda.record.actions import publish, write_down
from alameda.record.selectors import row_digest
from alameda.thread.actions import move
from alameda.thread.models import Subject

DRAFT = "draft"
ENTERED = "entered"
Files = Sequence[tuple[str, Readable, str]]


@transaction.atomic
def register_draft(
    sheet: Sheet, *, confirmed: Collection[str] = (), files: Files = (), actor: Actor
) -> Initiative:
    """Keep a new initiative as a draft: whoever works here sees it, and its municipality.

    It has its code, and nothing of it is public until it is entered: no fact is published.

    Args:
        sheet: what is known so far.
        confirmed: keys of the doubts that somebody looked at.
        files: kind, file and name of each paper.
        actor: who drafts it; formulators only in their own comuna.

    Raises:
        NotAllowedError: the actor may not register an initiative there.
        BadInputError: a value that cannot be taken, or a file that is not accepted.
        RuleBrokenError: its BIP code is another's, or a doubt that nobody confirmed.

    Source: docs/rules/investment-cycle.md, "Registering".
    """
    _check_may(sheet, actor)
    sheet = checked(sheet)
    bip = free_bip(sheet.bip, actor=actor)
    check_doubts(sheet, confirmed=confirmed, actor=actor)
    today = timezone.localdate()
    code = _next_code(today.year)
    row = Initiative.objects.create(
        subject=Subject.objects.create(
            code=code,
            kind="initiative",
            title=sheet.name,
            address=f"/inversiones/{code}/",
            visibility=Subject.Visibility.INTERNAL,
            state=DRAFT,
        ),
        source_key=f"desk:{code}",
        code=code,
        name=sheet.name,
        kind=sheet.kind,
        state=DRAFT,
        state_since=today,
        year=today.year,
    )
    _remember(write_sheet(row, sheet, bip=bip), confirmed)
    keep_files(row, files, actor=actor)
    refresh_cards([row.pk])
    row.refresh_from_db()
    return row


@transaction.atomic
def change_draft(  # a draft is its sheet, its version, its papers and its doubts
    initiative: Initiative,
    sheet: Sheet,
    *,
    version: int,
    confirmed: Collection[str] = (),
    files: Files = (),
    actor: Actor,
) -> Initiative:
    """Go on with a draft: it says what the sheet says now.

    Raises:
        StaleError: somebody saved it since the actor saw it, or entered it.
        NotAllowedError: the actor may not register initiatives where it was, or where it goes.
        BadInputError: a value that cannot be taken, or a file that is not accepted.
        RuleBrokenError: its BIP code is another's, or a doubt that nobody confirmed.
    """
    row = _locked_draft(initiative, version=version, actor=actor)
    _check_may(sheet, actor)
    sheet = checked(sheet)
    bip = free_bip(sheet.bip, actor=actor, besides=row)
    if _doubted(sheet_of(row)) == _doubted(sheet):
        held = Registration.objects.get(initiative=row)
        confirmed = {*confirmed, *held.confirmed}
    check_doubts(sheet, confirmed=confirmed, actor=actor, besides=row)
    row.version += 1
    _remember(write_sheet(row, sheet, bip=bip), confirmed)
    keep_files(row, files, actor=actor)
    refresh_cards([row.pk])
    row.refresh_from_db()
    return row


@transaction.atomic
def enter_draft(initiative: Initiative, *, version: int, actor: Actor) -> Initiative:
    """Enter a draft on the true day on which it was received, and publish it.

    It is public from now on, with the letter that brought it; whatever the day on which it is
    typed, its days are counted from the one on which it was received.

    Args:
        initiative: a draft; locked and read again here.
        version: the one that the actor saw.
        actor: who enters it; formulators only in their own comuna.

    Raises:
        StaleError: somebody saved it since, or entered it.
        NotAllowedError: the actor may not register an initiative there.
        RuleBrokenError: something is missing; the error names the field.

    Source: docs/rules/investment-cycle.md, "Registering".
    """
    row = _locked_draft(initiative, version=version, actor=actor)
    sheet = checked(sheet_of(row))
    check_complete(sheet)
    received_on = sheet.received_on or timezone.localdate()
    held = Registration.objects.get(initiative=row)
    row.formulator = organisation_named(sheet.formulator, written_in=row.code, actor=actor)
    row.executing_unit = organisation_named(sheet.executing_unit, written_in=row.code, actor=actor)
    row.year, row.state_since, row.version = received_on.year, received_on, row.version + 1
    held.asked_year = sheet.asked_year or received_on.year
    held.save()
    Subject.objects.filter(pk=row.subject_id).update(visibility=Subject.Visibility.PUBLIC)
    also = ["formulator", "executing_unit", "year", "state_since", "version", "changed_at"]
    move(row, INITIATIVE, ENTERED, also=also)
    StateChange.objects.create(
        initiative=row,
        to_state=ENTERED,
        happened_on=received_on,
        by_role=actor.public_name[:120],
        document=sheet.letter,
    )
    publish(_fact(row, sheet, held), actor=actor)
    stages = row.stages.values_list("pk", flat=True)
    write_down("investments.stage", stages, subject=row.code, actor=actor)
    for letter in Document.objects.filter(subject=row.subject_id, kind=LETTER).order_by("pk"):
        set_visibility(letter, visibility=Document.Visibility.PUBLIC, actor=SYSTEM)
    refresh_cards([row.pk])
    row.refresh_from_db()
    return row


@transaction.atomic
def register_initiative(
    sheet: Sheet, *, confirmed: Collection[str] = (), files: Files = (), actor: Actor
) -> Initiative:
    """Register an initiative and enter it at once, all of it or nothing.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``register_draft`` and ``enter_draft``.
    """
    row = register_draft(sheet, confirmed=confirmed, files=files, actor=actor)
    return enter_draft(row, version=row.version, actor=actor)


def _doubted(sheet: Sheet) -> tuple[object, ...]:
    """What doubts are about: while it stays, what was confirmed of it stays confirmed."""
    return (sheet.name, sheet.cuts, sheet.amount_clp, sheet.route, sheet.formulator)


def _remember(held: Registration, confirmed: Collection[str]) -> None:
    held.confirmed = sorted(set(confirmed) & set(keys(DOUBTS)))
    held.save(update_fields=["confirmed", "changed_at"])


def _fact(row: Initiative, sheet: Sheet, held: Registration) -> InitiativeRegistered:
    return InitiativeRegistered(
        subject=row.code,
        name=row.name,
        kind=row.kind,
        route=row.route,
        state=ENTERED,
        comunas=tuple(sheet.cuts),
        requested_clp=sheet.amount_clp,
        stage=row.stage,
        bip=row.bip or "",
        is_region_wide=row.is_region_wide,
        sector=row.sector.slug if row.sector else "",
        formulator=key_of(row.formulator),
        executing_unit=key_of(row.executing_unit),
        division=row.division.code if row.division else "",
        beneficiaries_total=sheet.beneficiaries_total,
        beneficiaries_who=sheet.beneficiaries_who,
        fund=sheet.fund,
        asked_year=held.asked_year,
        received_on=sheet.received_on,
        letter=sheet.letter,
        letter_on=sheet.letter_on,
        row_digest=row_digest("investments.initiative", row.pk),
    )


def _check_may(sheet: Sheet, actor: Actor) -> None:
    unit = sheet.division.code if sheet.division else ""
    if not policies.may_register(actor, cuts=sheet.cuts, unit=unit):
        raise NotAllowedError(_("You may not register initiatives there."))


def _locked_draft(initiative: Initiative, *, version: int, actor: Actor) -> Initiative:
    row = (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("subject", "sector", "division")
        .get(pk=initiative.pk)
    )
    if not policies.may_keep_draft(actor, row):
        raise NotAllowedError(_("You may not register initiatives there."))
    if row.state != DRAFT or row.subject.visibility != Subject.Visibility.INTERNAL:
        raise RuleBrokenError(_("It is no draft any more: correct it, with a reason."))
    if row.version != version:
        raise StaleError(_("Somebody saved this draft since you opened the page."))
    return row


def _next_code(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('investments_initiative_number')")
        (number,) = cursor.fetchone()
    return f"INV-{year}-{number:05d}"
