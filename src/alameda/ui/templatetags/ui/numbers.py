"""Numbers, money and dates: each a filter for text and a tag for marked-up text."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from alameda.foundation import words
from alameda.ui.templatetags.ui.library import register

register.filter("number", words.number)
register.filter("money", words.money)
register.filter("compact_money", words.compact_money)
register.filter("percent", words.percent)
register.filter("days", words.days)
register.filter("day", words.day)
register.filter("day_long", words.day_long)
register.filter("month", words.month)
register.filter("month_long", words.month_long)
register.filter("moment", words.moment)
register.simple_tag(words.number, name="number")
register.simple_tag(words.percent, name="percent")
register.simple_tag(words.days, name="days")


@register.simple_tag
def money(amount_clp: int) -> SafeString:
    """Whole pesos, exact, for machines too."""
    return format_html('<data value="{}">{}</data>', amount_clp, words.money(amount_clp))


@register.simple_tag
def compact_money(amount_clp: int) -> SafeString:
    """Pesos at a glance, the exact amount kept for machines and on pointing."""
    text, unit = words.compact_parts(amount_clp)
    if not unit:
        return format_html('<data value="{}">{}</data>', amount_clp, text)
    return format_html(
        '<data value="{}" title="{}">{} <span class="al-unit">{}</span></data>',
        amount_clp,
        words.money(amount_clp),
        text,
        unit,
    )


@register.simple_tag
def day(when: date | datetime | None, *, long: bool = False) -> SafeString:
    """A day: 14 may 2025, or in full; nothing where there is none."""
    if when is None:
        return SafeString("")
    text = words.day_long(when) if long else words.day(when)
    on = words.local_date(when).isoformat()
    return format_html('<time datetime="{}">{}</time>', on, text)
