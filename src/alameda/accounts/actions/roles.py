"""Giving and ending roles."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.accounts import policies
from alameda.accounts.events import RoleEnded, RoleGranted
from alameda.accounts.models import Person, RoleGrant, Unit
from alameda.accounts.rules import ROLE_KEYS
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.actions import publish, write_down

# Roles are public facts about the government as a whole: the record files them under its accounts.
SUBJECT = "accounts"


@transaction.atomic
def grant_role(  # noqa: PLR0913  a role has this many sides, all named
    person: Person,
    *,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    unit: Unit | None = None,
    comuna_cut: str = "",
    actor: Actor,
) -> RoleGrant:
    """Give a person a role, limited to a unit or a comuna where named.

    Raises:
        NotAllowedError: the actor is neither the operator nor the system.
        BadInputError: there is no such role, or it ends before it starts.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not policies.may_grant_role(actor):
        raise NotAllowedError(_("Only the operator grants roles."))
    if role not in ROLE_KEYS:
        raise BadInputError(_("There is no role “%(role)s”.") % {"role": role}, field="role")
    if ends_on is not None and ends_on < starts_on:
        raise BadInputError(_("A role ends after it starts."), field="ends_on")
    grant = RoleGrant.objects.create(
        person=person,
        role=role,
        unit=unit,
        comuna_cut=comuna_cut,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    publish(
        RoleGranted(
            subject=SUBJECT,
            role=role,
            unit=unit.code if unit else "",
            comuna=comuna_cut,
            starts_on=starts_on,
            ends_on=ends_on,
        ),
        actor=actor,
    )
    write_down("accounts.rolegrant", [grant.pk], subject=SUBJECT, actor=actor)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, ends_on: date, actor: Actor) -> RoleGrant:
    """Set the last day of a role.

    Raises:
        NotAllowedError: the actor is neither the operator nor the system.
        RuleBrokenError: the role has ended already, or would end before it starts.
    """
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if not policies.may_grant_role(actor):
        raise NotAllowedError(_("Only the operator ends roles."))
    if grant.ends_on is not None and grant.ends_on <= ends_on:
        raise RuleBrokenError(_("This role has ended already."))
    if ends_on < grant.starts_on:
        raise RuleBrokenError(_("A role cannot end before it starts."))
    grant.ends_on = ends_on
    grant.save(update_fields=["ends_on"])
    publish(RoleEnded(subject=SUBJECT, role=grant.role, ends_on=ends_on), actor=actor)
    write_down("accounts.rolegrant", [grant.pk], subject=SUBJECT, actor=actor)
    return grant
