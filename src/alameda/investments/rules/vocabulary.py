"""The closed lists of the investment cycle: kinds, routes, stages, results, events.

Keys are stable and public (API, exports); names in two languages are for people. Pure: no Django.
Source: docs/rules/investment-cycle.md.
"""

from __future__ import annotations

from alameda.foundation.vocabulary import Word

KINDS = (
    Word("project", "Proyecto", "Project"),
    Word("programme", "Programa", "Programme"),
    Word("study", "Estudio básico", "Basic study"),
    Word("asset", "Activo no financiero", "Non-financial asset"),
    Word("grant", "Subvención", "Grant"),
)

ROUTES = (
    Word("sni", "Sistema Nacional de Inversiones", "National Investment System"),
    Word("fril", "FRIL", "FRIL (local initiatives fund)"),
    Word("circular_33", "Circular 33", "Circular 33"),
    Word("programme", "Programa de ejecución directa", "Programme, direct execution"),
    Word("transfer", "Transferencia a entidad pública", "Transfer to a public body"),
    Word("grant_8", "Subvención 8 %", "8 % grant"),
    Word("frpd", "Fondo de productividad", "Productivity fund"),
    Word("innovation", "Fondo de innovación", "Innovation fund"),
    Word("unknown", "Vía no informada", "Route not stated"),
)

STAGES = (
    Word("idea", "Idea", "Idea"),
    Word("profile", "Perfil", "Profile"),
    Word("prefeasibility", "Prefactibilidad", "Pre-feasibility"),
    Word("feasibility", "Factibilidad", "Feasibility"),
    Word("design", "Diseño", "Design"),
    Word("execution", "Ejecución", "Execution"),
    Word("operation", "Operación", "Operation"),
)

# Results of the technical-economic analysis (RATE) and their counterparts on other routes.
RATES = (
    Word("rs", "Recomendado satisfactoriamente (RS)", "Recommended (RS)"),
    Word("fi", "Falta información (FI)", "Missing information (FI)"),
    Word("ot", "Objetado técnicamente (OT)", "Technically objected (OT)"),
    Word("ad", "Admisible (AD)", "Admissible (AD)"),
    Word("in", "Incumplimiento de normativa (IN)", "In breach of rules (IN)"),
    Word("re", "En reevaluación (RE)", "In re-evaluation (RE)"),
    Word("cf", "Continuidad favorable (CF)", "Favourable continuity (CF)"),
    Word("rf", "Recomendado favorablemente (RF)", "Favourably recommended (RF)"),
    Word("itf", "Informe técnico favorable (ITF)", "Favourable technical report (ITF)"),
    Word("at", "Aprobación técnica", "Technical approval"),
    Word("inadmissible", "Inadmisible", "Inadmissible"),
    Word("pre_admissible", "Preadmisible", "Pre-admissible"),
    Word("in_review", "En revisión", "In review"),
    Word("replaced", "Reemplazada", "Replaced"),
    Word("lapsed", "No vigente", "No longer valid"),
    Word("none", "Sin resultado", "No result"),
)
FAVOURABLE_RATES = frozenset({"rs", "ad", "rf", "itf", "at", "cf"})

EVENT_KINDS = (
    Word("entered_by_letter", "Ingresa u oficio", "Entered, or letter sent"),
    Word("analyst_assigned", "Se asigna analista", "Analyst assigned"),
    Word("admissible", "Declarada admisible", "Declared admissible"),
    Word("inadmissible", "Declarada inadmisible", "Declared inadmissible"),
    Word("sent_to_mdsf", "Enviada al MDSF", "Sent to the MDSF"),
    Word("rate_rs", "Resultado RS", "Result RS"),
    Word("rate_fi", "Resultado FI", "Result FI"),
    Word("rate_ot", "Resultado OT", "Result OT"),
    Word("observations_answered", "Se responden observaciones", "Observations answered"),
    Word("prioritised", "Priorizada", "Prioritised"),
    Word("sent_to_council", "Enviada al Consejo", "Sent to the Council"),
    Word("committee_scheduled", "Comisión programada", "Committee scheduled"),
    Word("committee_approved", "Aprobada en comisión", "Approved in committee"),
    Word("council_approved", "Aprobada por el Consejo", "Approved by the Council"),
    Word("council_rejected", "Rechazada por el Consejo", "Rejected by the Council"),
    Word("budget", "Acto presupuestario", "Budget act"),
    Word("agreement", "Convenio", "Agreement"),
    Word("resolution", "Resolución", "Resolution"),
    Word("signed", "Firma", "Signed"),
    Word("community_meeting", "Reunión con la comunidad", "Community meeting"),
    Word("other", "Otro hecho", "Other event"),
)

CGR_RESULTS = (
    Word("not_applicable", "No requiere toma de razón", "Exempt from prior control"),
    Word("pending", "En Contraloría", "At the Comptroller"),
    Word("taken", "Tomada de razón", "Cleared"),
    Word("taken_with_observations", "Tomada de razón con alcances", "Cleared with observations"),
    Word("represented", "Representada", "Refused on legality"),
    Word("unknown", "Sin información", "Not stated"),
)

AGREEMENT_STATES = (
    Word("none", "Sin convenio", "No agreement"),
    Word("drafting", "En elaboración", "Drafting"),
    Word("signing", "En firma", "Being signed"),
    Word("signed", "Firmado", "Signed"),
    Word("not_signed", "No se firmó", "Not signed"),
    Word("halted", "Detenido", "Halted"),
    Word("unknown", "Sin información", "Not stated"),
)

GRANT_FUNDS = (
    Word("security", "Seguridad", "Public safety"),
    Word("sport", "Deporte", "Sport"),
    Word("older_people", "Adulto mayor", "Older people"),
    Word("social", "Social", "Social"),
    Word("culture", "Cultura", "Culture"),
    Word("gender", "Equidad de género", "Gender equality"),
    Word("environment", "Medio ambiente", "Environment"),
    Word("direct_award", "Asignación directa", "Direct award"),
)
