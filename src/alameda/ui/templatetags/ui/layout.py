"""Layout components: the head of a page and its sections."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from alameda.ui.templatetags.ui.library import draw, register


@register.simple_block_tag(takes_context=True, end_name="endhero")
def hero(
    context: Context, content: str, title: str, *, kind: str = "", level: int = 1
) -> SafeString:
    """The head of a page: its title, what kind of thing it is, and its one sentence as content."""
    values = {"content": content, "title": title, "kind": kind, "level": level}
    return draw(context, "ui/hero.html", values)


@register.simple_block_tag(takes_context=True, end_name="endsection")
def section(
    context: Context, content: str, title: str, *, ident: str, note: str = "", level: int = 2
) -> SafeString:
    """A part of the page with its title; ``ident`` is its address on the page."""
    values = {"content": content, "title": title, "ident": ident, "note": note, "level": level}
    return draw(context, "ui/section.html", values)


LIVE = '{"target":"#results","select":"#results","swap":"outerMorph"}'


@register.simple_tag
def live() -> SafeString:
    """Attributes that make the links inside change only ``#results``; without script they load."""
    return format_html(" hx-boost:inherited='{}' data-live", mark_safe(LIVE))  # noqa: S308  a constant


@register.simple_block_tag(takes_context=True, end_name="endresults")
def results(context: Context, content: str, *, summary: str) -> SafeString:
    """The part of a list page that facets, filters, pages and views change without a reload.

    Args:
        context: the page's.
        content: facets, filters, list and pages together.
        summary: how many things are left, announced to screen readers after a change.
    """
    return draw(context, "ui/results.html", {"content": content, "summary": summary})


@register.simple_tag
def asset(path: str) -> str:
    """Address of a static file, with a mark of its content so that a new one is fetched at once."""
    return f"{static(path)}?v={asset_version(path)}"


@lru_cache(maxsize=64)
def asset_version(path: str) -> str:
    """Eight characters of the file's digest; ``0`` when the file is not there yet."""
    found = finders.find(path)
    if not isinstance(found, str):
        return "0"
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8]


@register.filter
def svg(value: float) -> str:
    """A number as SVG reads it: never with a comma, whatever the language."""
    return f"{value:g}"


@register.filter
def chart_units(value: float) -> str:
    """A percentage in the thousand units of a chart's square."""
    return f"{value * 10:g}"


@register.filter
def notice_tone(level: str) -> str:
    """The tone of a notice for a level of Django's messages."""
    return {"success": "success", "warning": "warning", "error": "error"}.get(level, "info")
