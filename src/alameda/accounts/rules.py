"""The roles of a regional government, as data. Pure."""

from __future__ import annotations

# Roles of docs/glossary.md; those in STAFF_ROLES also hold "staff".
STAFF_ROLES = (
    "document_office",
    "preinvestment_analyst",
    "budget_analyst",
    "agreements_lawyer",
    "project_supervisor",
    "rendering_analyst",
    "treasury",
    "grants_officer",
    "planner",
    "division_head",
    "regional_administrator",
    "governor",
    "cabinet",
    "council_secretary",
    "transparency_officer",
    "ethics_officer",
    "office_agent",
    "participation_manager",
    "control",
    "data_steward",
    "operator",
)
OUTSIDE_ROLES = (
    "resident",
    "community_leader",
    "municipal_formulator",
    "works_inspector",
    "mayor",
    "councillor",
    "auditor",
)
ROLES = STAFF_ROLES + OUTSIDE_ROLES
