"""Examples: the charts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.ui.charts import (
    Bar,
    Row,
    Series,
    Span,
    SpanKind,
    bar_chart,
    line_chart,
    sparkline,
    strip_chart,
)
from alameda.ui.examples.shape import Example, Group


def groups() -> list[Group]:
    """The groups of this file."""
    return [_lines(), _bars(), _strips(), _sparks()]


def _months(*values: float, start: int = 0) -> list[tuple[date, float]]:
    return [
        (date(2026 + (start + index) // 12, (start + index) % 12 + 1, 1), value)
        for index, value in enumerate(values)
    ]


def _lines() -> Group:
    plan = Series(
        name=_("Plan"),
        kind="plan",
        points=_months(0, 1, 3, 6, 10, 15, 22, 30, 39, 48, 57, 65, 73, 80, 86, 91, 95, 98, 99, 100),
    )
    money = Series(
        name=_("Money"), kind="money", points=_months(0, 3, 8, 15, 22, 28, 33, 38, 43, 48, 52)
    )
    work = Series(
        name=_("Work"), kind="work", points=_months(0, 1, 4, 9, 14, 20, 24, 29, 34, 38, 41)
    )
    chart = line_chart(
        [plan, money, work],
        title=_("Work and money"),
        finding=_("Since March the money goes faster than the work: 52 % against 41 %."),
        ident="lines-a",
        say_day=words.month,
        say_value=words.percent,
        day_head=_("Month"),
        top=100,
    )
    single = line_chart(
        [Series(name=_("Paid"), kind="money", points=_months(120, 340, 310, 480, 900, 760))],
        title=_("Paid each month"),
        finding=_("May was the month with most payments."),
        ident="lines-b",
        say_day=words.month,
        say_value=words.number,
        day_head=_("Month"),
    )
    code = "{% line_chart chart %}"
    return Group(
        ident="line-chart",
        title=_("Lines"),
        note=_("Series over dates; the table is one click away."),
        examples=[
            Example(name=_("three series"), code=code, values={"chart": chart}),
            Example(name=_("one series"), code=code, values={"chart": single}),
        ],
    )


def _bars() -> Group:
    bars = [
        Bar(label="Hualo", amount=18_944, value=words.money(18_944), is_here=True, mark=31_000),
        Bar(label="Isla Norte", amount=92_310, value=words.money(92_310), url="#bar-chart"),
        Bar(label="Guindos", amount=40_005, value=words.money(40_005), tone="late"),
        Bar(label="Canelo", amount=0, value=words.money(0)),
    ]
    chart = bar_chart(
        bars,
        title=_("Investment per inhabitant"),
        finding=_("Isla Norte receives five times what Hualo does."),
        ident="bars-a",
        label_head=_("Comuna"),
        value_head=_("Pesos per inhabitant"),
        mark_label=_("The median of the region"),
    )
    return Group(
        ident="bar-chart",
        title=_("Bars"),
        note=_("The chart is the table."),
        examples=[
            Example(name=_("with a mark"), code="{% bar_chart chart %}", values={"chart": chart})
        ],
    )


def _span(label: str, start: date, end: date, kind: SpanKind) -> Span:
    return Span(
        label=label,
        start=start,
        end=end,
        kind=kind,
        text=f"{words.day(start)} – {words.day(end)}",
    )


def _strips() -> Group:
    rows = [
        Row(
            label="Parque Ribera Norte",
            url="#strip-chart",
            spans=[
                _span(_("Evaluation"), date(2024, 2, 1), date(2025, 1, 20), "wait"),
                _span(_("Works"), date(2025, 6, 1), date(2026, 11, 1), "go"),
                _span(_("Planned works"), date(2025, 3, 1), date(2026, 6, 1), "planned"),
            ],
        ),
        Row(
            label="Posta rural de Guindos",
            spans=[
                _span(_("Works"), date(2024, 6, 1), date(2025, 9, 1), "done"),
                _span(_("Planned works"), date(2024, 6, 1), date(2025, 10, 1), "planned"),
            ],
        ),
        Row(
            label="Ciclovía Canelo",
            spans=[
                _span(_("Works"), date(2025, 9, 1), date(2026, 11, 20), "late"),
                _span(_("Planned works"), date(2025, 8, 1), date(2026, 4, 1), "planned"),
            ],
        ),
    ]
    chart = strip_chart(
        rows,
        title=_("What was planned and what happened"),
        finding=_("One of three ended on its day."),
        ident="strip-a",
        say_day=words.month,
        today=date(2026, 11, 22),
    )
    return Group(
        ident="strip-chart",
        title=_("Timeline"),
        note=_("Above what happened, below what was planned."),
        examples=[
            Example(name=_("three rows"), code="{% strip_chart chart %}", values={"chart": chart})
        ],
    )


def _sparks() -> Group:
    spark = sparkline([1, 3, 2, 6, 4, 9], sentence=_("Payments of six months, from 1 to 9."))
    return Group(
        ident="sparkline",
        title=_("Sparkline"),
        note=_("A line the size of a word."),
        examples=[
            Example(
                name=_("in a sentence"),
                code="<p>{{ before }} {% sparkline spark %}</p>",
                values={"spark": spark, "before": _("Payments of six months")},
            )
        ],
    )
