"""Somebody comes to work here: an account, a role in a place that exists, and an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from alameda.accounts.actions import add_person, grant_role, invite_person
from alameda.accounts.models import Person, RoleGrant, Unit
from alameda.accounts.rules import Places
from alameda.council.models import Body
from alameda.foundation.actor import Actor
from alameda.territory.selectors import comunas


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A role as it is given.

    Attributes:
        role: its key.
        starts_on: first day it holds.
        ends_on: last day it holds; nothing: until it is ended.
        unit: what it is limited to.
        comuna_cut: CUT of the comuna it is limited to.
        body: code of the body it is limited to.
        act: the act of appointment; kept, and never public.
    """

    role: str
    starts_on: date
    ends_on: date | None = None
    unit: Unit | None = None
    comuna_cut: str = ""
    body: str = ""
    act: str = ""


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """Somebody who was added.

    Attributes:
        person: who.
        grant: the role given with it, if any.
        link: of the invitation, known to nobody else; empty: it was sent, or none was made.
    """

    person: Person
    grant: RoleGrant | None
    link: str


def bodies() -> list[tuple[str, str]]:
    """Code and name of each body: the Council first, then its committees."""
    rows = Body.objects.order_by("name").values_list("kind", "slug", "name")
    return [(slug, name) for kind, slug, name in sorted(rows, key=lambda row: row[0] != "council")]


def committees() -> list[tuple[str, str]]:
    """Code and name of each body that a role may be limited to.

    The Council itself is no limit: its secretary also keeps its members, its matters and what
    becomes of them, which no single body owns, and so holds the role everywhere.
    """
    whole = set(Body.objects.filter(kind="council").values_list("slug", flat=True))
    return [(slug, name) for slug, name in bodies() if slug not in whole]


def places() -> Places:
    """The comunas and committees there are."""
    return Places(
        comunas=frozenset(comunas().values_list("cut", flat=True)),
        bodies=frozenset(slug for slug, _name in committees()),
    )


def appoint(person: Person, appointment: Appointment, *, actor: Actor) -> RoleGrant:
    """Give somebody a role, in a place that exists.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as ``grant_role``.
    """
    return grant_role(
        person,
        role=appointment.role,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        unit=appointment.unit,
        comuna_cut=appointment.comuna_cut,
        body=appointment.body,
        act=appointment.act,
        places=places(),
        actor=actor,
    )


@transaction.atomic
def welcome(
    *,
    name: str,
    email: str,
    appointment: Appointment | None,
    invite: str,
    actor: Actor,
) -> Welcome:
    """Add somebody with a role and invite them, all of it or nothing.

    Args:
        name: as it is read.
        email: the address they will sign in with.
        appointment: the role; nothing: none yet.
        invite: ``mail``, ``link`` or empty: not yet.
        actor: the operator, who heads the unit, or the system.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as each act.
    """
    person = add_person(name=name, email=email, actor=actor)
    grant = appoint(person, appointment, actor=actor) if appointment else None
    link = ""
    if invite:
        is_by_mail = invite == "mail"
        link = invite_person(person, is_by_mail=is_by_mail, now=timezone.now(), actor=actor)
    return Welcome(person=person, grant=grant, link=link)
