"""What was asked in the Council and is still owed: by me, or to me."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.acting.selectors import Due, Task, due_on_day
from alameda.council.models import Commitment
from alameda.council.rules.vocabulary import COMMITMENT_KINDS
from alameda.desk.council.selectors.council import me_as_councillor
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import AlamedaError, NotFoundError
from alameda.foundation.terms import term
from alameda.foundation.vocabulary import find, say
from alameda.ui.context import address_of

SHOWN = 40


def open_commitments() -> QuerySet[Commitment]:
    """Those not answered yet, the most urgent first."""
    return (
        Commitment.objects.filter(state="open")
        .select_related("raised_by", "owner_unit", "session")
        .order_by("due_on", "pk")
    )


def owed_by(actor: Actor) -> QuerySet[Commitment]:
    """Those that the actor answers: the governor's house, or the head of the unit that owes."""
    units = {grant.unit for grant in actor.grants if grant.role == "division_head"}
    mine = Q(pk__in=[])
    if actor.has("governor") or actor.has("cabinet"):
        mine |= Q(owner_unit__isnull=True)
    if units:
        mine |= Q(owner_unit__isnull=False) if "" in units else Q(owner_unit__code__in=units)
    return open_commitments().filter(mine)


def due_of(commitment: Commitment, *, today: date, region: str) -> Due:
    """The clock of a commitment: the day kept in its row, with its legal basis where it has one."""
    if commitment.term:
        try:
            rule = term(commitment.term, on=commitment.raised_on, region=region)
        except AlamedaError:
            pass
        else:
            name = rule.name(words.language())
            return due_on_day(commitment.due_on, today=today, name=name, basis=rule.basis)
    return due_on_day(commitment.due_on, today=today, name=_("Day agreed in the session"))


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
        kind=say(kind),
        what=what,
        url=url,
        code=commitment.code,
        detail=_("Owed by %(owner)s.") % {"owner": commitment.owner},
        due=due,
        since=commitment.raised_on,
    )


def get_commitment(code: str) -> Commitment:
    """A commitment by its code; commitments are public.

    Raises:
        NotFoundError: there is no such commitment.
    """
    found = None
    if "\x00" not in code:
        found = (
            Commitment.objects.select_related(
                "subject", "raised_by", "owner_unit", "session__subject", "document"
            )
            .filter(code=code)
            .first()
        )
    if found is None:
        raise NotFoundError(_("There is no commitment %(code)s.") % {"code": code[:80]})
    return found
