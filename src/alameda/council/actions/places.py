"""Where councillors are elected, and the blocs they form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import locked_numbers
from alameda.council.actions.mandates import end_places
from alameda.council.events.bodies import BlocAdded, BlocEnded, CircumscriptionSet
from alameda.council.models import Bloc, Body, Circumscription, Mandate
from alameda.council.selectors.members import council
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError, StaleError
from alameda.foundation.written import tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.territory.models import Comuna

NAME_LETTERS = 120
SLUG_LETTERS = 80
MOST_SEATS = 99


@transaction.atomic
def set_circumscription(
    *,
    name: str,
    seats: int = 0,
    comunas: Sequence[Comuna] = (),
    slug: str = "",
    actor: Actor,
) -> Circumscription:
    """Enter a circumscription, or correct one that is there.

    Args:
        name: as people know it.
        seats: how many councillors it elects; 0 where that is not known.
        comunas: that belong to it.
        slug: of the one that is corrected; empty: a new one.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        NotFoundError: the Council is not set up.
        BadInputError: no name, an impossible number of seats, or no such circumscription.
        RuleBrokenError: another has that name, a comuna is in another, or more seats are taken
            than it would have.
    """
    body = _locked(actor)
    name = tidy(" ".join(name.split()), field="name", most=NAME_LETTERS)
    if not 0 <= seats <= MOST_SEATS:
        raise BadInputError(_("Write a number of seats between 0 and 99."), field="seats")
    row = _named(slug)
    others = Circumscription.objects.all()
    if row is not None:
        others = others.exclude(pk=row.pk)
    if others.filter(name__iexact=name).exists():
        raise RuleBrokenError(_("Another circumscription has that name."), field="name")
    there = others.filter(comunas__in=comunas).values_list("comunas__name", "name").first()
    if comunas and there is not None:
        said = {"comuna": there[0], "place": there[1]}
        raise RuleBrokenError(_("%(comuna)s is in %(place)s.") % said, field="comunas")
    if row is None:
        row = Circumscription(slug=_free_slug(Circumscription, name))
    elif seats and seats < (taken := _most_taken(row)):
        sentence = _("%(count)s of its seats are taken.") % {"count": taken}
        raise RuleBrokenError(sentence, field="seats")
    row.name, row.seats = name, seats
    row.save()
    row.comunas.set(comunas)
    publish(
        CircumscriptionSet(
            subject=body.subject.code,
            circumscription=row.slug,
            name=name,
            seats=seats,
            comunas=tuple(sorted(comuna.cut for comuna in comunas)),
            row_digest=row_digest("council.circumscription", row.pk),
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def add_bloc(*, name: str, starts_on: date, actor: Actor) -> Bloc:
    """Form a bloc.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        NotFoundError: the Council is not set up.
        BadInputError: no name.
        RuleBrokenError: another bloc has that name.
    """
    body = _locked(actor)
    name = tidy(" ".join(name.split()), field="name", most=NAME_LETTERS)
    if Bloc.objects.filter(name__iexact=name, ends_on__isnull=True).exists():
        raise RuleBrokenError(_("Another bloc has that name."), field="name")
    row = Bloc.objects.create(slug=_free_slug(Bloc, name), name=name, starts_on=starts_on)
    publish(
        BlocAdded(
            subject=body.subject.code,
            bloc=row.slug,
            name=name,
            starts_on=starts_on,
            row_digest=row_digest("council.bloc", row.pk),
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def end_bloc(bloc: Bloc, *, ends_on: date, actor: Actor) -> Bloc:
    """End a bloc; who was in it is in none from then on.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: the day is before its first.
        StaleError: it ended already.
    """
    body = _locked(actor)
    row = Bloc.objects.select_for_update().get(pk=bloc.pk)
    if row.ends_on is not None and row.ends_on <= ends_on:
        raise StaleError(_("It ended already."), field="ends_on")
    if ends_on < row.starts_on:
        raise BadInputError(_("The last day cannot be before the first."), field="ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    code, places = body.subject.code, row.members.all()
    digest = row_digest("council.bloc", row.pk)
    fact = BlocEnded(subject=code, bloc=row.slug, ends_on=ends_on, row_digest=digest)
    publish(fact, actor=actor)
    end_places("council.blocmembership", places, ends_on=ends_on, subject=code, actor=actor)
    return row


def _locked(actor: Actor) -> Body:
    body = council()
    locked_numbers()
    if not policies.may_keep_members(actor):
        raise NotAllowedError(_("Only the secretary of the Council keeps the list of members."))
    return body


def _named(slug: str) -> Circumscription | None:
    if not slug:
        return None
    row = Circumscription.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        raise BadInputError(_("There is no such circumscription."), field="slug")
    return row


def _most_taken(place: Circumscription) -> int:
    """The seats of a place that are taken at once, at the most, on the first day of any of them."""
    rows = list(Mandate.objects.filter(circumscription=place).values_list("starts_on", "ends_on"))
    return max(
        (
            sum(start <= day and (end is None or end >= day) for start, end in rows)
            for day, _end in rows
        ),
        default=0,
    )


def _free_slug(model: type[Bloc | Circumscription], name: str) -> str:
    """A slug for a name that no other row of the table has.

    Raises:
        BadInputError: the name has no letter or figure that an address can hold.
    """
    stem = slugify(name)[: SLUG_LETTERS - 4].strip("-")
    if not stem:
        raise BadInputError(_("Write it with letters."), field="name")
    taken = set(model._default_manager.values_list("slug", flat=True))  # noqa: SLF001  of either
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)
