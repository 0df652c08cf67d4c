"""The organisation chart: units added, changed and ended."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alameda.accounts import policies
from alameda.accounts.actions.roles import SUBJECT
from alameda.accounts.events import UnitAdded, UnitChanged, UnitEnded
from alameda.accounts.models import RoleGrant, Unit
from alameda.accounts.rules import makes_circle
from alameda.accounts.selectors import parents_of_units
from alameda.foundation.actor import Actor
from alameda.foundation.codes import slug
from alameda.foundation.days import too_far, within
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.texts import is_visible, tidy, without_marks
from alameda.foundation.words import day
from alameda.foundation.written import tidy as checked
from alameda.record.actions import publish

UNIT_LETTERS = 160
ACRONYM_LETTERS = 20
CODE_LETTERS = 40


@transaction.atomic
def add_unit(
    *,
    name: str,
    acronym: str = "",
    code: str = "",
    parent: Unit | None = None,
    starts_on: date | None = None,
    actor: Actor,
) -> Unit:
    """Add a unit to the organisation chart.

    Args:
        name: at most 160 characters.
        acronym: at most 20 characters, or empty.
        code: its permanent code; empty: made of the acronym, or of the name.
        parent: the unit above it.
        starts_on: first day on which it exists; nothing: it always has.
        actor: the operator, or the system.

    Raises:
        NotAllowedError: the actor may not.
        BadInputError: no name, or a code that is none.
        RuleBrokenError: there is a unit with that code, or the one above has ended.
    """
    _check_keeper(actor)
    _lock_chart()
    told = _name_of(name)
    short = _acronym_of(acronym)
    made = slug(_bare_code(code) or short or told, most=CODE_LETTERS)
    if not made:
        raise BadInputError(_("Write a code of letters and digits."), field="code")
    if starts_on is not None and not within(starts_on):
        raise BadInputError(too_far(), field="starts_on")
    _check_parent(parent)
    unit = Unit(code=made, name=told, acronym=short, parent=parent, starts_on=starts_on)
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as error:
        raise RuleBrokenError(
            _("There is a unit with the code “%(code)s” already: choose another code.")
            % {"code": made},
            field="code",
        ) from error
    publish(
        UnitAdded(
            subject=SUBJECT,
            code=made,
            name=told,
            acronym=short,
            parent=parent.code if parent else "",
            starts_on=starts_on,
        ),
        actor=actor,
    )
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, name: str, acronym: str, parent: Unit | None, actor: Actor) -> Unit:
    """Change the name of a unit, its acronym or its place; its code stays.

    Args:
        unit: as the caller read it; locked and read again here.
        name: at most 160 characters.
        acronym: at most 20 characters, or empty.
        parent: the unit above it; nothing: none.
        actor: the operator, or the system.

    Raises:
        NotAllowedError: the actor may not.
        BadInputError: no name.
        RuleBrokenError: it would stand under itself, or the unit above has ended.
    """
    _check_keeper(actor)
    _lock_chart()
    unit = Unit.objects.get(pk=unit.pk)
    unit.name, unit.acronym = _name_of(name), _acronym_of(acronym)
    above = parent.code if parent else ""
    if makes_circle(unit.code, above, parents_of_units()):
        raise RuleBrokenError(
            _("A unit cannot stand under itself or under one of its own."), field="parent"
        )
    if parent is not None and parent.pk != unit.parent_id:
        _check_parent(parent)
    unit.parent = parent
    unit.save(update_fields=["name", "acronym", "parent"])
    publish(
        UnitChanged(
            subject=SUBJECT, code=unit.code, name=unit.name, acronym=unit.acronym, parent=above
        ),
        actor=actor,
    )
    return unit


@transaction.atomic
def end_unit(unit: Unit, *, ends_on: date, actor: Actor) -> Unit:
    """Set the last day of a unit.

    Args:
        unit: as the caller read it; locked and read again here.
        ends_on: its last day, in the region's time zone.
        actor: the operator, or the system.

    Raises:
        NotAllowedError: the actor may not.
        BadInputError: the day is too far away.
        RuleBrokenError: it has ended, people hold roles in it after that day, or units stand
            below it.
    """
    _check_keeper(actor)
    _lock_chart()
    unit = Unit.objects.get(pk=unit.pk)
    if not within(ends_on):
        raise BadInputError(too_far(), field="ends_on")
    if unit.ends_on is not None and unit.ends_on <= ends_on:
        raise RuleBrokenError(_("This unit has ended already."))
    if unit.starts_on is not None and ends_on < unit.starts_on:
        raise RuleBrokenError(_("A unit cannot end before it starts."), field="ends_on")
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)
    people = (
        RoleGrant.objects.filter(later, unit=unit, ended_at__isnull=True)
        .values("person")
        .distinct()
        .count()
    )
    if people:
        raise RuleBrokenError(
            _("%(count)s people hold roles in it after that day: end those roles first.")
            % {"count": people}
        )
    standing = Unit.objects.filter(later, parent=unit).order_by("name").first()
    if standing is not None:
        raise RuleBrokenError(
            _("“%(name)s” stands below it: end it or move it first.") % {"name": standing.name}
        )
    unit.ends_on = ends_on
    unit.save(update_fields=["ends_on"])
    publish(UnitEnded(subject=SUBJECT, code=unit.code, ends_on=ends_on), actor=actor)
    return unit


def _bare_code(told: str) -> str:
    """A code as typed, without what nobody sees."""
    return tidy(without_marks(told))[: CODE_LETTERS * 2]


def _lock_chart() -> None:
    """The whole chart: two moves at once could each be right and make a circle together."""
    list(Unit.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _check_keeper(actor: Actor) -> None:
    if not policies.may_keep_units(actor):
        raise NotAllowedError(_("Only the operator keeps the organisation chart."))


def _check_parent(parent: Unit | None) -> None:
    if parent is None:
        return
    parent = Unit.objects.get(pk=parent.pk)
    if parent.ends_on is not None:
        raise RuleBrokenError(
            _("“%(name)s” ends on %(day)s: choose another unit above it.")
            % {"name": parent.name, "day": day(parent.ends_on)},
            field="parent",
        )


def _name_of(told: str) -> str:
    name = checked(tidy(without_marks(told)), field="name", most=UNIT_LETTERS)
    if not is_visible(name) or not name.isprintable():
        raise BadInputError(_("Write the name as it is read, in one line."), field="name")
    return name


def _acronym_of(told: str) -> str:
    return checked(
        tidy(without_marks(told)), field="acronym", most=ACRONYM_LETTERS, is_required=False
    )
