"""Publishing what many rows say: an import, a demonstration, what was there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction

from alameda.foundation.actor import Actor
from alameda.record.actions.publish import publish_many
from alameda.record.events import RowsWritten
from alameda.record.models import Entry, Leaf
from alameda.record.rules.holding import Holding
from alameda.record.selectors.holdings import known_holdings, spelled_rows

# A key has 160 letters at most, three bytes each, and its digest 32: so many fit in a fact.
ROWS_A_FACT = 120
TAKEN_IN = "taken-in"  # the subject of what was there before


@transaction.atomic
def write_down(
    label: str,
    pks: Iterable[int] | None = None,
    *,
    subject: str,
    gone: Sequence[str] = (),
    actor: Actor,
) -> int:
    """Publish what rows of a table say from now on; returns how many facts that took.

    A step of an action, which has written them. A table that nothing holds by digests says nothing.

    Args:
        label: of the model, such as ``investments.payment``.
        pks: primary keys of the rows; every row where it is left out.
        subject: code of what wrote them, such as an import.
        gone: what named the rows that are there no more, as ``key_text`` spells it.
        actor: who wrote them.
    """
    count = 0
    for holding in known_holdings():
        if holding.model == label and holding.digested:
            spelled = spelled_rows(holding, pks)
            count += publish_many(_facts(holding, spelled, subject=subject, gone=gone), actor=actor)
    return count


def write_down_all(*, subject: str, actor: Actor) -> int:
    """Publish what every row that is held by digests says now; returns how many facts that took.

    For what has no facts of its own: a demonstration, and an instance from before there were any.
    """
    labels = dict.fromkeys(one.model for one in known_holdings() if one.digested)
    return sum(write_down(label, subject=subject, actor=actor) for label in labels)


@transaction.atomic
def take_in(*, actor: Actor) -> int:
    """Take in the rows of an instance from before rows were held, once; returns how many facts.

    They are held as they stand today: of what was changed before, nothing can be said any more.

    Args:
        actor: the system, when it has prepared the tables of a new version.
    """
    written = (
        Leaf.objects.filter(verb=RowsWritten.verb),
        Entry.objects.filter(verb=RowsWritten.verb),
    )
    if not Entry.objects.exists() or any(rows.exists() for rows in written):
        return 0
    return write_down_all(subject=TAKEN_IN, actor=actor)


def _facts(
    holding: Holding, rows: Iterator[tuple[str, str]], *, subject: str, gone: Sequence[str]
) -> Iterator[RowsWritten]:
    left = iter(gone)
    while (some := dict(islice(rows, ROWS_A_FACT))) or (lost := list(islice(left, ROWS_A_FACT))):
        yield RowsWritten(subject=subject, model=holding.name, rows=some, gone=[] if some else lost)
