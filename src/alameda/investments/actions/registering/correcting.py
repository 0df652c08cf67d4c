"""A registered initiative is corrected: what changed, from what to what, and why, in public."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import say
from alameda.foundation.written import REASON_LETTERS, tidy
from alameda.intake.actions.names import organisation_named
from alameda.investments import policies
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.actions.registering.sheets import (
    check_doubts,
    checked,
    free_bip,
    write_sheet,
)
from alameda.investments.events import InitiativeCorrected
from alameda.investments.models import FundingRequest, Initiative, Registration
from alameda.investments.rules.registering import CORRECTABLE, may_correct_in
from alameda.investments.rules.states import state_of
from alameda.investments.selectors.sheets import Sheet, sheet_of
from alameda.record.actions import publish, write_down
from alameda.record.selectors import row_digest
from alameda.thread.models import Subject


@transaction.atomic
def correct_initiative(  # a correction is what, why, seen when, and by whom
    initiative: Initiative,
    *,
    version: int,
    changes: Mapping[str, Any],
    reason: str,
    confirmed: Collection[str] = (),
    actor: Actor,
) -> Initiative:
    """Correct what a registered initiative says, with its reason, and publish both.

    Args:
        initiative: public; locked and read again here.
        version: the one that the actor saw.
        changes: fields of ``Sheet`` and what they say from now on; those that say it already
            change nothing.
        reason: why, in one sentence; public.
        confirmed: keys of the doubts that somebody looked at.
        actor: who corrects it; formulators while it is in their hands, in their own comuna.

    Raises:
        StaleError: somebody changed it since the actor saw it.
        NotAllowedError: the actor may not correct it.
        BadInputError: no reason, or a value that cannot be taken.
        RuleBrokenError: it is a draft still, nothing changes, a field that may not be corrected
            where it stands, a BIP code of another, or a doubt that nobody confirmed.

    Source: docs/rules/investment-cycle.md, "Correcting".
    """
    row = (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("subject", "sector", "division", "formulator", "executing_unit")
        .get(pk=initiative.pk)
    )
    if not policies.may_correct(actor, row):
        raise NotAllowedError(_("You may not correct this initiative."))
    if row.subject.visibility != Subject.Visibility.PUBLIC:
        raise RuleBrokenError(_("It is a draft: change it, nothing of it is public yet."))
    if row.version != version:
        raise StaleError(_("Somebody changed it since you opened the page: look again."))
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    unknown = set(changes) - set(CORRECTABLE)
    if unknown:
        raise BadInputError(_("There is no such field."), field=min(unknown))
    before = sheet_of(row)
    after = checked(replace(before, **changes))
    fields = _changed(before, after, among=changes)
    if not fields:
        raise RuleBrokenError(_("That changes nothing."))
    for field in fields:
        if not may_correct_in(field, row.state):
            said = {"state": say(state_of(row.state))}
            raise RuleBrokenError(
                _("In “%(state)s” this is not corrected any more.") % said, field=field
            )
    _check_stays_whole(before, after)
    bip = free_bip(after.bip, actor=actor, besides=row) if "bip" in fields else row.bip
    check_doubts(
        after, confirmed=confirmed, actor=actor, besides=row, only=_doubted(fields) or {""}
    )
    said_before = _plain(before, fields)
    _write(row, after, fields=fields, bip=bip, actor=actor)
    publish(
        InitiativeCorrected(
            subject=row.code,
            before=said_before,
            after=_plain(after, fields),
            reason=reason,
            row_digest=row_digest("investments.initiative", row.pk),
        ),
        actor=actor,
    )
    refresh_cards([row.pk])
    row.refresh_from_db()
    return row


def _changed(before: Sheet, after: Sheet, *, among: Collection[str]) -> list[str]:
    found = []
    for field in CORRECTABLE:
        if field not in among:
            continue
        old, new = getattr(before, field), getattr(after, field)
        is_same = before.cuts == after.cuts if field == "comunas" else old == new
        if not is_same:
            found.append(field)
    return found


def _check_stays_whole(before: Sheet, after: Sheet) -> None:
    """What was said once is corrected, not taken away: the Council decides on it."""
    if not after.comunas and not after.is_region_wide and (before.comunas or before.is_region_wide):
        raise BadInputError(
            _("Choose its comunas, or say that it is for the whole region."), field="comunas"
        )
    for field in ("amount_clp", "fund", "formulator", "executing_unit", "received_on", "letter"):
        if getattr(before, field) and not getattr(after, field):
            raise BadInputError(_("Write it: it cannot be empty."), field=field)


def _doubted(fields: Collection[str]) -> set[str]:
    """Which doubts a correction of those fields can raise."""
    found = set()
    if {"name", "comunas", "is_region_wide"} & set(fields):
        found.add("twin")
    if {"amount_clp", "route"} & set(fields):
        found |= {"amount", "split"}
    return found


def _write(
    row: Initiative, after: Sheet, *, fields: Collection[str], bip: str | None, actor: Actor
) -> None:
    if "formulator" in fields:
        row.formulator = organisation_named(after.formulator, written_in=row.code, actor=actor)
    if "executing_unit" in fields:
        row.executing_unit = organisation_named(
            after.executing_unit, written_in=row.code, actor=actor
        )
    row.version += 1
    if {"received_on", "letter"} & set(fields) and after.received_on is not None:
        _date_again(row, after)
    held = write_sheet(row, after, bip=bip)
    if "stage" in fields:
        stages = row.stages.values_list("pk", flat=True)
        write_down("investments.stage", stages, subject=row.code, actor=actor)
    if {"amount_clp", "asked_year"} & set(fields):
        _let_it_count(row, held, year=after.asked_year)


def _date_again(row: Initiative, after: Sheet) -> None:
    """The day on which it was entered, and the letter that brought it, are others.

    Raises:
        RuleBrokenError: something happened to it before that day.
    """
    entry = row.state_changes.filter(to_state=row.state).order_by("-pk").first()
    if entry is None or after.received_on is None:
        return
    earlier = row.state_changes.exclude(pk=entry.pk).aggregate(last=Max("happened_on"))["last"]
    if earlier is not None and after.received_on < earlier:
        raise RuleBrokenError(
            _("Something happened to it after that day: it cannot have been entered then."),
            field="received_on",
        )
    entry.happened_on, entry.document = after.received_on, after.letter
    entry.save(update_fields=["happened_on", "document"])
    row.state_since = after.received_on
    if earlier is None:
        row.year = after.received_on.year


def _let_it_count(row: Initiative, held: Registration, *, year: int | None) -> None:
    """A correction of the amount holds against every request that a register brought so far."""
    newest = FundingRequest.objects.filter(stage__initiative=row).aggregate(
        last=Max(Coalesce(F("budget_year"), F("year")))
    )["last"]
    held.asked_year = max(newest or 0, year or timezone.localdate().year)
    held.save(update_fields=["asked_year", "changed_at"])


def _plain(sheet: Sheet, fields: Collection[str]) -> dict[str, Any]:
    """What a fact says of those fields, in plain values."""
    told: dict[str, Any] = {}
    for field in fields:
        value = getattr(sheet, field)
        if field == "comunas":
            value = sheet.cuts
        elif field == "division":
            value = value.code if value else ""
        elif isinstance(value, date):
            value = value.isoformat()
        told[field] = value
    return told
