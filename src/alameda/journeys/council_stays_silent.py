"""The Council let its term run out: what the governor proposed stands, and a person records it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.items import stand_item_by_silence
from alameda.council.actions.matters import move_matter
from alameda.council.models import AgendaItem
from alameda.documents.actions import make_document
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.foundation.clocks import Clock
from alameda.foundation.errors import RuleBrokenError
from alameda.foundation.terms import term
from alameda.investments.actions import council as investments
from alameda.journeys.council_matters import initiative_before_council, matter_of
from alameda.territory.models import Region
from alameda.ui import words

TERM = "core.silence"
RECORD = "silence_record"


@transaction.atomic
def stand_by_silence(item: AgendaItem, *, on: date, actor: Actor) -> Document:
    """Record that a proposal stands because the Council did not decide on it in its term.

    Args:
        item: waiting, in committee or on an agenda, received longer ago than the term.
        on: the day of the record.
        actor: the secretary.

    Returns:
        The record, as a document.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module; the term still
            runs, or nobody knows when it began.
    """
    row = AgendaItem.objects.select_related("matter", "body").get(pk=item.pk)
    initiative, matter = initiative_before_council(row), matter_of(row)
    clock = _clock_of(row)
    _check(clock, on)
    row = stand_item_by_silence(row, on=on, actor=actor) or row
    record = _record(row, clock, on=on, actor=actor)
    if initiative is not None:
        investments.stand_by_silence(
            initiative,
            happened_on=on,
            record=record.code,
            amount_clp=row.amount_clp,
            actor=actor,
        )
    if matter is not None:
        move_matter(matter, to="stood_by_silence", on=on, actor=actor)
    return record


def _clock_of(item: AgendaItem) -> Clock:
    if item.received_on is None:
        raise RuleBrokenError(
            _("Nobody wrote when the Council received “%(item)s”.") % {"item": item.title}
        )
    region = Region.objects.values_list("iso_code", flat=True).first() or ""
    return Clock(term=term(TERM, on=item.received_on, region=region), start=item.received_on)


def _check(clock: Clock, on: date) -> None:
    if clock.due_on is None or on <= clock.due_on:
        said = {"start": words.day_long(clock.start), "due": words.day_long(clock.due_on)}
        raise RuleBrokenError(
            _("The Council received it on %(start)s and may decide until %(due)s.") % said,
            field="on",
        )


def _record(item: AgendaItem, clock: Clock, *, on: date, actor: Actor) -> Document:
    """The record as a public document, in the language of the papers."""
    region = Region.objects.first()
    due_on = clock.due_on or on
    return make_document(
        kind=RECORD,
        template=RECORD,
        data={
            "government": region.government if region else "",
            "region": region.name if region else "",
            "code": item.code,
            "title": item.title,
            "text": item.summary or item.title,
            "matter_code": item.matter.code if item.matter else item.code,
            "received_on": clock.start.isoformat(),
            "due_on": due_on.isoformat(),
            "basis": clock.term.basis,
            "issued_on": on.isoformat(),
            "is_demo": item.body.is_demo,
        },
        title=f"Constancia de silencio: {item.title}"[:400],
        subject=item.matter,
        at=timezone.now(),
        actor=actor,
    )
