"""Charts drawn on the server, each with title, finding, and its table one click away."""

from __future__ import annotations

from alameda.ui.charts import BarChart, LineChart, Sparkline, StripChart
from alameda.ui.templatetags.ui.library import register


@register.inclusion_tag("ui/line_chart.html")
def line_chart(chart: LineChart) -> dict[str, object]:
    """Series over dates."""
    return {"chart": chart}


@register.inclusion_tag("ui/bar_chart.html")
def bar_chart(chart: BarChart) -> dict[str, object]:
    """Named amounts as bars; the chart is the table."""
    return {"chart": chart}


@register.inclusion_tag("ui/strip_chart.html")
def strip_chart(chart: StripChart) -> dict[str, object]:
    """Spans over dates, a row each: what was planned and what happened."""
    return {"chart": chart}


@register.inclusion_tag("ui/sparkline.html")
def sparkline(spark: Sparkline) -> dict[str, object]:
    """A line the size of a word, with its sentence for screen readers."""
    return {"spark": spark}
