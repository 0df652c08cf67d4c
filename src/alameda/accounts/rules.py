"""The roles of a regional government, as data. Pure: no Django.

Source: docs/glossary.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from alameda.foundation.vocabulary import Named, keys, name_of

UNIT, COMUNA, BODY = "unit", "comuna", "body"
NAME_LETTERS = 120
ACT_LETTERS = 200
INVITED_DAYS = 14
OPERATOR, HEAD = "operator", "division_head"


@dataclass(frozen=True)
class Role(Named):
    """A role that a person may hold.

    Attributes:
        is_staff: whether who holds it works in the regional government.
        takes: what it may be limited to: those places that the policies of its acts ask for. A
            role limited to what nobody asks for would open nothing.
        needs: what it must be limited to; empty: it may hold everywhere.
    """

    is_staff: bool = False
    takes: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where roles may hold, beside the units: what the rooms above know, handed down by who calls.

    Attributes:
        comunas: CUT of each comuna of the region.
        bodies: code of each body: the Council and its committees.
    """

    comunas: Collection[str] = ()
    bodies: Collection[str] = ()


def _staff(key: str, es: str, en: str, *takes: str, needs: str = "") -> Role:
    return Role(key, es, en, is_staff=True, takes=takes, needs=needs)


def _outside(key: str, es: str, en: str, *takes: str, needs: str = "") -> Role:
    return Role(key, es, en, takes=takes, needs=needs)


ROLES = (
    _staff("document_office", "Oficina de partes", "Document office", UNIT, COMUNA),
    _staff(
        "preinvestment_analyst", "Analista de preinversión", "Pre-investment analyst", UNIT, COMUNA
    ),
    _staff("budget_analyst", "Analista de presupuesto", "Budget analyst", UNIT, COMUNA),
    _staff("agreements_lawyer", "Abogacía de convenios", "Agreements lawyer", UNIT, COMUNA),
    _staff("project_supervisor", "Supervisión de proyectos", "Project supervisor", UNIT, COMUNA),
    _staff("rendering_analyst", "Analista de rendiciones", "Rendering analyst", UNIT, COMUNA),
    _staff("treasury", "Tesorería", "Treasury", UNIT, COMUNA),
    _staff("grants_officer", "Equipo del 8 %", "8 % grants team", UNIT, COMUNA),
    _staff("planner", "Planificación", "Planning", UNIT, COMUNA),
    _staff(HEAD, "Jefatura de división", "Head of division", UNIT, needs=UNIT),
    _staff("regional_administrator", "Administración regional", "Regional administrator"),
    _staff("governor", "Gobernador regional", "Governor"),
    _staff("cabinet", "Gabinete", "Cabinet"),
    _staff(
        "council_secretary", "Secretaría ejecutiva del Consejo", "Secretary of the Council", BODY
    ),
    _staff("transparency_officer", "Transparencia", "Transparency officer", UNIT),
    _staff("ethics_officer", "Ética e integridad", "Ethics officer", UNIT),
    _staff("office_agent", "Oficina ciudadana", "Citizen's office agent", UNIT),
    _staff("participation_manager", "Gestión de participación", "Participation manager", UNIT),
    _staff("control", "Control y auditoría interna", "Control and internal audit", UNIT),
    _staff("data_steward", "Gestión de datos", "Data steward"),
    _staff(OPERATOR, "Operación del sistema", "Operator"),
    _outside("resident", "Vecina o vecino", "Resident"),
    _outside("community_leader", "Dirigencia social", "Community leader", COMUNA),
    _outside(
        "municipal_formulator",
        "Formulación municipal",
        "Municipal formulator",
        COMUNA,
        needs=COMUNA,
    ),
    _outside(
        "works_inspector",
        "Inspección técnica de obras",
        "Works inspector",
        COMUNA,
        needs=COMUNA,
    ),
    _outside("mayor", "Alcaldía", "Mayor", COMUNA, needs=COMUNA),
    _outside("councillor", "Consejera o consejero regional", "Regional councillor"),
    _outside("auditor", "Auditoría externa", "External auditor"),
)
# What the head of a division gives to nobody: roles above hers, and those that look on her.
NOT_BY_HEADS = frozenset(
    {
        OPERATOR,
        HEAD,
        "governor",
        "cabinet",
        "regional_administrator",
        "council_secretary",
        "ethics_officer",
        "control",
        "data_steward",
    }
)

ROLE_KEYS = keys(ROLES)
STAFF_ROLES = frozenset(role.key for role in ROLES if role.is_staff)


def role_of(key: str) -> Role | None:
    """A role by its key; nothing where there is none."""
    return next((role for role in ROLES if role.key == key), None)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two spans of days share one; a span without a last day goes on."""
    starts_before_end = second[1] is None or first[0] <= second[1]
    return starts_before_end and (first[1] is None or second[0] <= first[1])


def covers(last: date | None, *, until: date | None) -> bool:
    """Whether what ends on a day (nothing: it stays) lasts as long as what ends on another."""
    return last is None or (until is not None and last >= until)


def makes_circle(code: str, parent: str, parents: Mapping[str, str]) -> bool:
    """Whether a unit under that parent would stand under itself.

    Args:
        code: of the unit.
        parent: code of the unit above it, or empty.
        parents: the code above each unit as it is now; empty where there is none.
    """
    seen: set[str] = set()
    while parent and parent not in seen:
        if parent == code:
            return True
        seen.add(parent)
        parent = parents.get(parent, "")
    return False


def below(codes: Collection[str], parents: Mapping[str, str]) -> frozenset[str]:
    """Some units and all that stand below them; ``parents`` as above."""
    found = set(codes)
    while more := {code for code, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)


def role_name(key: str, *, language: str) -> str:
    """The name of a role for people; the key itself where there is no such role."""
    return name_of(ROLES, key, language=language)
