"""What was asked in the Council and is still owed: by me, or to me."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.acting.selectors import Lane, Pick, Task, by_words, kind_axis
from alameda.council.models import Commitment, Councillor
from alameda.council.rules.vocabulary import COMMITMENT_KINDS
from alameda.council.selectors.commitments import due_of, open_commitments, owed_by
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import find, say
from alameda.ui.context import address_of


def owed_lanes(actor: Actor, *, today: date, region: str) -> Iterator[Lane]:
    """What the actor has to answer."""
    yield _lane("owed", owed_by(actor), today=today, region=region)


def asked_lanes(councillor: Councillor, *, today: date, region: str) -> Iterator[Lane]:
    """What this councillor asked for and nobody has answered yet."""
    asked = open_commitments().filter(raised_by=councillor)
    yield _lane("asked", asked, today=today, region=region)


def _lane(name: str, rows: QuerySet[Commitment], *, today: date, region: str) -> Lane:
    return Lane(
        name=name,
        rows=rows,
        since="raised_on",
        day="due_on",  # computed and kept when it was asked
        last_day=lambda day: day,
        late=Q(due_on__lt=today),
        tell=partial(_told, today=today, region=region),
        axes={"tipo": kind_axis("compromiso", _("Commitment"))},
        having=by_words("text", "owner"),
    )


def _told(picks: Sequence[Pick], *, today: date, region: str) -> dict[Pick, Task]:
    rows = Commitment.objects.in_bulk([pick.pk for pick in picks])
    return {
        pick: _task(pick.lane, rows[pick.pk], today=today, region=region)
        for pick in picks
        if pick.pk in rows
    }


def _task(lane: str, row: Commitment, *, today: date, region: str) -> Task:
    place = f"/mesa/consejo/compromisos/{row.code}/" if lane == "owed" else row.get_absolute_url()
    return Task(
        title=row.text,
        kind=say(find(COMMITMENT_KINDS, row.kind)),
        what=_("Answer it") if lane == "owed" else _("See it"),
        url=address_of(place),
        code=row.code,
        detail=_("Owed by %(owner)s.") % {"owner": row.owner},
        due=due_of(row, today=today, region=region),
        since=row.raised_on,
    )
