"""The charts' arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.ui.charts import (
    Bar,
    LineChart,
    Row,
    Series,
    Span,
    bar_chart,
    date_ticks,
    line_chart,
    nice_top,
    sparkline,
    strip_chart,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
VALUES = st.floats(min_value=0, max_value=1e12)


def lines(*series: Series) -> LineChart:
    return line_chart(
        series, title="Title", finding="Finding.", say_day=str, say_value=str, day_head="Day"
    )


@given(highest=st.floats(min_value=0.01, max_value=1e13))
def test_the_top_of_a_scale_is_round_and_not_far_above(highest: float) -> None:
    top = nice_top(highest)
    assert highest <= top * 1.000001
    assert top <= highest * 2.5000001


@given(start=DAYS, length=st.integers(min_value=0, max_value=20_000))
def test_marks_of_dates_are_few_in_order_and_inside(start: date, length: int) -> None:
    ticks = date_ticks(start, start + timedelta(days=length), say=str)
    places = [tick.at for tick in ticks]
    assert 1 <= len(ticks) <= 7
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)


@given(points=st.lists(st.tuples(DAYS, VALUES), min_size=1, max_size=30))
def test_a_line_stays_inside_and_its_table_has_every_day(
    points: list[tuple[date, float]],
) -> None:
    chart = lines(Series(name="a", kind="work", points=points))
    assert 0 <= chart.lines[0].end_x <= 100
    assert -0.01 <= chart.lines[0].end_y <= 100
    assert len(chart.rows) == len({on for on, _value in points})


def test_names_of_lines_that_end_together_do_not_touch() -> None:
    on = date(2026, 1, 1)
    series = [
        Series(name=name, kind="other", points=[(on, 0), (on + timedelta(days=9), value)])
        for name, value in (("a", 50), ("b", 51), ("c", 50))
    ]
    chart = lines(*series)
    places = sorted(line.label_y for line in chart.lines)
    assert all(lower - upper >= 9 for upper, lower in pairwise(places))


def test_the_longest_bar_fills_and_the_mark_counts() -> None:
    chart = bar_chart(
        [Bar(label="a", amount=5, value="5", mark=10), Bar(label="b", amount=-1, value="-1")],
        title="Title",
        finding="Finding.",
        label_head="Name",
        value_head="Value",
    )
    assert [bar.width for bar in chart.bars] == [50, 0]
    assert chart.bars[0].mark == 100


def test_what_was_planned_has_its_own_lane_and_a_day_can_be_seen() -> None:
    on = date(2026, 1, 1)
    spans = [
        Span(label="plan", start=on, end=on + timedelta(days=1_000), kind="planned"),
        Span(label="done", start=on, end=on, kind="done"),
    ]
    chart = strip_chart(
        [Row(label="a", spans=spans)], title="Title", finding="Finding.", say_day=str, today=on
    )
    assert [span.lane for span in chart.rows[0].spans] == [1, 0]
    assert chart.rows[0].spans[1].width > 0
    assert chart.today == 0
    assert chart.legend == [("planned", "plan"), ("done", "done")]


@pytest.mark.parametrize("values", [[0], [0, 0], [-2, 3], [5]])
def test_a_small_line_is_drawn_from_any_values(values: list[float]) -> None:
    spark = sparkline(values, sentence="Values.")
    assert spark.path.startswith("M0 ")
    assert "nan" not in spark.path


def test_charts_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        lines()
    with pytest.raises(ValueError, match="at least one span"):
        strip_chart([], title="Title", finding="Finding.", say_day=str)
    with pytest.raises(ValueError, match="at least one value"):
        sparkline([], sentence="")
