"""The Council let its term run out: what the governor proposed stands, and a person records it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.items import stand_item_by_silence
from alameda.council.models import AgendaItem
from alameda.council.selectors.clocks import silence_clock
from alameda.documents.actions import make_document
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError
from alameda.journeys.effects import Act, effects_on
from alameda.territory.models import Region

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
    row = stand_item_by_silence(item, on=on, actor=actor)
    record = _record(row, on=on, actor=actor)
    effects_on(row).silent(Act(item=row, on=on, paper=record.code, actor=actor))
    return record


def _record(item: AgendaItem, *, on: date, actor: Actor) -> Document:
    """The record as a public document, in the language of the papers."""
    region = Region.objects.first()
    clock = silence_clock(item)
    if clock is None or clock.due_on is None:
        raise RuleBrokenError(_("No term of the Council runs on it."))
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
            "due_on": clock.due_on.isoformat(),
            "basis": clock.term.basis,
            "issued_on": on.isoformat(),
            "is_demo": item.body.is_demo,
        },
        title=f"Constancia de silencio: {item.title}"[:400],
        subject=item.matter,
        at=timezone.now(),
        actor=actor,
    )
