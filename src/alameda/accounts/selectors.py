"""Reading people and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alameda.accounts.models import Person, RoleGrant
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


def roles_of(person_id: int, *, today: date) -> QuerySet[RoleGrant]:
    """The roles that a person holds today, with their units."""
    return RoleGrant.objects.select_related("unit").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), person_id=person_id, starts_on__lte=today
    )


def demo_person_pk(role: str, *, today: date) -> int | None:
    """The first invented person who holds a role today; none where there is none."""
    found = demo_people(today=today).filter(grants__role=role).values_list("pk", flat=True)
    return found.first()


def demo_people(*, today: date) -> QuerySet[Person]:
    """The invented people of the demonstration who hold a role today, with their roles."""
    return (
        Person.objects.filter(
            Q(grants__ends_on__isnull=True) | Q(grants__ends_on__gte=today),
            is_demo=True,
            is_active=True,
            grants__starts_on__lte=today,
        )
        .prefetch_related("grants")
        .distinct()
        .order_by("pk")
    )


@dataclass(frozen=True)
class People:
    """How the accounts stand.

    Attributes:
        active: accounts that may sign in.
        without_role: of those, how many hold no role today.
        operators: of those, how many look after the site.
    """

    active: int
    without_role: int
    operators: int


def state_of_people(*, today: date) -> People:
    """How many may sign in, how many of them hold no role, and who looks after the site."""
    held = RoleGrant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        person=OuterRef("pk"),
        starts_on__lte=today,
    )
    counts = Person.objects.filter(is_active=True).aggregate(
        active=Count("pk"),
        without_role=Count("pk", filter=~Exists(held)),
        operators=Count("pk", filter=Exists(held.filter(role="operator"))),
    )
    return People(**counts)
