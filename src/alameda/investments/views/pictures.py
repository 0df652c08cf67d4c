"""The portfolio as pictures: money by comuna, and the time of each initiative."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.investments.selectors.portfolio import PlaceMoney, Row
from alameda.ui.charts import Row as StripRow
from alameda.ui.charts import Span, StripChart, strip_chart
from alameda.ui.context import address_of
from alameda.ui.parts import Tile

ONLY_LETTERS = 5
SECOND_LETTERS = 4
SMALL_WORDS = frozenset({"de", "del", "y"})


def tiles_of(
    money: Iterable[PlaceMoney],
    *,
    url: Callable[[PlaceMoney], str],
    here: frozenset[str] = frozenset(),
) -> list[Tile]:
    """Each comuna as a tile: darker where more money falls on each inhabitant."""
    return [
        Tile(
            cut=each.place.cut,
            name=each.place.name,
            short=short_name(each.place.name),
            x=each.place.x,
            y=each.place.y,
            step=each.step,
            value=per_person_words(each),
            url=url(each),
            is_here=each.place.cut in here,
        )
        for each in money
    ]


def short_name(name: str) -> str:
    """What fits in a small tile: five letters, or an initial and four of the second word."""
    first, *rest = (word for word in name.split() if word.lower() not in SMALL_WORDS)
    if rest:
        return f"{first[0]}. {rest[0][:SECOND_LETTERS]}"
    return first[:ONLY_LETTERS]


def per_person_words(money: PlaceMoney) -> str:
    """The money by inhabitant of a comuna, and of how many initiatives."""
    count = ngettext("%(count)s initiative", "%(count)s initiatives", money.count) % {
        "count": words.number(money.count)
    }
    if money.per_person_clp is None:
        return _("population not known, %(count)s") % {"count": count}
    said = {"amount": words.money(money.per_person_clp), "count": count}
    return _("%(amount)s per inhabitant, %(count)s") % said


def legend_of(money: Sequence[PlaceMoney]) -> tuple[str, str]:
    """The words at the light and the dark end: the smallest and the largest figure.

    Both empty where no comuna has money: all tiles are alike then, and no scale tells them apart.
    """
    known = [each.per_person_clp for each in money if each.per_person_clp is not None]
    if not any(known):
        return "", ""
    return words.money(min(known)), words.money(max(known))


def timeline_of(rows: Iterable[Row], *, today: date) -> StripChart | None:
    """From the day each entered to its end, as planned and as it turned out."""
    drawn = [strip for row in rows if (strip := _strip(row, today))]
    if not drawn:
        return None
    late = sum(any(span.kind == "late" for span in strip.spans) for strip in drawn)
    finding = ngettext(
        "Of these, %(late)s is past its planned end.",
        "Of these, %(late)s are past their planned end.",
        late,
    ) % {"late": words.number(late)}
    return strip_chart(
        drawn,
        ident="timeline",
        title=_("From entry to planned and expected end"),
        finding=finding,
        say_day=words.month,
        today=today,
    )


def _strip(row: Row, today: date) -> StripRow | None:
    start = row.entered_on or date(row.year, 1, 1)
    end = row.finished_on or max(row.expected_end_on or row.planned_end_on or today, start)
    if end < start:
        return None
    spans = [*_ran(row, start, end)]
    if row.planned_end_on and row.planned_end_on >= start:
        spans.append(_span(_("Planned"), start, row.planned_end_on, "planned"))
    return StripRow(label=row.name, spans=spans, url=address_of(row.get_absolute_url()))


def _ran(row: Row, start: date, end: date) -> list[Span]:
    """The stretch as it turned out, its part past the plan apart."""
    kind = "done" if row.finished_on else "wait"
    label = _("As it turned out") if row.finished_on else _("Expected")
    if not row.planned_end_on or (row.late_days or 0) <= 0 or row.planned_end_on <= start:
        return [_span(label, start, end, kind)]
    planned = min(row.planned_end_on, end)
    return [
        _span(label, start, planned, kind),
        _span(_("Past the plan"), planned, max(end, planned), "late"),
    ]


def _span(label: str, start: date, end: date, kind: str) -> Span:
    said = {"start": words.month(start), "end": words.month(end)}
    return Span(
        label=label,
        start=start,
        end=end,
        kind=kind,  # type: ignore[arg-type]  # the callers pass only the four kinds
        text=_("%(start)s to %(end)s") % said,
    )
