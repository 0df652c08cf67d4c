"""Reading people and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from alameda.accounts.models import Invitation, Person, RoleGrant, Unit
from alameda.accounts.rules import HEAD, OPERATOR, STAFF_ROLES, below
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.codes import unaccent
from alameda.foundation.errors import NotFoundError
from alameda.foundation.texts import bare


def actor_of(user: AbstractBaseUser | AnonymousUser, *, today: date) -> Actor:
    """The actor for a signed-in or anonymous user, with the roles that hold today."""
    if not user.is_authenticated or user.pk is None:
        return VISITOR
    rows = holding(today).filter(person_id=user.pk)
    scopes = rows.values_list("role", "unit__code", "comuna_cut", "body")
    grants = {
        Grant(role=role, unit=unit or "", comuna=comuna, body=body)
        for role, unit, comuna, body in scopes
    }
    if any(grant.role in STAFF_ROLES for grant in grants):
        grants.add(Grant(role="staff"))
    return Actor(kind="person", person_id=user.pk, grants=frozenset(grants))


def roles_of(person_id: int, *, today: date) -> QuerySet[RoleGrant]:
    """The roles that a person holds today, with their units."""
    return holding(today).select_related("unit").filter(person_id=person_id)


def holding(today: date) -> QuerySet[RoleGrant]:
    """The roles that hold on a day."""
    return lasting(today).filter(starts_on__lte=today)


def lasting(today: date) -> QuerySet[RoleGrant]:
    """The roles that hold on a day, or will."""
    return RoleGrant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), ended_at__isnull=True
    )


def reach_of(actor: Actor) -> frozenset[str]:
    """Codes of the units that the actor heads, and of all below them.

    Who heads no unit by name reaches none; nothing is asked for them.
    """
    headed = {grant.unit for grant in actor.grants if grant.role == HEAD and grant.unit}
    return below(headed, parents_of_units()) if headed else frozenset()


def parents_of_units() -> dict[str, str]:
    """The code of the unit above each unit; empty where there is none."""
    rows = Unit.objects.order_by("code").values_list("code", "parent__code")
    return {code: parent or "" for code, parent in rows}


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """The people whose accounts the actor may see, in the order of their names.

    The operator sees all; the head of a division those who hold or held a role in it; nobody else
    sees any.
    """
    people = Person.objects.order_by("sort_key", "pk")
    if actor.has(OPERATOR):
        return people
    reach = reach_of(actor)
    if not reach:
        return people.none()
    within = RoleGrant.objects.filter(person=OuterRef("pk"), unit__code__in=reach)
    return people.filter(Exists(within))


def grants_visible_to(actor: Actor) -> QuerySet[RoleGrant]:
    """The roles of people that the actor may see: all, or those within the units they head."""
    grants = RoleGrant.objects.select_related("unit").order_by("starts_on", "pk")
    return grants if actor.has(OPERATOR) else grants.filter(unit__code__in=reach_of(actor))


def get_person(pk: int, *, actor: Actor) -> Person:
    """One person; hidden and absent give the same answer.

    Raises:
        NotFoundError: nobody, or nobody that this actor may see.
    """
    found = people_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("There is no such person."))
    return found


def person_by_email(email: str, *, actor: Actor) -> Person:
    """One person by the address they sign in with, however it is written.

    Raises:
        NotFoundError: nobody, or nobody that this actor may see.
    """
    wanted = bare(email).strip().lower()
    found = people_visible_to(actor).filter(email=wanted).first()
    if found is None:
        raise NotFoundError(
            _("Nobody has an account with the address %(email)s.") % {"email": wanted[:80]}
        )
    return found


def get_unit(code: str) -> Unit:
    """One unit by its code.

    Raises:
        NotFoundError: there is none.
    """
    found = Unit.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no unit “%(code)s”.") % {"code": code[:40]})
    return found


def units_in_force(day: date) -> QuerySet[Unit]:
    """The units that exist on a day, by name."""
    return Unit.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day),
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
    ).order_by("name")


def without_password(*, of: str = "") -> Q:
    """Who never chose a password, and so cannot sign in with one.

    Args:
        of: how a row leads to its person, such as ``person__``; empty: it is one.
    """
    return Q(**{f"{of}password__startswith": UNUSABLE_PASSWORD_PREFIX})


def folded(text: str) -> str:
    """Words as ``Person.sort_key`` keeps names: small letters, no accents, ñ after n."""
    return unaccent(text.lower().replace("ñ", "nzz"))


def open_invitation(digest: str, *, now: datetime) -> Invitation | None:
    """The invitation that still opens the door, by the digest of what its link holds."""
    return (
        Invitation.objects.select_related("person")
        .filter(digest=digest, accepted_at__isnull=True, expires_at__gt=now, person__is_active=True)
        .first()
    )


def demo_person_pk(role: str, *, today: date) -> int | None:
    """The first invented person who holds a role today; none where there is none."""
    found = holding(today).filter(role=role, person__is_demo=True, person__is_active=True)
    return found.order_by("person_id").values_list("person_id", flat=True).first()


def demo_people(*, today: date) -> QuerySet[Person]:
    """The invented people of the demonstration who hold a role today, with their roles."""
    held = holding(today)
    return (
        Person.objects.filter(is_demo=True, is_active=True)
        .filter(Exists(held.filter(person=OuterRef("pk"))))
        .prefetch_related(Prefetch("grants", queryset=held))
        .order_by("pk")
    )


@dataclass(frozen=True)
class People:
    """How the accounts stand.

    Attributes:
        active: accounts that may sign in.
        without_role: of those, how many hold no role today.
        operators: of those, how many look after the site.
        forgotten: of those, how many were invited and never were given a role, as a resident, who
            makes the account alone, needs none.
    """

    active: int
    without_role: int
    operators: int
    forgotten: int


def state_of_people(*, today: date) -> People:
    """How many may sign in, how many of them hold no role, and who looks after the site."""
    held = RoleGrant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        person=OuterRef("pk"),
        starts_on__lte=today,
    )
    ever = RoleGrant.objects.filter(person=OuterRef("pk"))
    invited = Invitation.objects.filter(person=OuterRef("pk"))
    counts = Person.objects.filter(is_active=True).aggregate(
        active=Count("pk"),
        without_role=Count("pk", filter=~Exists(held)),
        operators=Count("pk", filter=Exists(held.filter(role="operator"))),
        forgotten=Count("pk", filter=Exists(invited) & ~Exists(ever)),
    )
    return People(**counts)
