"""The people and units of a demonstration: each is plainly a role, none resembles a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.accounts import policies
from alameda.accounts.actions.roles import SUBJECT, grant_role
from alameda.accounts.events import DemonstrationPeopleMade
from alameda.accounts.models import Person, Unit
from alameda.accounts.rules import ROLES, UNIT, Places
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.record.actions import publish

# No mail can ever be delivered to this domain (RFC 2606).
DOMAIN = "demostracion.invalid"
COUNCILLOR = "councillor"
# Code of the division whose head the demonstration has.
HEADED = "dipir"


class UnitPlan(NamedTuple):
    """A unit of the organisation chart; ``parent`` stands before it in the list."""

    code: str
    acronym: str
    name: str
    parent: str = ""


CHART = (
    UnitPlan("gore", "GORE", "Gobierno Regional"),
    UnitPlan("gabinete", "GAB", "Gabinete del Gobernador Regional", "gore"),
    UnitPlan("core", "CORE", "Secretaría Ejecutiva del Consejo Regional", "gore"),
    UnitPlan("control", "UCR", "Unidad de Control Regional", "gore"),
    UnitPlan("auditoria", "UAI", "Unidad de Auditoría Interna", "gore"),
    UnitPlan("administracion", "AR", "Administración Regional", "gore"),
    UnitPlan("juridica", "DJ", "Departamento Jurídico", "administracion"),
    UnitPlan(
        "etica", "DEIT", "Departamento de Ética, Integridad y Transparencia", "administracion"
    ),
    UnitPlan("diplade", "DIPLADE", "División de Planificación y Desarrollo", "administracion"),
    UnitPlan("dipir", "DIPIR", "División de Presupuesto e Inversión Regional", "administracion"),
    UnitPlan("daf", "DAF", "División de Administración y Finanzas", "administracion"),
    UnitPlan("dideso", "DIDESO", "División de Desarrollo Social y Humano", "administracion"),
    UnitPlan("dit", "DIT", "División de Infraestructura y Transporte", "administracion"),
    UnitPlan("difoi", "DIFOI", "División de Fomento e Industria", "administracion"),
    UnitPlan("preinversion", "", "Departamento de Preinversión", "diplade"),
    UnitPlan("presupuesto", "", "Departamento de Presupuesto", "dipir"),
    UnitPlan("seguimiento", "", "Departamento de Seguimiento de Proyectos", "dipir"),
    UnitPlan("partes", "", "Oficina de Partes", "daf"),
    UnitPlan("tesoreria", "", "Tesorería", "daf"),
    UnitPlan("rendiciones", "", "Departamento de Rendiciones", "daf"),
    UnitPlan("ocho-por-ciento", "", "Departamento de Subvenciones 8 %", "dideso"),
    UnitPlan("participacion", "", "Departamento de Participación", "dideso"),
    UnitPlan("oficina-ciudadana", "", "Oficina Ciudadana", "dideso"),
)

COMUNA_ROLES = frozenset({"municipal_formulator", "works_inspector", "mayor", "community_leader"})


@transaction.atomic
def make_demo_people(*, today: date, comuna_cut: str, actor: Actor) -> int:
    """Make the organisation chart and one person for each role; returns how many are new.

    The people have no password: only the one-click entry of a demonstration lets them in. Their
    roles hold everywhere, but those of a municipality, which hold in one comuna, and the head of a
    division, who heads that of the budget.

    Args:
        today: first day of their roles.
        comuna_cut: comuna of those who act for a municipality or for neighbours.
        actor: the system; nobody else makes people in bulk.

    Raises:
        NotAllowedError: the actor is not the system.
    """
    if not policies.may_load_people(actor):
        raise NotAllowedError(_("Only the system makes the people of a demonstration."))
    units = _make_units()
    made = 0
    for role in ROLES:
        email = f"{role.key.replace('_', '-')}@{DOMAIN}"
        if Person.objects.filter(email=email).exists():
            continue
        person = Person.objects.create_user(email, name=f"{role.es} (demostración)")
        person.is_demo = True
        person.save(update_fields=["is_demo"])
        grant_role(
            person,
            role=role.key,
            starts_on=today,
            unit=units[HEADED] if role.needs == UNIT else None,
            comuna_cut=comuna_cut if role.key in COMUNA_ROLES else "",
            places=Places(comunas=(comuna_cut,)),
            actor=actor,
        )
        made += 1
    if made:
        publish(
            DemonstrationPeopleMade(subject=SUBJECT, people=made, units=len(units)), actor=actor
        )
    return made


@transaction.atomic
def make_demo_councillors(names: Mapping[str, str], *, today: date, actor: Actor) -> dict[str, int]:
    """Give some members of the invented Council a person who enters for them.

    The first is the person that the demonstration has for that role; the others are new.

    Args:
        names: what each member is called, by slug; never like a person.
        today: first day of their roles.
        actor: the system; nobody else makes people in bulk.

    Returns:
        Primary key of the person, by slug of the member; none where there are no people yet.

    Raises:
        NotAllowedError: the actor is not the system.
    """
    if not policies.may_load_people(actor):
        raise NotAllowedError(_("Only the system makes the people of a demonstration."))
    first = Person.objects.filter(email=f"{COUNCILLOR}@{DOMAIN}", is_demo=True).first()
    found: dict[str, int] = {}
    for slug, name in names.items():
        if first is None:
            break
        email = f"{slug}@{DOMAIN}" if found else first.email
        person = Person.objects.filter(email=email).first()
        if person is None:
            person = Person.objects.create_user(email)
            grant_role(person, role=COUNCILLOR, starts_on=today, actor=actor)
        person.is_demo, person.name = True, f"{name} (demostración)"
        person.save(update_fields=["is_demo", "name"])
        found[slug] = person.pk
    return found


def _make_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for plan in CHART:
        units[plan.code], _created = Unit.objects.get_or_create(
            code=plan.code,
            defaults={
                "name": plan.name,
                "acronym": plan.acronym,
                "parent": units.get(plan.parent),
            },
        )
    return units
