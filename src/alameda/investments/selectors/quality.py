"""The rows that each rule of data quality finds, among what an import's registers brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from alameda.intake.models import ImportRun
from alameda.investments.rules.imports.quality import RULES, Rule
from alameda.investments.rules.states import STATES

COLUMNS: Final = ("code", "name", "file", "line", "detail")
_FEW_PESOS: Final = 100_000
_OURS: Final = "split_part({alias}.source_key, ':', 1) = ANY(%(registers)s)"
# An initiative is of this import when a register of it is believed for any of its fields.
_IMPORTED: Final = """EXISTS (SELECT FROM jsonb_each(i.claims) AS c
    WHERE split_part(c.value->>'key', ':', 1) = ANY(%(registers)s))"""


def _in(group: str) -> str:
    return ", ".join(f"'{state.key}'" for state in STATES if state.group == group)


# Pieces of the statements below: constants of ours, never what somebody wrote.
_PIECES: Final = {
    "imported": _IMPORTED,
    "finished": _in("finished"),
    "works": _in("works"),
    "groups": ", ".join(f"('{state.key}', '{state.group}')" for state in STATES),
    "few_pesos": str(_FEW_PESOS),
    **{f"ours_{alias}": _OURS.replace("{alias}", alias) for alias in "afglprt"},
}

# Each selects: code and name of the initiative, file, line, what was found.
_SQL: Final[dict[str, str]] = {
    "comuna-missing": """
SELECT i.code, i.name, i.source_file, i.source_line, ''
FROM investments_initiative i
WHERE NOT i.is_region_wide AND i.province_id IS NULL AND NOT EXISTS (SELECT FROM
    investments_initiative_comunas c WHERE c.initiative_id = i.id)
    AND {imported}""",
    "sector-missing": """
SELECT i.code, i.name, i.source_file, i.source_line, ''
FROM investments_initiative i
WHERE i.sector_id IS NULL AND i.kind <> 'grant'
    AND {imported}""",
    "executing-unit-missing": """
SELECT i.code, i.name, i.source_file, i.source_line, i.state
FROM investments_initiative i
WHERE i.executing_unit_id IS NULL AND i.kind <> 'grant' AND (EXISTS (SELECT FROM
    investments_budgetline l WHERE l.initiative_id = i.id) OR EXISTS (SELECT FROM
    investments_fundingagreement a WHERE a.initiative_id = i.id))
    AND {imported}""",
    "amount-missing": """
SELECT i.code, i.name, l.source_file, l.source_line, coalesce(l.budget_year::text, '')
FROM investments_budgetline l JOIN investments_initiative i ON i.id = l.initiative_id
WHERE l.fndr_awarded_clp IS NULL AND {ours_l}""",
    "paid-above-awarded": """
SELECT i.code, i.name, i.source_file, i.source_line, i.paid_clp || ' > ' || i.approved_clp
FROM investments_initiative i
WHERE i.approved_clp > 0 AND i.paid_clp > i.approved_clp AND i.kind <> 'grant'
    AND {imported}""",
    "year-differs-from-months": """
SELECT i.code, i.name, l.source_file, l.source_line,
    y.year || ': ' || y.spent || ' ≠ ' || coalesce(p.paid, 0)
FROM (SELECT l.initiative_id, y.year, sum(y.spent_clp) AS spent, min(l.id) AS line_id
    FROM investments_budgetyear y JOIN investments_budgetline l ON l.id = y.line_id
    WHERE {ours_l} GROUP BY 1, 2) AS y
JOIN investments_budgetline l ON l.id = y.line_id
JOIN investments_initiative i ON i.id = y.initiative_id
JOIN (SELECT initiative_id, extract(year FROM month)::int AS year, sum(paid_clp) AS paid
    FROM investments_payment GROUP BY 1, 2) AS p
    ON p.initiative_id = y.initiative_id AND p.year = y.year
WHERE p.paid <> y.spent""",
    "state-differs": """
SELECT i.code, i.name, f.source_file, f.source_line,
    l.state_as_written || ' ≠ ' || f.state_as_written || ' / ' || f.substate_as_written
FROM investments_worksfollowup f JOIN investments_initiative i ON i.id = f.initiative_id
JOIN LATERAL (SELECT * FROM investments_budgetline b WHERE b.initiative_id = f.initiative_id
    AND b.state <> '' ORDER BY b.budget_year DESC NULLS LAST, b.source_key LIMIT 1) AS l ON true
JOIN (VALUES {groups}) AS a(state, grp) ON a.state = f.state
JOIN (VALUES {groups}) AS b(state, grp) ON b.state = l.state
WHERE a.grp <> b.grp AND {ours_f}""",
    "finished-below-100": """
SELECT i.code, i.name, l.source_file, l.source_line, l.physical_pct::text
FROM investments_budgetline l JOIN investments_initiative i ON i.id = l.initiative_id
WHERE l.physical_pct < 100 AND l.state IN ({finished}) AND {ours_l}""",
    "complete-not-finished": """
SELECT i.code, i.name, l.source_file, l.source_line, l.state_as_written
FROM investments_budgetline l JOIN investments_initiative i ON i.id = l.initiative_id
WHERE l.physical_pct = 100 AND l.state NOT IN ('', {finished})
    AND {ours_l}""",
    "progress-goes-back": """
SELECT i.code, i.name, l.source_file, l.source_line,
    e.budget_year || ': ' || e.physical_pct || ' → ' || l.budget_year || ': ' || l.physical_pct
FROM investments_budgetline l JOIN investments_initiative i ON i.id = l.initiative_id
JOIN investments_budgetline e ON e.initiative_id = l.initiative_id
    AND e.budget_year < l.budget_year AND e.physical_pct > l.physical_pct
WHERE {ours_l}""",
    "payment-before-contract": """
SELECT i.code, i.name, p.source_file, p.source_line,
    to_char(p.month, 'YYYY-MM') || ' < ' || c.starts
FROM investments_payment p JOIN investments_initiative i ON i.id = p.initiative_id
JOIN (SELECT initiative_id, min(coalesce(signed_on, site_handed_over_on)) AS starts
    FROM investments_contract GROUP BY 1) AS c ON c.initiative_id = p.initiative_id
WHERE p.paid_clp > 0 AND p.month < date_trunc('month', c.starts) AND {ours_p}""",
    "payment-before-agreement": """
SELECT i.code, i.name, p.source_file, p.source_line,
    to_char(p.month, 'YYYY-MM') || ' < ' || a.signed
FROM investments_payment p JOIN investments_initiative i ON i.id = p.initiative_id
JOIN (SELECT initiative_id, min(signed_on) AS signed
    FROM investments_fundingagreement GROUP BY 1) AS a ON a.initiative_id = p.initiative_id
WHERE p.paid_clp > 0 AND p.month < date_trunc('month', a.signed) AND {ours_p}""",
    "certificate-before-sent": """
SELECT i.code, i.name, r.source_file, r.source_line,
    a.approved_on || ' < ' || r.sent_to_council_on
FROM investments_approval a JOIN investments_fundingrequest r ON r.id = a.request_id
JOIN investments_initiative i ON i.id = a.initiative_id
WHERE a.kind = 'council' AND a.approved_on < r.sent_to_council_on AND {ours_r}""",
    "recommended-before-received": """
SELECT i.code, i.name, r.source_file, r.source_line, e.result_on || ' < ' || r.received_on
FROM investments_evaluationround e JOIN investments_fundingrequest r ON r.id = e.request_id
JOIN investments_stage s ON s.id = r.stage_id JOIN investments_initiative i
    ON i.id = s.initiative_id
WHERE e.result = 'rs' AND e.result_on < r.received_on AND {ours_r}""",
    "resolution-before-signature": """
SELECT i.code, i.name, a.source_file, a.source_line,
    a.approving_resolution_on || ' < ' || a.signed_on
FROM investments_fundingagreement a JOIN investments_initiative i ON i.id = a.initiative_id
WHERE a.approving_resolution_on < a.signed_on AND {ours_a}""",
    "cgr-before-resolution": """
SELECT i.code, i.name, a.source_file, a.source_line,
    a.cgr_on || ' < ' || a.approving_resolution_on
FROM investments_fundingagreement a JOIN investments_initiative i ON i.id = a.initiative_id
WHERE a.cgr_on < a.approving_resolution_on AND {ours_a}""",
    "rendered-before-transfer": """
SELECT i.code, i.name, g.source_file, g.source_line, g.rendered_on || ' < ' || g.transferred_on
FROM investments_grant g JOIN investments_initiative i ON i.id = g.initiative_id
WHERE g.rendered_on < g.transferred_on AND {ours_g}""",
    "amount-in-thousands": """
SELECT i.code, i.name, t.source_file, t.source_line, t.amount::text FROM (
    SELECT g.initiative_id, g.source_file, g.source_line, g.transferred_clp AS amount,
        g.source_key
    FROM investments_grant g
    UNION ALL
    SELECT l.initiative_id, l.source_file, l.source_line, l.increases_clp, l.source_key
    FROM investments_budgetline l
    UNION ALL
    SELECT l.initiative_id, l.source_file, l.source_line, l.fndr_awarded_clp, l.source_key
    FROM investments_budgetline l
    UNION ALL
    SELECT s.initiative_id, r.source_file, r.source_line, r.total_clp, r.source_key
    FROM investments_fundingrequest r JOIN investments_stage s ON s.id = r.stage_id
) AS t JOIN investments_initiative i ON i.id = t.initiative_id
WHERE t.amount > 0 AND t.amount < {few_pesos} AND {ours_t}""",
    "negative-payment": """
SELECT i.code, i.name, p.source_file, p.source_line, p.paid_clp::text
FROM investments_payment p JOIN investments_initiative i ON i.id = p.initiative_id
WHERE p.paid_clp < 0 AND {ours_p}""",
    "recommendation-expired": """
SELECT i.code, i.name, i.source_file, i.source_line, (SELECT max(a.approved_on)::text FROM
    investments_approval a WHERE a.initiative_id = i.id AND a.kind = 'recommendation')
FROM investments_initiative i
WHERE i.state IN ('recommended', 'prioritised') AND (SELECT max(extract(year FROM
    a.approved_on)) FROM investments_approval a WHERE a.initiative_id = i.id AND a.kind =
    'recommendation') + 3 < extract(year FROM %(today)s::date)
    AND {imported}""",
    "term-over-still-running": """
SELECT i.code, i.name, i.source_file, i.source_line, i.expected_end_on::text
FROM investments_initiative i
WHERE i.expected_end_on < %(today)s AND i.state IN ({works})
    AND {imported}""",
    "bip-malformed": """
SELECT DISTINCT ON (f.name, r.line) coalesce(i.code, r.initiative_code), coalesce(i.name, ''),
    f.name, r.line, n->>1
FROM investments_importrow r JOIN investments_importfile f ON f.id = r.file_id
CROSS JOIN jsonb_array_elements(r.notes) AS n
LEFT JOIN investments_initiative i ON i.code = r.initiative_code
WHERE f.run_id = %(run)s AND n->>2 = 'bip-malformed'""",
    "check-digit-assumed": """
SELECT DISTINCT ON (f.name, r.line) coalesce(i.code, r.initiative_code), coalesce(i.name, ''),
    f.name, r.line, n->>1
FROM investments_importrow r JOIN investments_importfile f ON f.id = r.file_id
CROSS JOIN jsonb_array_elements(r.notes) AS n
LEFT JOIN investments_initiative i ON i.code = r.initiative_code
WHERE f.run_id = %(run)s AND n->>2 = 'check-digit-assumed'""",
}


@dataclass(frozen=True)
class Finding:
    """What a rule found.

    Attributes:
        rule: the rule.
        count: how many rows.
    """

    rule: Rule
    count: int


def _statement(key: str) -> str:
    return _SQL[key].format_map(_PIECES)


def findings(run: ImportRun, *, today: date) -> list[Finding]:
    """How many rows each rule finds, in the order of the rules."""
    statement = " UNION ALL ".join(
        f"SELECT '{rule.key}' AS rule, count(*) FROM ({_statement(rule.key)}) AS found"  # noqa: S608  constants
        for rule in RULES
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(run, today))
        counts = dict(cursor.fetchall())
    return [Finding(rule, counts[rule.key]) for rule in RULES]


def rows_of_rule(
    run: ImportRun, key: str, *, today: date, most: int | None = None
) -> Iterator[dict[str, Any]]:
    """The rows that a rule finds, by initiative, file and line.

    Raises:
        KeyError: there is no such rule.
    """
    limit = "" if most is None else f" LIMIT {int(most)}"
    statement = f"SELECT * FROM ({_statement(key)}) AS found ORDER BY 1, 3, 4, 5{limit}"  # noqa: S608  constants
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(run, today))
        for row in cursor:
            yield dict(zip(COLUMNS, row, strict=True))


def _values(run: ImportRun, today: date) -> dict[str, Any]:
    registers = sorted(run.files.values_list("register", flat=True))
    return {"registers": registers, "run": run.pk, "today": today}
