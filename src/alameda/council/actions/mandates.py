"""Seats: who takes one, how it ends, who completes the term."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import locked_numbers
from alameda.council.events.people import MandateEnded, MandateStarted
from alameda.council.models import Circumscription, Councillor, Mandate
from alameda.council.rules import vocabulary
from alameda.council.selectors.members import council, still_to_end
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import tidy
from alameda.record.actions import publish, write_down
from alameda.record.selectors import keys_of

ACT_LETTERS = 240


@transaction.atomic
def seat_councillor(  # noqa: PLR0913  # a seat has its place, its days and whom it follows
    councillor: Councillor,
    *,
    kind: str,
    circumscription: Circumscription | None,
    starts_on: date,
    ends_on: date | None = None,
    replaces: Mandate | None = None,
    act: str = "",
    actor: Actor,
) -> Mandate:
    """Give a member a seat.

    Args:
        councillor: who takes it.
        kind: councillor or governor.
        circumscription: that elected the councillor; none for the governor.
        starts_on: first day.
        ends_on: last day, where it is known.
        replaces: the mandate it completes, already ended.
        act: the act that gave it, such as a proclamation.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: no such kind, no circumscription, or days that contradict each other.
        RuleBrokenError: the member has a seat then, the seats are all taken, there is a governor,
            or the seat it replaces is not free.
    """
    row = _locked_for_seats(councillor, actor=actor)
    _check_seat(kind, circumscription, starts_on, ends_on)
    days = _same_days(starts_on, ends_on)
    if row.mandates.filter(days).exists():
        raise RuleBrokenError(_("The member has a seat on those days."), field="starts_on")
    others = Mandate.objects.filter(days, kind=kind)
    if kind == "governor" and others.exists():
        raise RuleBrokenError(_("There is another governor on those days."), field="kind")
    if circumscription is not None and circumscription.seats:
        taken = others.filter(circumscription=circumscription).count()
        if taken >= circumscription.seats:
            raise RuleBrokenError(
                _("All the seats of %(place)s are taken on those days.")
                % {"place": circumscription.name},
                field="circumscription",
            )
    act = tidy(act, field="given_by", most=ACT_LETTERS, is_required=False)
    if replaces is not None:
        replaces = _checked_replaced(replaces, kind, starts_on)
    mandate = Mandate.objects.create(
        councillor=row,
        kind=kind,
        circumscription=circumscription,
        starts_on=starts_on,
        ends_on=ends_on,
        replaces=replaces,
        act=act,
    )
    publish(
        MandateStarted(
            subject=row.code,
            kind=kind,
            circumscription=circumscription.slug if circumscription else "",
            starts_on=starts_on,
            ends_on=ends_on,
            replaces=replaces.councillor.code if replaces else "",
            act=act,
        ),
        actor=actor,
    )
    write_down("council.mandate", [mandate.pk], subject=row.code, actor=actor)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, ended_by: str, ends_on: date, actor: Actor) -> Mandate:
    """End a mandate; its bloc and committees end with it, what the member did stays.

    Args:
        mandate: the seat.
        ended_by: from ``MANDATE_ENDINGS``.
        ends_on: the last day in office.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: no such ending, or a day outside the mandate.
        StaleError: it ended already.
    """
    _locked_for_seats(mandate.councillor, actor=actor)
    row = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if ended_by not in keys(vocabulary.MANDATE_ENDINGS):
        raise BadInputError(_("There is no such way to end a mandate."), field="ended_by")
    if row.ended_by:
        raise StaleError(_("That mandate ended already."), field="ended_by")
    if ends_on < row.starts_on or (row.ends_on is not None and ends_on > row.ends_on):
        raise BadInputError(_("That day is not within the mandate."), field="ends_on")
    row.ended_by, row.ends_on = ended_by, ends_on
    row.save(update_fields=["ended_by", "ends_on"])
    code = row.councillor.code
    publish(MandateEnded(subject=code, ended_by=ended_by, ends_on=ends_on), actor=actor)
    write_down("council.mandate", [row.pk], subject=code, actor=actor)
    _end_places(row.councillor, ends_on=ends_on, actor=actor)
    return row


def _end_places(councillor: Councillor, *, ends_on: date, actor: Actor) -> None:
    """Bloc and committees end with the seat; what would have begun later does not begin."""
    end_places(
        "council.membership",
        councillor.memberships.all(),
        ends_on=ends_on,
        subject=councillor.code,
        actor=actor,
    )
    end_places(
        "council.blocmembership",
        councillor.blocs.all(),
        ends_on=ends_on,
        subject=councillor.code,
        actor=actor,
    )


def end_places(
    label: str, held: QuerySet[Any], *, ends_on: date, subject: str, actor: Actor
) -> None:
    """End places in a body or a bloc, and say so; what would have begun later does not begin."""
    later = held.filter(starts_on__gt=ends_on)
    gone = keys_of(label, later.values_list("pk", flat=True))
    later.delete()
    ending = held.filter(still_to_end(ends_on))
    pks = list(ending.values_list("pk", flat=True))
    ending.update(ends_on=ends_on)
    write_down(label, pks, subject=subject, gone=gone, actor=actor)


@transaction.atomic
def substitute(
    mandate: Mandate, *, by: Councillor, starts_on: date, act: str = "", actor: Actor
) -> Mandate:
    """Seat who completes the term of a mandate that ended before its time.

    The new mandate lasts as long as those that began with the old one.

    Args:
        mandate: ended by resignation, removal, death or incapacity.
        by: who takes the seat.
        starts_on: first day, after the last of the mandate.
        act: the act that gave it, such as a proclamation.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        RuleBrokenError: the mandate still lasts, ended with its term, or was replaced.
    """
    _locked_for_seats(by, actor=actor)
    row = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if not row.ended_by:
        raise RuleBrokenError(_("End that mandate first."), field="mandate")
    if row.ended_by == "term":
        raise RuleBrokenError(
            _("That mandate ended with its term: nobody completes it."), field="mandate"
        )
    peers = Mandate.objects.filter(kind=row.kind, starts_on=row.starts_on, ended_by="")
    return seat_councillor(
        by,
        kind=row.kind,
        circumscription=row.circumscription,
        starts_on=starts_on,
        ends_on=peers.aggregate(last=Max("ends_on"))["last"],
        replaces=row,
        act=act,
        actor=actor,
    )


def _locked_for_seats(councillor: Councillor, *, actor: Actor) -> Councillor:
    """Seats are counted: whoever gives or takes one waits for the row of the Council."""
    council()
    locked_numbers()
    if not policies.may_keep_members(actor):
        raise NotAllowedError(_("Only the secretary of the Council keeps the list of members."))
    return Councillor.objects.select_for_update().get(pk=councillor.pk)


def _same_days(starts_on: date, ends_on: date | None) -> Q:
    days = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return days if ends_on is None else days & Q(starts_on__lte=ends_on)


def _check_seat(
    kind: str, circumscription: Circumscription | None, starts_on: date, ends_on: date | None
) -> None:
    if kind not in keys(vocabulary.MANDATE_KINDS):
        raise BadInputError(_("There is no such kind of mandate."), field="kind")
    if (kind == "councillor") != (circumscription is not None):
        raise BadInputError(
            _("A councillor has a circumscription; the governor has none."),
            field="circumscription",
        )
    if ends_on is not None and ends_on < starts_on:
        raise BadInputError(_("The last day cannot be before the first."), field="ends_on")


def _checked_replaced(replaces: Mandate, kind: str, starts_on: date) -> Mandate:
    row = Mandate.objects.select_for_update(of=("self",)).get(pk=replaces.pk)
    if row.kind != kind:
        raise BadInputError(_("It replaces a mandate of another kind."), field="replaces")
    if not row.ended_by or row.ends_on is None or row.ends_on >= starts_on:
        raise RuleBrokenError(
            _("The mandate it replaces has not ended by that day."), field="replaces"
        )
    if Mandate.objects.filter(replaces=row).exists():
        raise StaleError(_("Somebody completes that mandate already."), field="replaces")
    return row
