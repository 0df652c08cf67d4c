"""The card of an initiative: what lists and sentences say of it, computed from the rows below it.

Set-based: a handful of statements whatever the number of initiatives. What each figure means, and
which source wins, stands in docs/rules/investment-cycle.md, "The card".
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from alameda.foundation.days import DAY_MAX, DAY_MIN
from alameda.intake.models import ImportRun
from alameda.investments import models

# From here on the planner is told first what the tables hold now: rows that this very transaction
# brought in by the thousand are unknown to it, and it would read a table again for each of them.
MANY = 1_000
_READ_TABLES = tuple(
    model._meta.db_table  # noqa: SLF001  Django documents it for uses like this one
    for model in (
        models.Initiative, models.Initiative.comunas.through, models.Stage, models.FundingRequest,
        models.EvaluationRound, models.InitiativeEvent, models.StateChange, models.Approval,
        models.FundingAgreement, models.BudgetLine, models.BudgetYear, models.Payment,
        models.Contract, models.ContractModification, models.ProgressReport, models.Grant,
        models.Registration,
    )
)  # fmt: skip

# Requested: the total of the newest request, of a register or of the desk, whose word wins within a
# year; where neither names it, the total of the newest budget line.
_REQUESTED = """
SELECT DISTINCT ON (initiative_id) initiative_id, total_clp FROM (
    SELECT s.initiative_id, r.total_clp, 0 AS place,
        coalesce(r.budget_year, r.year) AS year, 0 AS weight, r.id
    FROM investments_fundingrequest r JOIN investments_stage s ON s.id = r.stage_id
    WHERE r.total_clp IS NOT NULL AND {only_s}
    UNION ALL
    SELECT n.initiative_id, n.asked_clp, 0, coalesce(n.asked_year, 0), 1, n.id
    FROM investments_registration n WHERE n.asked_clp IS NOT NULL AND {only_n}
    UNION ALL
    SELECT l.initiative_id, l.total_clp, 1, coalesce(l.budget_year, 0), 0, l.id
    FROM investments_budgetline l WHERE l.total_clp IS NOT NULL AND {only_l}
) AS asked ORDER BY initiative_id, place, year DESC, weight DESC, id DESC
"""

# Approved: for each allocation (works, consultancies, equipment), what its newest budget year
# awarded, with its increases: older years of an allocation carry the same money over. A line that
# names no allocation counts only where none does. Else the largest agreement; else the largest
# approval that no other corrects; else what was transferred.
_APPROVED = """
SELECT DISTINCT ON (initiative_id) initiative_id, amount_clp FROM (
    SELECT initiative_id, sum(awarded_clp) AS amount_clp, 0 AS place, 0 AS year FROM (
        SELECT l.initiative_id, l.allocation,
            l.fndr_awarded_clp + coalesce(l.increases_clp, 0) AS awarded_clp,
            bool_or(l.allocation <> '') OVER (PARTITION BY l.initiative_id) AS has_allocations,
            rank() OVER (
                PARTITION BY l.initiative_id, l.subtitle, l.item, l.allocation
                ORDER BY coalesce(l.budget_year, 0) DESC
            ) AS age
        FROM investments_budgetline l WHERE l.fndr_awarded_clp > 0 AND {only_l}
    ) AS line
    WHERE age = 1 AND (allocation <> '' OR NOT has_allocations) GROUP BY initiative_id
    UNION ALL
    SELECT a.initiative_id, max(a.amount_clp), 1, 0 FROM investments_fundingagreement a
    WHERE a.amount_clp > 0 AND {only_a} GROUP BY a.initiative_id
    UNION ALL
    SELECT p.initiative_id, max(p.amount_clp), 2, 0 FROM investments_approval p
    WHERE p.amount_clp > 0 AND p.kind IN ('council', 'silence', 'governor')
        AND p.replaced_by_id IS NULL AND {only_p}
    GROUP BY p.initiative_id
    UNION ALL
    SELECT g.initiative_id, g.transferred_clp, 3, 0 FROM investments_grant g
    WHERE g.transferred_clp > 0 AND {only_g}
) AS awarded ORDER BY initiative_id, place
"""

# Contracted: every contract with its modifications; not known while the amount of one is not, for
# part of the money would pass for the whole.
_CONTRACTED = """
SELECT c.initiative_id, CASE WHEN bool_and(c.amount_clp IS NOT NULL)
    THEN sum(c.amount_clp + coalesce(m.amount_clp, 0)) END AS amount_clp
FROM investments_contract c
LEFT JOIN (
    SELECT contract_id, sum(amount_clp) AS amount_clp
    FROM investments_contractmodification GROUP BY contract_id
) AS m ON m.contract_id = c.id
WHERE {only_c} GROUP BY c.initiative_id
"""

# Paid: the months of a year where they are known, else what the budget line says of that year;
# else, for a grant, what was transferred. Never the same peso twice.
_PAID = """
SELECT initiative_id, sum(paid_clp) AS paid_clp FROM (
    SELECT p.initiative_id, extract(year FROM p.month)::int AS year, sum(p.paid_clp) AS paid_clp
    FROM investments_payment p WHERE {only_p} GROUP BY 1, 2
    UNION ALL
    SELECT l.initiative_id, y.year, sum(y.spent_clp)
    FROM investments_budgetyear y JOIN investments_budgetline l ON l.id = y.line_id
    WHERE {only_l} AND NOT EXISTS (
        SELECT FROM investments_payment p WHERE p.initiative_id = l.initiative_id
            AND p.month >= make_date(y.year, 1, 1) AND p.month < make_date(y.year + 1, 1, 1))
    GROUP BY 1, 2
    UNION ALL
    SELECT g.initiative_id, 0, g.transferred_clp FROM investments_grant g
    WHERE {only_g} AND g.transferred_clp IS NOT NULL
        AND NOT EXISTS (SELECT FROM investments_payment p WHERE p.initiative_id = g.initiative_id)
        AND NOT EXISTS (
            SELECT FROM investments_budgetyear y JOIN investments_budgetline l ON l.id = y.line_id
            WHERE l.initiative_id = g.initiative_id)
) AS spent GROUP BY initiative_id
"""

_PROGRESS = """
SELECT DISTINCT ON (initiative_id) initiative_id, physical_pct FROM (
    SELECT r.initiative_id, r.physical_pct, 0 AS place, r.reported_on, r.id
    FROM investments_progressreport r WHERE {only_r}
    UNION ALL
    SELECT l.initiative_id, l.physical_pct, 1, make_date(greatest(l.budget_year, 1), 12, 31), l.id
    FROM investments_budgetline l WHERE l.physical_pct IS NOT NULL AND {only_l}
) AS built ORDER BY initiative_id, place, reported_on DESC NULLS LAST, id DESC
"""

# The first contract promises an end; extensions and approved modifications move it. A term that
# leads beyond the bounds of days leads nowhere: an amount was typed in its column.
_ENDS = """
SELECT initiative_id,
    min(CASE WHEN promised BETWEEN earliest AND latest THEN starts_on + promised::int END)
        AS planned_end_on,
    max(CASE WHEN moved BETWEEN earliest AND latest THEN starts_on + moved::int END)
        AS expected_end_on,
    CASE WHEN bool_and(provisionally_received_on IS NOT NULL)
        THEN max(provisionally_received_on) END AS finished_on
FROM (
    SELECT c.initiative_id, c.provisionally_received_on, starts_on, c.term_days AS promised,
        c.term_days::bigint + c.extension_days + coalesce(m.days, 0) AS moved,
        {first_day} - starts_on AS earliest, {last_day} - starts_on AS latest
    FROM investments_contract c
    CROSS JOIN LATERAL (SELECT coalesce(c.site_handed_over_on, c.signed_on)) AS s (starts_on)
    LEFT JOIN (
        SELECT contract_id, sum(days) AS days
        FROM investments_contractmodification GROUP BY contract_id
    ) AS m ON m.contract_id = c.id
    WHERE {only_c}
) AS contract GROUP BY initiative_id
"""

# The first and last day on which anything happened. Payments count with their month.
_DAYS = """
SELECT initiative_id, min(day) FILTER (WHERE is_entry) AS entered_on, max(day) AS last_event_on
FROM (
    SELECT s.initiative_id, least(r.applied_on, r.received_on) AS day, true AS is_entry
    FROM investments_fundingrequest r JOIN investments_stage s ON s.id = r.stage_id WHERE {only_s}
    UNION ALL
    SELECT s.initiative_id, greatest(r.state_on, r.sent_to_mdsf_on, r.sent_to_council_on), false
    FROM investments_fundingrequest r JOIN investments_stage s ON s.id = r.stage_id WHERE {only_s}
    UNION ALL
    SELECT s.initiative_id, e.result_on, false FROM investments_evaluationround e
    JOIN investments_fundingrequest r ON r.id = e.request_id
    JOIN investments_stage s ON s.id = r.stage_id WHERE {only_s}
    UNION ALL
    SELECT v.initiative_id, v.happened_on, v.kind = 'entered_by_letter'
    FROM investments_initiativeevent v WHERE {only_v}
    UNION ALL
    SELECT h.initiative_id, h.happened_on, h.to_state IN ('draft', 'entered')
    FROM investments_statechange h WHERE {only_h}
    UNION ALL
    SELECT p.initiative_id, p.approved_on, false FROM investments_approval p WHERE {only_p}
    UNION ALL
    SELECT a.initiative_id, greatest(a.signed_on, a.approving_resolution_on, a.cgr_on), false
    FROM investments_fundingagreement a WHERE {only_a}
    UNION ALL
    SELECT c.initiative_id, greatest(c.signed_on, c.site_handed_over_on,
        c.provisionally_received_on, c.definitively_received_on), false
    FROM investments_contract c WHERE {only_c}
    UNION ALL
    SELECT m.initiative_id, coalesce(m.paid_on, m.month), false
    FROM investments_payment m WHERE m.paid_clp <> 0 AND {only_m}
    UNION ALL
    SELECT q.initiative_id, q.reported_on, false FROM investments_progressreport q WHERE {only_q}
    UNION ALL
    SELECT g.initiative_id, greatest(g.transferred_on, g.rendered_on, g.technically_closed_on,
        g.financially_closed_on), false
    FROM investments_grant g WHERE {only_g}
) AS happened WHERE day IS NOT NULL GROUP BY initiative_id
"""

_UPDATE = """
UPDATE investments_initiative AS i SET
    requested_clp = card.requested_clp,
    approved_clp = card.approved_clp,
    contracted_clp = card.contracted_clp,
    paid_clp = card.paid_clp,
    physical_pct = card.physical_pct,
    financial_pct = card.financial_pct,
    planned_end_on = card.planned_end_on,
    expected_end_on = card.expected_end_on,
    finished_on = card.finished_on,
    late_days = card.late_days,
    entered_on = card.entered_on,
    last_event_on = card.last_event_on,
    search = card.search,
    changed_at = now()
FROM (
    SELECT self.id,
        requested.total_clp AS requested_clp,
        approved.amount_clp AS approved_clp,
        contracted.amount_clp AS contracted_clp,
        coalesce(paid.paid_clp, 0) AS paid_clp,
        built.physical_pct AS physical_pct,
        CASE
        WHEN coalesce(contracted.amount_clp, approved.amount_clp) > 0
        THEN least(round(coalesce(paid.paid_clp, 0) * 100.0
            / coalesce(contracted.amount_clp, approved.amount_clp), 2), 9999.99)
        END AS financial_pct,
        ends.planned_end_on AS planned_end_on,
        ends.expected_end_on AS expected_end_on,
        ends.finished_on AS finished_on,
        CASE WHEN ends.planned_end_on IS NOT NULL
        THEN coalesce(ends.finished_on, ends.expected_end_on) - ends.planned_end_on
        END AS late_days,
        days.entered_on AS entered_on,
        greatest(days.last_event_on, self.state_since) AS last_event_on,
        setweight(to_tsvector('alameda_es', self.name), 'A')
        || setweight(to_tsvector('simple', concat_ws(' ', self.code, self.bip, left(self.bip, 8))),
            'A')
        || setweight(to_tsvector('alameda_es', coalesce(words.places, '')), 'B')
        || setweight(to_tsvector('alameda_es', coalesce(words.bodies, '')), 'B')
        || setweight(to_tsvector('alameda_es', coalesce(words.sector, '')), 'C') AS search
    FROM investments_initiative AS self
    LEFT JOIN ({requested}) AS requested ON requested.initiative_id = self.id
    LEFT JOIN ({approved}) AS approved ON approved.initiative_id = self.id
    LEFT JOIN ({contracted}) AS contracted ON contracted.initiative_id = self.id
    LEFT JOIN ({paid}) AS paid ON paid.initiative_id = self.id
    LEFT JOIN ({progress}) AS built ON built.initiative_id = self.id
    LEFT JOIN ({ends}) AS ends ON ends.initiative_id = self.id
    LEFT JOIN ({days}) AS days ON days.initiative_id = self.id
    LEFT JOIN LATERAL (
        SELECT
            (SELECT string_agg(t.name, ' ' ORDER BY t.name) FROM investments_initiative_comunas l
                JOIN territory_comuna t ON t.id = l.comuna_id
                WHERE l.initiative_id = self.id) AS places,
            (SELECT string_agg(DISTINCT o.name, ' ') FROM (
                SELECT self.executing_unit_id UNION SELECT self.formulator_id
                UNION SELECT contractor_id FROM investments_contract WHERE initiative_id = self.id
                UNION SELECT organisation_id FROM investments_grant WHERE initiative_id = self.id
            ) AS named (id) JOIN accounts_organisation o ON o.id = named.id) AS bodies,
            (SELECT concat_ws(' ', s.name, self.subsector) FROM investments_sector s
                WHERE s.id = self.sector_id) AS sector
    ) AS words ON true
    WHERE {only_self} OFFSET 0
) AS card
WHERE card.id = i.id AND ({has_changed} OR (
    i.requested_clp, i.approved_clp, i.contracted_clp, i.paid_clp, i.physical_pct,
    i.financial_pct, i.planned_end_on, i.expected_end_on, i.finished_on, i.late_days,
    i.entered_on, i.last_event_on, i.search
) IS DISTINCT FROM (
    card.requested_clp, card.approved_clp, card.contracted_clp, card.paid_clp,
    card.physical_pct, card.financial_pct, card.planned_end_on, card.expected_end_on,
    card.finished_on, card.late_days, card.entered_on, card.last_event_on, card.search
))
"""

_SUBJECTS = """
UPDATE thread_subject AS s SET title = i.name, state = i.state, changed_at = now(),
    comuna_id = (SELECT min(l.comuna_id) FROM investments_initiative_comunas l
        WHERE l.initiative_id = i.id HAVING count(*) = 1)
FROM investments_initiative AS i
WHERE i.subject_id = s.id AND {only_i}
    AND (s.title, s.state, s.comuna_id) IS DISTINCT FROM (i.name, i.state,
        (SELECT min(l.comuna_id) FROM investments_initiative_comunas l
            WHERE l.initiative_id = i.id HAVING count(*) = 1))
"""


def _narrowed(template: str, *, is_narrow: bool) -> str:
    """The statement with each ``{only_x}`` limiting alias x to the initiatives asked for."""
    own_key = {"self": "self.id", "i": "i.id"}
    aliases = ("self", "i", "s", "l", "a", "p", "g", "c", "r", "v", "h", "m", "q", "n")
    limits = {
        f"only_{alias}": f"{own_key.get(alias, alias + '.initiative_id')} = ANY(%(ids)s)"
        if is_narrow
        else "true"
        for alias in aliases
    }
    bounds = {"first_day": f"DATE '{DAY_MIN}'", "last_day": f"DATE '{DAY_MAX}'"}
    return template.format(**limits, **bounds)


# An initiative changed when a row that belongs to it did, whatever its card says.
_DATED = """
UPDATE investments_initiative SET changed_at = now()
WHERE changed_at < %(since)s AND code IN (
    SELECT r.initiative_code FROM investments_importrow r
    JOIN investments_importfile f ON f.id = r.file_id
    WHERE f.run_id = %(run)s AND r.outcome IN ('created', 'updated')
)
"""


def date_changes(run: ImportRun) -> None:
    """Say of each initiative that an import changed that it changed, once it came or went.

    It publishes nothing: each change has its own fact.

    Args:
        run: with all its rows; what it made since it began, or was taken back, is dated already.
    """
    is_back = run.state == ImportRun.State.UNDONE
    since = timezone.now() if is_back else run.started_at
    with connection.cursor() as cursor:
        cursor.execute(_DATED, {"since": since, "run": run.pk})


@transaction.atomic
def refresh_cards(initiative_ids: Sequence[int] | None) -> int:
    """Compute the card, the search words and the Subject of some initiatives, or of all.

    It publishes nothing: everything it says follows from facts published already. What is named
    has changed, and says so (``changed_at``); of the whole portfolio only that whose card differs.

    Args:
        initiative_ids: primary keys; ``None`` for the whole portfolio.

    Returns:
        How many initiatives were written.
    """
    is_narrow = initiative_ids is not None
    parts = {
        "requested": _REQUESTED,
        "approved": _APPROVED,
        "contracted": _CONTRACTED,
        "paid": _PAID,
        "progress": _PROGRESS,
        "ends": _ENDS,
        "days": _DAYS,
    }
    inner = {name: _narrowed(part, is_narrow=is_narrow) for name, part in parts.items()}
    only_self = _narrowed("{only_self}", is_narrow=is_narrow)
    has_changed = "true" if is_narrow else "false"
    update = _UPDATE.format(**inner, only_self=only_self, has_changed=has_changed)
    values = {"ids": list(initiative_ids)} if initiative_ids is not None else None
    with connection.cursor() as cursor:
        if initiative_ids is None or len(initiative_ids) > MANY:
            cursor.execute(f"ANALYZE {', '.join(_READ_TABLES)}")
        cursor.execute(update, values)
        count = int(cursor.rowcount)
        cursor.execute(_narrowed(_SUBJECTS, is_narrow=is_narrow), values)
    return count
