"""What was asked in the Council and is still owed: by me, or to me."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from alameda.acting.selectors import Due, Task
from alameda.council.models import Commitment
from alameda.council.rules.vocabulary import COMMITMENT_KINDS, find
from alameda.council.selectors.waiting import (
    due_of,
    me_as_councillor,
    open_commitments,
    owed_by,
)
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.ui.context import address_of

SHOWN = 40


def owed_tasks(actor: Actor, *, today: date, region: str) -> Iterator[Task]:
    """What the actor has to answer."""
    for commitment in owed_by(actor)[:SHOWN]:
        yield _task(
            commitment,
            what=_("Answer it"),
            url=address_of(f"/mesa/consejo/compromisos/{commitment.code}/"),
            due=due_of(commitment, today=today, region=region),
        )


def raised_tasks(actor: Actor, *, today: date, region: str) -> Iterator[Task]:
    """What this councillor asked for and nobody has answered yet."""
    councillor = me_as_councillor(actor)
    if councillor is None:
        return
    for commitment in open_commitments().filter(raised_by=councillor)[:SHOWN]:
        yield _task(
            commitment,
            what=_("See it"),
            url=address_of(commitment.get_absolute_url()),
            due=due_of(commitment, today=today, region=region),
        )


def _task(commitment: Commitment, *, what: str, url: str, due: Due) -> Task:
    kind = find(COMMITMENT_KINDS, commitment.kind)
    return Task(
        title=commitment.text,
        kind=kind.es if words.language() == "es" else kind.en,
        what=what,
        url=url,
        code=commitment.code,
        detail=_("Owed by %(owner)s.") % {"owner": commitment.owner},
        due=due,
        since=commitment.raised_on,
    )
