"""The columns of the published table of initiatives: name, unit, meaning. Pure.

The order is the order of the file. Names are stable: new columns come at the end.
"""

from __future__ import annotations

from alameda.foundation.columns import Column

INITIATIVES = (
    Column("code", "text", "", "Código público permanente", "Permanent public code"),
    Column("bip", "text", "", "Código BIP, si lo tiene", "BIP code, where it has one"),
    Column("name", "text", "", "Nombre", "Name"),
    Column("kind", "text", "", "Tipo de iniciativa", "Kind of initiative"),
    Column("route", "text", "", "Vía de financiamiento", "Route"),
    Column("stage", "text", "", "Etapa", "Stage"),
    Column("state", "text", "", "Estado", "State"),
    Column("state_group", "text", "", "Estado, agrupado para el público", "Public group of states"),
    Column("state_since", "date", "", "Desde cuándo está en ese estado", "In that state since"),
    Column("sector", "text", "", "Sector", "Sector"),
    Column("subsector", "text", "", "Subsector", "Subsector"),
    Column("comunas", "list", "", "Comunas, por código CUT", "Comunas, by CUT code"),
    Column("province", "text", "", "Provincia, por código CUT", "Province, by CUT code"),
    Column("is_region_wide", "boolean", "", "Abarca toda la región", "Covers the whole region"),
    Column("executing_unit", "text", "", "Unidad técnica", "Executing unit"),
    Column("year", "integer", "year", "Año de ingreso", "Year it entered"),
    Column("requested_clp", "integer", "CLP", "Monto solicitado", "Amount requested"),
    Column("approved_clp", "integer", "CLP", "Monto aprobado", "Amount approved"),
    Column("contracted_clp", "integer", "CLP", "Monto contratado", "Amount contracted"),
    Column("paid_clp", "integer", "CLP", "Monto pagado", "Amount paid"),
    Column("physical_pct", "number", "%", "Avance físico", "Physical progress"),
    Column("financial_pct", "number", "%", "Avance financiero", "Financial progress"),
    Column("entered_on", "date", "", "Fecha de ingreso", "Day it entered"),
    Column(
        "planned_end_on",
        "date",
        "",
        "Término planeado, según el primer contrato",
        "Planned end, by the first contract",
    ),
    Column(
        "expected_end_on",
        "date",
        "",
        "Término esperado, con sus prórrogas",
        "Expected end, with its extensions",
    ),
    Column("finished_on", "date", "", "Término real", "Day it finished"),
    Column("last_event_on", "date", "", "Último acto", "Last act"),
    Column(
        "late_days",
        "integer",
        "days",
        "Días de atraso al día de la descarga; cero o menos: a tiempo; vacío: no se sabe",
        "Days late on the day of the download; zero or less: on time; empty: not known",
    ),
    Column(
        "beneficiaries_women", "integer", "people", "Mujeres beneficiarias", "Women who benefit"
    ),
    Column("beneficiaries_men", "integer", "people", "Hombres beneficiarios", "Men who benefit"),
    Column("beneficiaries_total", "integer", "people", "Personas beneficiarias", "Who benefit"),
    Column("jobs", "integer", "people", "Empleos", "Jobs"),
    Column("is_demo", "boolean", "", "Es de demostración", "Is of the demonstration"),
    Column("address", "text", "", "Página pública", "Public page"),
)
