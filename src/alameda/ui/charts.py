"""Charts as pure functions: values in, drawn shapes as dataclasses out. No Django, no colours.

A chart stretches to its place without stretching its words: lines live in a square of 1,000 units
a side that the page stretches (``preserveAspectRatio="none"``, strokes that do not scale), while
words and points stand outside it at percentages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

SeriesKind = Literal["plan", "money", "work", "other"]
SpanKind = Literal["planned", "go", "done", "late", "wait"]
FULL = 100.0
MAX_TICKS = 5
CLOSE_LABELS = 9.0
RIGHT_HALF = 62.0
EDGE = 6.0
SMALLEST_POWER = -12
LABEL_ASIDE = 6.0


@dataclass(frozen=True, kw_only=True)
class ChartText:
    """The words of a chart: its title, its finding in one sentence, an id unique on the page."""

    title: str
    finding: str
    ident: str = "chart"


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line: a name, a kind that chooses its colour and stroke, and dated values."""

    name: str
    kind: SeriesKind
    points: Sequence[tuple[date, float]]


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A mark on an axis: where, in percent, and its word; ``anchor`` is SVG's ``text-anchor``."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, kw_only=True)
class DrawnLine:
    """A series ready to draw: a path in chart units, and its last point and label in percent."""

    name: str
    kind: str
    path: str
    end_x: float
    end_y: float
    label_x: float
    label_y: float
    label: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """A line chart ready to draw, and its table."""

    text: ChartText
    lines: Sequence[DrawnLine]
    y_ticks: Sequence[Tick]
    x_ticks: Sequence[Tick]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class DrawnBar:
    """A bar: its width and, where there is one, its mark, both of 100."""

    label: str
    value: str
    width: float
    url: str = ""
    tone: str = ""
    mark: float | None = None
    is_here: bool = False


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Horizontal bars, drawn inside their own table."""

    text: ChartText
    label_head: str
    value_head: str
    bars: Sequence[DrawnBar]
    mark_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What a bar is made of; ``mark`` is a value to compare with, such as the region's."""

    label: str
    amount: float
    value: str
    url: str = ""
    tone: str = ""
    mark: float | None = None
    is_here: bool = False


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of time in a row of a strip: ``kind`` is planned, go, done, late or wait."""

    label: str
    start: date
    end: date
    kind: SpanKind
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a strip chart."""

    label: str
    spans: Sequence[Span]
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class DrawnSpan:
    """A span ready to draw: start and width in percent, with its words."""

    x: float
    width: float
    kind: str
    label: str
    text: str
    lane: int


@dataclass(frozen=True, kw_only=True)
class DrawnRow:
    """A row ready to draw."""

    label: str
    url: str
    spans: Sequence[DrawnSpan]


@dataclass(frozen=True, kw_only=True)
class StripChart:
    """Rows of spans on one scale of dates; the legend says each kind in the words of its spans."""

    text: ChartText
    rows: Sequence[DrawnRow]
    ticks: Sequence[Tick]
    today: float | None
    legend: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Sparkline:
    """A line the size of a word."""

    sentence: str
    path: str
    end_x: float
    end_y: float
    kind: str


@dataclass(frozen=True)
class _Scale:
    """Maps a value between two ends onto 0 to 100."""

    low: float
    high: float

    def at(self, value: float) -> float:
        if self.high == self.low:
            return 0.0
        return round((value - self.low) / (self.high - self.low) * FULL, 2)


def nice_top(highest: float) -> float:
    """The round number at or above the highest value: 1, 2, 2.5 or 5 times a power of ten."""
    if highest <= 0:
        return 1.0
    power = 10.0 ** max(math.floor(math.log10(highest)), SMALLEST_POWER)
    return next((power * step for step in (1, 2, 2.5, 5) if power * step >= highest), power * 10)


def _ends(days: Sequence[date]) -> tuple[date, date]:
    start, end = min(days), max(days)
    return start, end if end > start else start + timedelta(days=1)


def date_ticks(start: date, end: date, *, say: Callable[[date], str]) -> list[Tick]:
    """Up to five marks on the first of a month or year, kept away from each other."""
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if months / step <= MAX_TICKS), 120)
    scale = _Scale(start.toordinal(), end.toordinal())
    first = start.year * 12 + start.month - 1
    first += -first % step
    last = end.year * 12 + end.month - 1
    ticks = []
    for count in range(first, last + 1, step):
        on = date(count // 12, count % 12 + 1, 1)
        if start <= on <= end:
            ticks.append(_tick(scale.at(on.toordinal()), say(on)))
    return ticks or [_tick(0, say(start))]


def _tick(at: float, label: str) -> Tick:
    anchor = "start" if at < EDGE else "end" if at > FULL - EDGE else "middle"
    return Tick(at=at, label=label, anchor=anchor)


def line_chart(  # noqa: PLR0913  its words, each named by the caller
    series: Sequence[Series],
    *,
    title: str,
    finding: str,
    say_day: Callable[[date], str],
    say_value: Callable[[float], str],
    day_head: str,
    top: float | None = None,
    ident: str = "chart",
) -> LineChart:
    """Lines over dates, from zero to ``top`` (the round number above the highest when empty)."""
    days = [on for one in series for on, _value in one.points]
    if not days:
        message = "a line chart needs at least one point"
        raise ValueError(message)
    start, end = _ends(days)
    ceiling = top or nice_top(max(value for one in series for _on, value in one.points))
    x_scale, y_scale = _Scale(start.toordinal(), end.toordinal()), _Scale(ceiling, 0)
    lines = [_drawn(one, x_scale, y_scale, say_value) for one in series if one.points]
    marks = (0, ceiling / 2, ceiling)
    return LineChart(
        text=ChartText(title=title, finding=finding, ident=ident),
        lines=_apart(lines),
        y_ticks=[Tick(at=y_scale.at(mark), label=say_value(mark)) for mark in marks],
        x_ticks=date_ticks(start, end, say=say_day),
        columns=[day_head, *(one.name for one in series)],
        rows=_table(series, say_day, say_value),
    )


def _drawn(
    one: Series, x_scale: _Scale, y_scale: _Scale, say_value: Callable[[float], str]
) -> DrawnLine:
    places = [(x_scale.at(on.toordinal()), y_scale.at(value)) for on, value in sorted(one.points)]
    end_x, end_y = places[-1]
    last = max(one.points)[1]
    is_right = end_x > RIGHT_HALF
    return DrawnLine(
        name=one.name,
        kind=one.kind,
        path=_path(places),
        end_x=end_x,
        end_y=end_y,
        label_x=round(end_x - 1.5, 2) if is_right else round(end_x + 2, 2),
        label_y=round(end_y + _aside(places), 2) if is_right else end_y,
        label=f"{one.name} {say_value(last)}",
        anchor="end" if is_right else "start",
    )


def _aside(places: Sequence[tuple[float, float]]) -> float:
    """How far to move a label off its own line: above a rising one, below a falling."""
    before = places[-2][1] if len(places) > 1 else places[-1][1]
    return LABEL_ASIDE if before < places[-1][1] else -LABEL_ASIDE


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x * 10:g} {y * 10:g}" for x, y in places)


def _apart(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """Move labels that would touch each other apart, keeping their order from the top."""
    moved: dict[str, float] = {}
    floor = -FULL
    for line in sorted(lines, key=lambda line: line.end_y):
        floor = max(line.label_y, floor + CLOSE_LABELS)
        moved[line.name] = round(floor, 2)
    return [replace(line, label_y=moved[line.name]) for line in lines]


def _table(
    series: Sequence[Series],
    say_day: Callable[[date], str],
    say_value: Callable[[float], str],
) -> list[list[str]]:
    days = sorted({on for one in series for on, _value in one.points})
    known = [dict(one.points) for one in series]
    return [
        [say_day(on), *(say_value(values[on]) if on in values else "" for values in known)]
        for on in days
    ]


def bar_chart(  # noqa: PLR0913  its words, each named by the caller
    bars: Sequence[Bar],
    *,
    title: str,
    finding: str,
    label_head: str,
    value_head: str,
    mark_label: str = "",
    ident: str = "bars",
) -> BarChart:
    """Bars from zero; the longest fills the width."""
    longest = max((max(bar.amount, bar.mark or 0) for bar in bars), default=0)
    scale = _Scale(0, longest or 1)
    return BarChart(
        text=ChartText(title=title, finding=finding, ident=ident),
        label_head=label_head,
        value_head=value_head,
        mark_label=mark_label,
        bars=[
            DrawnBar(
                label=bar.label,
                value=bar.value,
                width=scale.at(max(bar.amount, 0)),
                url=bar.url,
                tone=bar.tone,
                mark=None if bar.mark is None else scale.at(bar.mark),
                is_here=bar.is_here,
            )
            for bar in bars
        ],
    )


def strip_chart(
    rows: Sequence[Row],
    *,
    title: str,
    finding: str,
    say_day: Callable[[date], str],
    today: date | None = None,
    ident: str = "strip",
) -> StripChart:
    """Rows of spans; ``planned`` spans are drawn in their own lane below the others."""
    days = [day for row in rows for span in row.spans for day in (span.start, span.end)]
    if not days:
        message = "a strip chart needs at least one span"
        raise ValueError(message)
    start, end = _ends([*days, *([today] if today else [])])
    scale = _Scale(start.toordinal(), end.toordinal())
    return StripChart(
        text=ChartText(title=title, finding=finding, ident=ident),
        rows=[
            DrawnRow(
                label=row.label, url=row.url, spans=[_drawn_span(one, scale) for one in row.spans]
            )
            for row in rows
        ],
        ticks=date_ticks(start, end, say=say_day),
        today=None if today is None else scale.at(today.toordinal()),
        legend=list({span.kind: span.label for row in rows for span in row.spans}.items()),
    )


def _drawn_span(span: Span, scale: _Scale) -> DrawnSpan:
    x = scale.at(span.start.toordinal())
    return DrawnSpan(
        x=x,
        width=max(round(scale.at(span.end.toordinal()) - x, 2), 0.6),
        kind=span.kind,
        label=span.label,
        text=span.text,
        lane=1 if span.kind == "planned" else 0,
    )


def sparkline(values: Sequence[float], *, sentence: str, kind: SeriesKind = "work") -> Sparkline:
    """The shape of a few values, from zero or the lowest if negative."""
    if not values:
        message = "a sparkline needs at least one value"
        raise ValueError(message)
    x_scale = _Scale(0, max(len(values) - 1, 1))
    y_scale = _Scale(max(*values, 0.0), min(*values, 0.0))
    places = [(x_scale.at(index), y_scale.at(value)) for index, value in enumerate(values)]
    return Sparkline(
        sentence=sentence,
        path=_path(places),
        end_x=places[-1][0],
        end_y=places[-1][1],
        kind=kind,
    )
