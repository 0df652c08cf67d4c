"""The money of an initiative in words: figures with their sources, the curve, the drift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.investments.rules.drift import Drift, last_drift
from alameda.investments.selectors.story.course import Course, course_of, drifts_of
from alameda.investments.selectors.story.figures import (
    SourceRow,
    approved_rows,
    contracted_rows,
    inhabitants,
    paid_rows,
    requested_rows,
)
from alameda.investments.selectors.story.rows import Rows
from alameda.ui.charts import LineChart, Series, line_chart
from alameda.ui.parts import Cell, Column

GAP_POINTS = 10
FULL = 100.0


@dataclass(frozen=True)
class Behind:
    """One row behind a figure: what it adds, and its kind, day, document and register."""

    amount_clp: int
    what: str


@dataclass(frozen=True)
class Figure:
    """A figure and what it opens to.

    Attributes:
        label: what is counted.
        amount_clp: whole pesos.
        detail: a few words below it.
        note: how it is made, in a sentence.
        rows: the rows behind it.
        is_exact: shown to the last peso instead of in millions.
        file_url: where all its rows can be had.
        file_label: what is there.
    """

    label: str
    amount_clp: int
    detail: str
    note: str
    rows: Sequence[Behind]
    is_exact: bool = False
    file_url: str = ""
    file_label: str = ""


def figures_of(rows: Rows) -> list[Figure]:
    """Approved (or requested), contracted, paid, and what that is for each inhabitant."""
    row = rows.initiative
    found = []
    if row.approved_clp is not None:
        found.append(_approved(rows))
    elif row.requested_clp is not None:
        found.append(_requested(rows))
    if row.contracted_clp is not None:
        found.append(_contracted(rows))
    if row.paid_clp:
        found.append(_paid(rows))
    people = inhabitants(rows)
    amount = row.approved_clp if row.approved_clp is not None else row.requested_clp
    if people and amount:
        found.append(_each(amount, people))
    return found


def _approved(rows: Rows) -> Figure:
    note = _("What the newest budget year awards; else the agreement, or the act that approved it.")
    return Figure(
        _("Approved"),
        rows.initiative.approved_clp or 0,
        "",
        note,
        _cells(rows, approved_rows(rows)),
    )


def _requested(rows: Rows) -> Figure:
    return Figure(
        _("Requested"),
        rows.initiative.requested_clp or 0,
        _("not approved yet"),
        _("The total of the newest request."),
        _cells(rows, requested_rows(rows)),
    )


def _contracted(rows: Rows) -> Figure:
    row = rows.initiative
    detail = ""
    if row.approved_clp and row.contracted_clp is not None:
        share = row.contracted_clp * FULL / row.approved_clp
        detail = _("%(share)s of what was approved") % {"share": words.percent(share)}
    note = _("Every contract, with the changes of amount that came after.")
    cells = _cells(rows, contracted_rows(rows))
    return Figure(_("Contracted"), row.contracted_clp or 0, detail, note, cells)


def _paid(rows: Rows) -> Figure:
    row = rows.initiative
    detail = ""
    if row.financial_pct is not None:
        share = words.percent(float(row.financial_pct))
        whole = row.contracted_clp is not None
        pattern = (
            _("%(share)s of what was contracted") if whole else _("%(share)s of what was approved")
        )
        detail = pattern % {"share": share}
    note = _(
        "The payments of each year; where the months are not known, what the budget line says."
    )
    return Figure(
        _("Paid"),
        row.paid_clp,
        detail,
        note,
        _cells(rows, paid_rows(rows)),
        file_url=f"/api/v1/initiatives/{row.code}/payments",
        file_label=_("Every payment, as data"),
    )


def _each(amount_clp: int, people: int) -> Figure:
    said = {"amount": words.money(amount_clp), "people": words.number(people)}
    note = _("%(amount)s among the %(people)s people who live there.") % said
    return Figure(_("Per inhabitant"), round(amount_clp / people), "", note, [], is_exact=True)


def _cells(rows: Rows, found: Sequence[SourceRow]) -> list[Behind]:
    return [
        Behind(
            row.amount_clp,
            " · ".join(
                filter(
                    None,
                    (
                        _what(row),
                        words.day(row.on) if row.on else str(row.year or ""),
                        row.document,
                        _register(rows, row),
                    ),
                )
            ),
        )
        for row in found
    ]


def _what(row: SourceRow) -> str:
    if row.key == "months":
        said = {"count": words.number(row.count)}
        return ngettext("%(count)s payment", "%(count)s payments", row.count) % said
    return {
        "line": _("Budget line"),
        "agreement": _("Agreement"),
        "approval": _("Approval"),
        "grant": _("Transfer"),
        "request": _("Request"),
        "contract": _("Contract"),
        "modification": _("Change of contract"),
        "year": _("Spent by the budget line"),
    }[row.key]


def _register(rows: Rows, row: SourceRow) -> str:
    if rows.initiative.is_demo:
        return _("Demonstration")
    if not row.file:
        return _("Recorded here")
    if row.line is None:
        return row.file
    return _("%(file)s, line %(line)s") % {"file": row.file, "line": words.number(row.line)}


def curve_of(rows: Rows) -> LineChart | None:
    """Built against paid, over time; nothing where there is only a point of each."""
    course = course_of(rows)
    if not course.is_drawable:
        return None
    series = [
        Series(name=_("Plan"), kind="plan", points=course.planned),
        Series(name=_("Money"), kind="money", points=course.paid),
        Series(name=_("Works"), kind="work", points=course.built),
    ]
    highest = max((value for _day, value in course.paid), default=0)
    return line_chart(
        [one for one in series if one.points],
        title=_("Works and money"),
        finding=_finding(course),
        ident="curve",
        say_day=words.month,
        say_value=words.percent,
        day_head=_("Month"),
        top=FULL if highest <= FULL else None,
    )


def _finding(course: Course) -> str:
    if not course.built:
        return _("No register reports the progress of the works.")
    built = course.built[-1][1]
    if not course.paid:
        return _("%(built)s is built; no payment is registered.") % {"built": words.percent(built)}
    paid = course.paid[-1][1]
    gap = round(paid - built)
    said = {
        "points": words.number(abs(gap)),
        "built": words.percent(built),
        "paid": words.percent(paid),
    }
    if gap > GAP_POINTS:
        return _("Money runs %(points)s points ahead of works: %(paid)s against %(built)s.") % said
    if gap < -GAP_POINTS:
        return _("Works run %(points)s points ahead of money: %(built)s against %(paid)s.") % said
    return _("Works and money go together: %(built)s built, %(paid)s paid.") % said


@dataclass(frozen=True)
class DriftPart:
    """The drift as the page shows it."""

    finding: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]


def drift_part(rows: Rows) -> DriftPart | None:
    """Cost and end by each act; nothing where fewer than two acts say either."""
    drifts = drifts_of(rows)
    cost, time = last_drift(drifts)
    if cost is None and time is None:
        return None
    columns = [
        Column(label=_("Act"), is_heading=True),
        Column(label=_("Cost"), is_number=True),
        Column(label=_("End"), is_number=True),
    ]
    return DriftPart(_drift_finding(cost, time), columns, [_drift_row(each) for each in drifts])


def _drift_row(each: Drift) -> list[str | Cell]:
    version = each.version
    day = words.day(version.on)
    cost = words.compact_money(version.amount_clp) if version.amount_clp is not None else ""
    end = words.day(version.end_on) if version.end_on else ""
    return [
        f"{act_of(version.key)} ({day})" if day else act_of(version.key),
        _beside(cost, _signed_percent(each.cost_pct)),
        _beside(end, _signed_days(each.late_days)),
    ]


def _beside(value: str, change: str) -> str:
    """A value with its change from the first, in brackets."""
    return f"{value} ({change})" if change else value


def act_of(key: str) -> str:
    """The name of an act that approves."""
    return {
        "recommendation": _("Recommendation"),
        "council": _("Council"),
        "silence": _("Silence of the Council"),
        "governor": _("Governor"),
        "budget": _("Budget"),
        "agreement": _("Agreement"),
        "contract": _("Contract"),
        "extension": _("Extension of term"),
        "modification": _("Change of contract"),
        "actual": _("As it ended"),
    }[key]


def _signed_percent(pct: Decimal | None) -> str:
    if pct is None:
        return ""
    if pct == 0:
        return "="
    return ("+" if pct > 0 else "") + words.percent(float(pct), 1)


def _signed_days(days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return "="
    return ("+" if days > 0 else words.MINUS) + words.days(abs(days))


def _drift_finding(cost: Drift | None, time: Drift | None) -> str:
    sentences = []
    if cost is not None and cost.cost_pct is not None:
        sentences.append(_cost_finding(cost.cost_pct))
    if time is not None and time.late_days is not None:
        sentences.append(_time_finding(time.late_days))
    return " ".join(sentences)


def _cost_finding(pct: Decimal) -> str:
    said = {"share": words.percent(abs(float(pct)), 1)}
    if pct > 0:
        return _("It costs %(share)s more than first approved.") % said
    if pct < 0:
        return _("It costs %(share)s less than first approved.") % said
    return _("It costs what was first approved.")


def _time_finding(days: int) -> str:
    said = {"days": words.days(abs(days))}
    if days > 0:
        return _("Its approved end moved %(days)s later.") % said
    if days < 0:
        return _("Its approved end moved %(days)s earlier.") % said
    return _("Its approved end has not moved.")
