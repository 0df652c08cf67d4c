"""The roles of a regional government, as data. Pure: no Django.

Source: docs/glossary.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from alameda.foundation.vocabulary import Named, keys, name_of


@dataclass(frozen=True)
class Role(Named):
    """A role that a person may hold.

    Attributes:
        is_staff: whether who holds it works in the regional government.
    """

    is_staff: bool = False


ROLES = (
    Role("document_office", "Oficina de partes", "Document office", is_staff=True),
    Role(
        "preinvestment_analyst", "Analista de preinversión", "Pre-investment analyst", is_staff=True
    ),
    Role("budget_analyst", "Analista de presupuesto", "Budget analyst", is_staff=True),
    Role("agreements_lawyer", "Abogacía de convenios", "Agreements lawyer", is_staff=True),
    Role("project_supervisor", "Supervisión de proyectos", "Project supervisor", is_staff=True),
    Role("rendering_analyst", "Analista de rendiciones", "Rendering analyst", is_staff=True),
    Role("treasury", "Tesorería", "Treasury", is_staff=True),
    Role("grants_officer", "Equipo del 8 %", "8 % grants team", is_staff=True),
    Role("planner", "Planificación", "Planning", is_staff=True),
    Role("division_head", "Jefatura de división", "Head of division", is_staff=True),
    Role(
        "regional_administrator", "Administración regional", "Regional administrator", is_staff=True
    ),
    Role("governor", "Gobernador regional", "Governor", is_staff=True),
    Role("cabinet", "Gabinete", "Cabinet", is_staff=True),
    Role(
        "council_secretary",
        "Secretaría ejecutiva del Consejo",
        "Secretary of the Council",
        is_staff=True,
    ),
    Role("transparency_officer", "Transparencia", "Transparency officer", is_staff=True),
    Role("ethics_officer", "Ética e integridad", "Ethics officer", is_staff=True),
    Role("office_agent", "Oficina ciudadana", "Citizen's office agent", is_staff=True),
    Role(
        "participation_manager", "Gestión de participación", "Participation manager", is_staff=True
    ),
    Role("control", "Control y auditoría interna", "Control and internal audit", is_staff=True),
    Role("data_steward", "Gestión de datos", "Data steward", is_staff=True),
    Role("operator", "Operación del sistema", "Operator", is_staff=True),
    Role("resident", "Vecina o vecino", "Resident", is_staff=False),
    Role("community_leader", "Dirigencia social", "Community leader", is_staff=False),
    Role("municipal_formulator", "Formulación municipal", "Municipal formulator", is_staff=False),
    Role("works_inspector", "Inspección técnica de obras", "Works inspector", is_staff=False),
    Role("mayor", "Alcaldía", "Mayor", is_staff=False),
    Role("councillor", "Consejera o consejero regional", "Regional councillor", is_staff=False),
    Role("auditor", "Auditoría externa", "External auditor", is_staff=False),
)

ROLE_KEYS = keys(ROLES)
STAFF_ROLES = frozenset(role.key for role in ROLES if role.is_staff)


def role_name(key: str, *, language: str) -> str:
    """The name of a role for people; the key itself where there is no such role."""
    return name_of(ROLES, key, language=language)
