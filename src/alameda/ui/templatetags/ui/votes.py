"""Votes and assemblies: the bar of a result, and seats. Drawn by plain Python, as ``drawn`` is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from alameda.foundation import words
from alameda.ui.parts import Choice, ChoiceKey, Seat, SeatRow
from alameda.ui.templatetags.ui.library import register

SIDE = 20
GAP = 0.4
LOUD = frozenset({"favour", "against"})
SHAPES: dict[ChoiceKey, str] = {
    "favour": '<circle cx="10" cy="10" r="7"/>',
    "against": '<path d="M10 2.500 18 17H2z"/>',
    "abstain": '<circle class="al-seat--open" cx="10" cy="10" r="5.500"/>',
    "not_voting": '<path class="al-seat--open" d="M5 10h10"/>',
    "recused": '<path class="al-seat--open" d="m5 5 10 10M15 5 5 15"/>',
    "none": '<circle cx="10" cy="10" r="6"/>',
}


@register.simple_tag
def vote_bar(choices: Sequence[Choice], *, is_compact: bool = False) -> SafeString:
    """How a vote was split: a bar of parts, each with its shape, number and words.

    Args:
        choices: in the order in which they are said; those with nobody are left out of the bar.
        is_compact: for a line of a list: only numbers and words, the bar thinner.
    """
    total = sum(choice.count for choice in choices) or 1
    parts, at = [], 0.0
    for choice in choices:
        width = 100 * choice.count / total
        if choice.count:
            tall = 'y="0" height="8"' if choice.key in LOUD else 'y="2" height="4"'
            drawn = max(width - GAP, GAP)
            parts.append(
                f'<rect class="al-seat--{choice.key}" x="{at:.2f}" width="{drawn:.2f}" {tall}/>'
            )
        at += width
    size = " al-vote--compact" if is_compact else ""
    names = "".join(
        f"<li>{_shape(choice.key)}<b>{words.number(choice.count)}</b> {escape(choice.label)}</li>"
        for choice in choices
        if choice.count or choice.key in LOUD
    )
    return SafeString(
        f'<div class="al-vote{size}"><svg class="al-vote__bar" viewBox="0 0 100 8"'
        f' preserveAspectRatio="none" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
        f'<ul class="al-vote__parts">{names}</ul></div>'
    )


@register.simple_tag
def seats(rows: Sequence[SeatRow]) -> SafeString:
    """Seats by bloc or by place, one mark each; in a vote each mark has the shape of its choice."""
    drawn = "".join(
        f'<li><p><b>{escape(row.label)}</b> <span class="al-note">{escape(row.detail)}</span></p>'
        f'<p class="al-seats__row" aria-hidden="true">{"".join(map(_seat, row.seats))}</p></li>'
        for row in rows
    )
    return SafeString(f'<ul class="al-seats">{drawn}</ul>')


def _seat(seat: Seat) -> str:
    return f'<span title="{escape(seat.name)}">{_shape(seat.key)}</span>'


def _shape(key: ChoiceKey) -> str:
    return (
        f'<svg class="al-seat al-seat--{key}" viewBox="0 0 {SIDE} {SIDE}" aria-hidden="true"'
        f' focusable="false">{SHAPES[key]}</svg>'
    )
