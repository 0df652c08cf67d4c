"""How the portfolio is worded: names of values, and the sentence of one initiative."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache, wraps
from typing import NamedTuple, ParamSpec

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.foundation.vocabulary import name_of, say
from alameda.investments.models import Approval
from alameda.investments.rules import bands, lateness, vocabulary
from alameda.investments.rules.states import GROUPS, STATES, State, group_of, state_of
from alameda.investments.selectors.decisions import Decision
from alameda.investments.selectors.facets import Selection
from alameda.investments.selectors.facets.filters import CLOSED, NOT_STATED, REGION_WIDE
from alameda.investments.selectors.facets.labels import Labels
from alameda.investments.selectors.portfolio import Row
from alameda.ui.context import address_of
from alameda.ui.parts import Entry, Tone

COMUNAS_NAMED = 2
STARTED_PCT = 0.5
SMALL_MILLIONS = 10
ENTRIES_KEPT = 4_096
NAMES_KEPT = 256


Args = ParamSpec("Args")


def _kept(name: Callable[Args, str]) -> Callable[Args, str]:
    """Remember the names of a closed list, one of each a language: a page asks them by dozens."""

    @lru_cache(maxsize=NAMES_KEPT)
    def in_language(_language: str, *args: Args.args, **kwargs: Args.kwargs) -> str:
        return name(*args, **kwargs)

    @wraps(name)
    def kept(*args: Args.args, **kwargs: Args.kwargs) -> str:
        language = words.language()
        return in_language(language, *args, **kwargs)  # type: ignore[arg-type]  # all are text

    return kept


class Sentence(NamedTuple):
    """Where an initiative stands, and whether that is a warning."""

    text: str
    is_warm: bool = False


@_kept
def facet_label(facet: str) -> str:
    """The name of a facet."""
    return {
        "comuna": _("Comuna"),
        "province": _("Province"),
        "group": _("State"),
        "late": _("Lateness"),
        "route": _("Route"),
        "sector": _("Sector"),
        "unit": _("Executing unit"),
        "year": _("Year it entered"),
        "amount": _("Amount"),
        "kind": _("Kind"),
    }[facet]


@_kept
def order_label(order: str) -> str:
    """The name of an order."""
    return {
        "relevance": _("Best match first"),
        "newest": _("Newest act first"),
        "amount": _("Largest amount first"),
        "late": _("Latest against plan first"),
        "progress": _("Most progress first"),
        "name": _("By name"),
    }[order]


@_kept
def view_label(view: str) -> str:
    """The name of a view."""
    return {
        "list": _("List"),
        "table": _("Table"),
        "mosaic": _("Mosaic"),
        "timeline": _("Over time"),
    }[view]


def value_label(facet: str, value: int, labels: Labels) -> str:
    """The name of a facet's value in the reader's language."""
    key = labels.key(facet, value)
    if key == REGION_WIDE:
        return _("Whole region")
    if facet == "late":
        return lateness_label(key)
    if facet == "amount":
        return band_label(key)
    if key == NOT_STATED:
        return _("Not stated")
    return closed_label(facet, key) if facet in CLOSED else labels.name(facet, value)


@_kept
def closed_label(facet: str, key: str) -> str:
    """The name of a value of a vocabulary: group, route or kind."""
    if facet == "group":
        group = next(group for group in GROUPS if group.key == key)
        return say(group)
    listed = vocabulary.ROUTES if facet == "route" else vocabulary.KINDS
    return name_of(listed, key, language=words.language())


@_kept
def lateness_label(key: str) -> str:
    """The name of a lateness."""
    return {
        lateness.LATE: _("Late"),
        lateness.ON_TIME: _("On time"),
        lateness.UNKNOWN: _("Term not stated"),
    }[key]


@_kept
def band_label(key: str) -> str:
    """The name of a band of amount."""
    band = next((band for band in bands.BANDS if band.key == key), None)
    if band is None:
        return _("Amount not stated")
    if band.below_clp is None:
        return _("%(amount)s or more") % {"amount": words.compact_money(band.from_clp)}
    if band.from_clp == 0:
        return _("Less than %(amount)s") % {"amount": words.compact_money(band.below_clp)}
    ends = {
        "low": words.number(band.from_clp // bands.MILLION),
        "high": words.compact_money(band.below_clp),
    }
    return _("%(low)s to %(high)s") % ends


def state_label(state: State) -> str:
    """The name of a state in the reader's language."""
    return say(state)


def tone_of(state: State) -> Tone:
    """The tone of a state."""
    return group_of(state.key).tone  # type: ignore[return-value]  # GROUPS holds only tones


def place_label(row: Row) -> str:
    """Where it is, in a word or two; empty where nobody said."""
    if row.is_region_wide and not row.comunas:
        return _("Whole region")
    count = len(row.comunas)
    if count <= COMUNAS_NAMED:
        return ", ".join(place.name for place in row.comunas)
    return ngettext("%(count)s comuna", "%(count)s comunas", count) % {"count": count}


def sentence_of(row: Row, *, today: date) -> Sentence:
    """One sentence that says where an initiative stands."""
    if row.finished_on or row.state.group == "finished":
        return _finished(row)
    if row.planned_end_on and (row.late_days or 0) > 0:
        return Sentence(_joined(_progress(row), _late(row, today)), is_warm=True)
    ends_on = row.expected_end_on or row.planned_end_on
    if ends_on and row.late_days is not None:
        said = {"month": words.month_long(ends_on)}
        return Sentence(_joined(_progress(row), _("Expected to end in %(month)s.") % said))
    if row.acted_on:
        last = _("Last act: %(day)s.") % {"day": words.day_long(row.acted_on)}
        return Sentence(_joined(_progress(row), last))
    return Sentence(_progress(row))


def _late(row: Row, today: date) -> str:
    said = {
        "days": words.days(row.late_days or 0),
        "month": words.month_long(row.planned_end_on),
        "expected": words.month_long(row.expected_end_on),
    }
    if row.expected_end_on and row.expected_end_on > today:
        pattern = _("It was to end in %(month)s; now expected in %(expected)s, %(days)s later.")
    else:
        pattern = _("It was to end in %(month)s: %(days)s late.")
    return pattern % said


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _progress(row: Row) -> str:
    if row.progress_pct is None or row.progress_pct < STARTED_PCT:
        return ""
    return _("%(share)s built.") % {"share": words.percent(row.progress_pct)}


def _finished(row: Row) -> Sentence:
    said = {"day": words.day_long(row.finished_on), "days": words.days(row.late_days or 0)}
    is_late = (row.late_days or 0) > 0
    if row.finished_on is None:
        late = _("Finished, %(days)s after the plan by its contract.")
        return Sentence(late % said if is_late else _("Finished; the day is not stated."))
    if is_late:
        return Sentence(_("Finished on %(day)s, %(days)s after the plan.") % said)
    return Sentence(_("Finished on %(day)s.") % said)


def entry_of(row: Row, *, today: date) -> Entry:
    """An initiative as an entry of a list."""
    return _entry_of(row, today, words.language())


# Made of nothing but its arguments, and the same initiatives come back on page after page.
@lru_cache(maxsize=ENTRIES_KEPT)
def _entry_of(row: Row, today: date, _language: str) -> Entry:
    sentence = sentence_of(row, today=today)
    meta = (place_label(row), row.sector, closed_label("route", row.route))
    return Entry(
        title=row.name,
        url=address_of(row.get_absolute_url()),
        state_key=row.state.key,
        state_label=state_label(row.state),
        tone=tone_of(row.state),
        meta=tuple(word for word in meta if word),
        detail=sentence.text,
        is_warm=sentence.is_warm,
        amount=words.compact_money(row.amount_clp) if row.amount_clp is not None else "",
        amount_label=_paid(row),
    )


def millions(amount_clp: int) -> str:
    """Millions of pesos as a bare number, for a column that says so."""
    amount = amount_clp / bands.MILLION
    return words.number(amount, 1 if abs(amount) < SMALL_MILLIONS else 0)


def _paid(row: Row) -> str:
    if row.paid_clp <= 0:
        return ""
    return _("paid %(amount)s") % {"amount": words.compact_money(row.paid_clp)}


def entries_of(rows: Iterable[Row], *, today: date) -> list[Entry]:
    """Initiatives as a list."""
    return [entry_of(row, today=today) for row in rows]


def finding_of(selection: Selection) -> SafeString:
    """The one sentence on top: how many, for how much, how many late."""
    return format_html(_finding(selection), **_finding_words(selection, strong="<b>{}</b>"))


def finding_text(selection: Selection) -> str:
    """The same sentence without marks, for those who hear it."""
    return _finding(selection).format(**_finding_words(selection, strong="{}"))


def _finding(selection: Selection) -> str:
    """The pattern of the sentence, in the reader's language."""
    count = len(selection)
    if not selection.late:
        return ngettext(
            "{count} initiative for {amount}.", "{count} initiatives for {amount}.", count
        )
    if count == 1:
        return _("{count} initiative for {amount}, late.")
    return ngettext(
        "{count} initiatives for {amount}; {late} is late.",
        "{count} initiatives for {amount}; {late} are late.",
        selection.late,
    )


def _finding_words(selection: Selection, *, strong: str) -> dict[str, object]:
    late = '<strong class="al-warm">{}</strong>' if strong != "{}" else "{}"
    return {
        "count": format_html(strong, words.number(len(selection))),
        "amount": format_html(strong, words.compact_money(selection.amount_clp)),
        "late": format_html(late, words.number(selection.late)),
    }


def unknown_amounts(selection: Selection) -> str:
    """How many have no amount at all; empty when none."""
    count = selection.unknown_amounts
    if not count:
        return ""
    return ngettext(
        "%(count)s initiative has no amount stated and adds nothing.",
        "%(count)s initiatives have no amount stated and add nothing.",
        count,
    ) % {"count": words.number(count)}


def tone_of_group(key: str) -> Tone:
    """The tone of a public group of states."""
    return tone_of(next(state for state in STATES if state.group == key))


def decision_label(decision: Decision) -> str:
    """What was decided, in a few words."""
    if decision.source == "state":
        return state_label(state_of(decision.key))
    if decision.source == "event":
        return name_of(vocabulary.EVENT_KINDS, decision.key, language=words.language())
    return str(Approval.Kind(decision.key).label)
