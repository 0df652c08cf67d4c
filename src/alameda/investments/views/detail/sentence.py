"""The one sentence that says where an initiative stands, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.investments.rules.standing import Piece, Stand, Value, standing
from alameda.investments.rules.states import state_of
from alameda.investments.selectors.story.rows import Rows
from alameda.investments.views.wording import state_label


def stand_of(rows: Rows) -> Stand:
    """What the sentence is made of."""
    row = rows.initiative
    return Stand(
        state=row.state,
        since=row.state_since,
        physical_pct=row.physical_pct,
        financial_pct=row.financial_pct,
        paid_clp=row.paid_clp,
        approved_clp=row.approved_clp,
        requested_clp=row.requested_clp,
        planned_end_on=row.planned_end_on,
        expected_end_on=row.expected_end_on,
        finished_on=row.finished_on,
        rounds=sum(each.result not in {"none", "in_review"} for each in rows.rounds),
        has_ended_early=rows.last_entry_to("ended_early") is not None,
        is_grant=rows.grant is not None,
    )


def sentence_html(rows: Rows, *, today: date) -> SafeString:
    """The sentence, with its figures strong and its warnings warm."""
    state = state_label(state_of(rows.initiative.state))
    pieces = standing(stand_of(rows), today=today)
    return format_html_join(" ", "{}", ((_html(piece, state),) for piece in pieces))


def sentence_text(rows: Rows, *, today: date) -> str:
    """The sentence as plain text."""
    state = state_label(state_of(rows.initiative.state))
    pieces = standing(stand_of(rows), today=today)
    return " ".join(_pattern(piece).format(**_said(piece, state)) for piece in pieces)


def _html(piece: Piece, state: str) -> SafeString:
    strong = '<strong class="al-warm">{}</strong>' if piece.is_warm else "<strong>{}</strong>"
    said = _said(piece, state)
    cold = {"planned", "extended"} if piece.is_warm else set()
    marked = {
        name: text if name in cold else format_html(strong, text) for name, text in said.items()
    }
    return format_html(_pattern(piece), **marked)


def _said(piece: Piece, state: str) -> dict[str, str]:
    """The values in words."""
    return {"state": state} | {
        name: _value(name, value, piece.key) for name, value in piece.values.items()
    }


MONTH_PIECES = frozenset({"delayed", "overdue", "overdue_extended", "ends"})


def _value(name: str, value: Value, key: str) -> str:
    if isinstance(value, date):
        return words.month_long(value) if key in MONTH_PIECES else words.day_long(value)
    if isinstance(value, Decimal):
        return words.percent(float(value))
    if isinstance(value, str):
        return value
    if name == "amount":
        return words.compact_money(value)
    return words.days(value) if name == "days" else words.number(value)


def _pattern(piece: Piece) -> str:
    """The words of a piece, with its values in braces."""
    if piece.key == "rounds":
        count = piece.values["count"]
        return ngettext(
            "It has had {count} round of evaluation.",
            "It has had {count} rounds of evaluation.",
            count if isinstance(count, int) else 0,
        )
    return {
        "in_state": _("{state}."),
        "in_state_on": _("{state} since {day}."),
        "in_state_since": _("{state} since {day}, for {days}."),
        "approved_unpaid": _("{amount} was approved; nothing is paid yet."),
        "asked": _("It asks for {amount}; nothing is approved yet."),
        "nothing_yet": _("The registers name no amount asked, approved or paid."),
        "built_and_paid": _("{built} is built and {paid} is paid."),
        "built": _("{built} is built; no payment is registered."),
        "paid": _("{paid} is paid."),
        "paid_amount": _("{amount} is paid."),
        "transferred": _("{amount} was handed over."),
        "ended_early": _("A contract ended before its works did."),
        "finished": _("It finished on {day}."),
        "finished_late": _("It finished on {day}, {days} after the plan."),
        "finished_early": _("It finished on {day}, {days} before the plan."),
        "finished_on_plan": _("It finished on {day}, as planned."),
        "no_end": _("The registers name no end date."),
        "ends": _("It should end in {month}, as planned."),
        "delayed": _("It was to end in {planned}; now it is expected in {expected}, {days} later."),
        "overdue": _("It was to end in {planned}; it has not ended and is {days} late."),
        "overdue_extended": _(
            "It was to end in {planned}, then in {extended}; it has not ended and is {days} late."
        ),
    }[piece.key]
