"""Reading people and roles."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from alameda.accounts.models import RoleGrant
from alameda.accounts.rules import STAFF_ROLES
from alameda.foundation.actor import VISITOR, Actor, Grant


def actor_of(user: AbstractBaseUser | AnonymousUser, *, today: date) -> Actor:
    """The actor for a signed-in or anonymous user, with the roles that hold today."""
    if not user.is_authenticated or user.pk is None:
        return VISITOR
    rows = RoleGrant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), person_id=user.pk, starts_on__lte=today
    ).values_list("role", "unit__code", "comuna_cut", "body")
    grants = {
        Grant(role=role, unit=unit or "", comuna=comuna, body=body)
        for role, unit, comuna, body in rows
    }
    if any(grant.role in STAFF_ROLES for grant in grants):
        grants.add(Grant(role="staff"))
    return Actor(kind="person", person_id=user.pk, grants=frozenset(grants))
