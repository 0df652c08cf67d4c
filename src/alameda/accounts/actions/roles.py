"""Giving and ending roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.accounts import policies
from alameda.accounts.events import RoleEnded, RoleGranted
from alameda.accounts.models import Invitation, Person, RoleGrant, Unit
from alameda.accounts.rules import (
    ACT_LETTERS,
    BODY,
    COMUNA,
    OPERATOR,
    UNIT,
    Places,
    Role,
    covers,
    overlap,
    role_of,
)
from alameda.accounts.selectors import holding, reach_of, without_password
from alameda.foundation.actor import Actor
from alameda.foundation.days import too_far, within
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.texts import tidy, without_marks
from alameda.foundation.vocabulary import say
from alameda.foundation.words import day
from alameda.foundation.written import tidy as checked
from alameda.record.actions import publish, write_down

# Roles are public facts about the government as a whole: the record files them under its accounts.
SUBJECT = "accounts"
NOWHERE = Places()


@transaction.atomic
def grant_role(  # noqa: PLR0913  a role has this many sides, all named
    person: Person,
    *,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    unit: Unit | None = None,
    comuna_cut: str = "",
    body: str = "",
    act: str = "",
    places: Places = NOWHERE,
    actor: Actor,
) -> RoleGrant:
    """Give a person a role, limited to a unit, a comuna or a body where named.

    Args:
        person: as the caller read it; locked and read again here.
        role: key of the role.
        starts_on: first day it holds, in the region's time zone.
        ends_on: last day it holds; nothing: until it is ended.
        unit: what it is limited to; it exists on all those days.
        comuna_cut: CUT of the comuna it is limited to.
        body: code of the body it is limited to.
        act: the act of appointment, at most 200 characters; kept, and never in the record.
        places: the comunas and bodies there are; one that is not among them is refused.
        actor: the operator, who heads the unit, or the system.

    Raises:
        NotAllowedError: the actor may not give that role there, or to themselves.
        BadInputError: there is no such role or place, or its days cannot be.
        RuleBrokenError: the account is closed, or the person has that role on those days.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    code = unit.code if unit else ""
    if not policies.may_give_role(actor, role=role, unit=code, reach=reach_of(actor)):
        raise NotAllowedError(
            _("Only the operator gives this role; who heads a division gives those of its work.")
        )
    if not policies.may_give_to(actor, person_id=person.pk):
        raise NotAllowedError(
            _("Nobody gives a role to themselves: ask the operator, or who heads the unit above.")
        )
    known = role_of(role)
    if known is None:
        raise BadInputError(_("There is no role “%(role)s”.") % {"role": role[:40]}, field="role")
    _check_days(starts_on, ends_on)
    _check_places(known, {UNIT: code, COMUNA: comuna_cut, BODY: body}, places)
    _check_unit(unit, starts_on, ends_on)
    if not person.is_active:
        raise RuleBrokenError(_("This account is closed: open it first, then give the role."))
    given = RoleGrant(
        person=person,
        role=role,
        unit=unit,
        comuna_cut=comuna_cut,
        body=body,
        starts_on=starts_on,
        ends_on=ends_on,
        act=checked(tidy(without_marks(act)), field="act", most=ACT_LETTERS, is_required=False),
    )
    _check_double(given)
    given.save()
    if actor.has(OPERATOR):
        _end_known_link(person)
    publish(
        RoleGranted(
            subject=SUBJECT,
            role=role,
            unit=code,
            comuna=comuna_cut,
            starts_on=starts_on,
            ends_on=ends_on,
            body=body,
        ),
        actor=actor,
    )
    write_down("accounts.rolegrant", [given.pk], subject=SUBJECT, actor=actor)
    return given


def _check_days(starts_on: date, ends_on: date | None) -> None:
    for name, told in (("starts_on", starts_on), ("ends_on", ends_on)):
        if told is not None and not within(told):
            raise BadInputError(too_far(), field=name)
    if ends_on is not None and ends_on < starts_on:
        raise BadInputError(_("A role ends after it starts."), field="ends_on")
    if ends_on is not None and ends_on < timezone.localdate():
        raise BadInputError(
            _("That last day is past: a role is given for days to come."), field="ends_on"
        )


def _check_places(role: Role, told: dict[str, str], places: Places) -> None:
    sentences = {
        UNIT: _("The role “%(role)s” is not limited to a unit: leave it out."),
        COMUNA: _("The role “%(role)s” is not limited to a comuna: leave it out."),
        BODY: _("The role “%(role)s” is not limited to a body: leave it out."),
    }
    needed = {
        UNIT: _("Say the unit: the role “%(role)s” is always of one."),
        COMUNA: _("Say the comuna: the role “%(role)s” is always of one."),
        BODY: _("Say the body: the role “%(role)s” is always of one."),
    }
    fields = {UNIT: "unit", COMUNA: "comuna_cut", BODY: "body"}
    for place, value in told.items():
        if value and place not in role.takes:
            raise BadInputError(sentences[place] % {"role": say(role)}, field=fields[place])
        if not value and role.needs == place:
            raise BadInputError(needed[place] % {"role": say(role)}, field=fields[place])
    if told[COMUNA] and told[COMUNA] not in places.comunas:
        raise BadInputError(
            _("The region has no comuna %(cut)s.") % {"cut": told[COMUNA][:40]}, field="comuna_cut"
        )
    if told[BODY] and told[BODY] not in places.bodies:
        raise BadInputError(
            _("There is no body “%(body)s”.") % {"body": told[BODY][:80]}, field="body"
        )


def _check_unit(unit: Unit | None, starts_on: date, ends_on: date | None) -> None:
    """Refuse days on which the unit does not exist; it is locked, so that nobody ends it now."""
    if unit is None:
        return
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.starts_on is not None and starts_on < unit.starts_on:
        raise BadInputError(
            _("The unit exists from %(day)s on: the role cannot start before.")
            % {"day": day(unit.starts_on)},
            field="starts_on",
        )
    if unit.ends_on is not None and not (ends_on is not None and ends_on <= unit.ends_on):
        raise BadInputError(
            _("The unit exists until %(day)s: give the role until then, or in another unit.")
            % {"day": day(unit.ends_on)},
            field="unit",
        )


def _end_known_link(person: Person) -> None:
    """Shut the door that a head could open: what the operator gives may be more than is hers."""
    Invitation.objects.filter(
        person=person, accepted_at__isnull=True, is_known_to_head=True
    ).delete()


def _check_double(given: RoleGrant) -> None:
    """Refuse the same role in the same place on a same day; the person is locked."""
    same = RoleGrant.objects.filter(
        person=given.person,
        role=given.role,
        unit=given.unit,
        comuna_cut=given.comuna_cut,
        body=given.body,
        ended_at__isnull=True,
    )
    days = (given.starts_on, given.ends_on)
    for other in same:
        if overlap(days, (other.starts_on, other.ends_on)):
            raise RuleBrokenError(
                _("This person has that role there already, since %(day)s.")
                % {"day": day(other.starts_on)}
            )


@transaction.atomic
def end_role(
    grant: RoleGrant, *, ends_on: date | None = None, now: datetime | None = None, actor: Actor
) -> RoleGrant:
    """Set the last day of a role, or end it at once.

    Args:
        grant: as the caller read it; locked and read again here.
        ends_on: the last day it holds; nothing: it holds no more from this moment on.
        now: the moment; nothing: that of the clock.
        actor: the operator, who heads its unit, or the system.

    Raises:
        NotAllowedError: the actor may not end that role.
        BadInputError: the day is too far away.
        RuleBrokenError: the role has ended already, would end before it starts, or nobody would be
            operator after it.
    """
    if grant.role == OPERATOR:
        lock_operators()
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    code = grant.unit.code if grant.unit else ""
    if not policies.may_give_role(actor, role=grant.role, unit=code, reach=reach_of(actor)):
        raise NotAllowedError(
            _("Only the operator ends this role; who heads a division ends those of its work.")
        )
    moment = now or timezone.now()
    _check_end(grant, ends_on, today=timezone.localdate(moment))
    if grant.role == OPERATOR:
        check_operators_stay([grant], today=timezone.localdate(moment))
    finish(grant, ends_on=ends_on, now=moment, actor=actor)
    return grant


def _check_end(grant: RoleGrant, ends_on: date | None, *, today: date) -> None:
    last = ends_on or today
    if not within(last):
        raise BadInputError(too_far(), field="ends_on")
    is_over = grant.ends_on is not None and (
        grant.ends_on <= ends_on if ends_on else grant.ends_on < today
    )
    if grant.ended_at is not None or is_over:
        raise RuleBrokenError(_("This role has ended already."))
    if ends_on is not None and ends_on < grant.starts_on:
        raise RuleBrokenError(_("A role cannot end before it starts."))


def finish(grant: RoleGrant, *, ends_on: date | None, now: datetime, actor: Actor) -> None:
    """Write the end of a role and publish it; who may, and whether it can, was asked before.

    Args:
        grant: locked.
        ends_on: the last day; nothing: at once.
        now: the moment.
        actor: who ends it.
    """
    if ends_on is None:
        grant.ended_at = now
        grant.ends_on = max(grant.starts_on, timezone.localdate(now))
    else:
        grant.ends_on = ends_on
    grant.save(update_fields=["ends_on", "ended_at"])
    publish(
        RoleEnded(
            subject=SUBJECT,
            role=grant.role,
            ends_on=grant.ends_on,
            unit=grant.unit.code if grant.unit else "",
            comuna=grant.comuna_cut,
            body=grant.body,
            starts_on=grant.starts_on,
            is_at_once=ends_on is None,
        ),
        actor=actor,
    )
    write_down("accounts.rolegrant", [grant.pk], subject=SUBJECT, actor=actor)


def lock_operators() -> None:
    """Let nobody else end a role of operator until this transaction is over.

    Taken before any other lock, in the order of the keys: two at once wait for each other instead
    of each counting on the one that the other ends.
    """
    held = RoleGrant.objects.select_for_update().filter(role=OPERATOR).order_by("pk")
    list(held.values_list("pk", flat=True))


def check_operators_stay(ending: Collection[RoleGrant], *, today: date) -> None:
    """Refuse to leave the instance without an operator who can sign in.

    Another has to last at least as long as the one that ends. Who never chose a password cannot
    sign in, and does not count; nobody has one in a demonstration, where one click is enough.

    Args:
        ending: roles of operator that end; all others are locked (``lock_operators``).
        today: the day.

    Raises:
        RuleBrokenError: nobody would be left.
    """
    able = Q(person__is_demo=True) | ~without_password(of="person__")
    living = list(holding(today).filter(able, role=OPERATOR, person__is_active=True))
    keys = {grant.pk for grant in ending}
    others = [grant for grant in living if grant.pk not in keys]
    for grant in living:
        if grant.pk in keys and not any(
            covers(other.ends_on, until=grant.ends_on) for other in others
        ):
            raise RuleBrokenError(
                _(
                    "Nobody else could sign in as operator after that. Give somebody the role "
                    "first, and have them accept their invitation."
                )
            )
