"""Components that a list page repeats hundreds of times, drawn by plain Python.

A template costs more for each value than the value itself: see docs/adr/0007. Everything that a
page hands over is escaped here, by ``_safe``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.ui.parts import Entry, FacetGroup
from alameda.ui.templatetags.ui.layout import live
from alameda.ui.templatetags.ui.library import register

SLUGS_KEPT = 2_048

_slug = lru_cache(maxsize=SLUGS_KEPT)(slugify)


def _safe(text: str) -> str:
    """The text as HTML: escaped, but for what is marked as safe already."""
    return text.__html__() if hasattr(text, "__html__") else escape(str(text))


@register.simple_tag
def entries(items: Sequence[Entry], *, level: int = 3) -> SafeString:
    """A list of things, each with its name, state, place and amount."""
    drawn = "\n".join(_entry(item, int(level)) for item in items)
    return SafeString(f'<ol class="al-entries">\n{drawn}\n</ol>\n')


def _entry(item: Entry, level: int) -> str:
    state = detail = amount = ""
    if item.state_label:
        tone, key, label = _safe(item.tone), _safe(item.state_key), _safe(item.state_label)
        state = f'<span class="al-state al-state--{tone}" data-state="{key}">{label}</span>'
    meta = "".join(f"<span>{_safe(word)}</span>" for word in item.meta)
    if item.detail:
        warm = " al-warm" if item.is_warm else ""
        detail = f'<p class="al-entry__detail{warm}">{_safe(item.detail)}</p>'
    if item.amount:
        figure, label = _safe(item.amount), _safe(item.amount_label)
        amount = f'<p class="al-entry__amount"><b>{figure}</b> <span>{label}</span></p>'
    return (
        f'<li class="al-entry"><div class="al-entry__what">'
        f'<p class="al-entry__meta">{state}{meta}</p>'
        f'<h{level}><a href="{_safe(item.url)}">{_safe(item.title)}</a></h{level}>'
        f"{detail}</div>{amount}</li>"
    )


@register.simple_tag
def facets(groups: Sequence[FacetGroup], *, heading: str = "", is_open: bool = False) -> SafeString:
    """Ways to narrow a list, each a link with the exact number it leaves.

    On a phone all of it folds under one line; ``is_open`` leaves that open.
    """
    title = _safe(heading or _("Narrow the list"))
    chosen = sum(option.is_on for group in groups for option in group.options)
    said = ngettext("%(counter)s chosen", "%(counter)s chosen", chosen) % {"counter": chosen}
    count = f' <span class="al-facets__chosen">{_safe(said)}</span>' if chosen else ""
    away = f'<span class="al-hide">{_safe(_("chosen; take away"))}</span>'
    drawn = "\n".join(_facet(group, away) for group in groups)
    return SafeString(
        f'<details class="al-facets"{_opened(is_open)}>\n'
        f'<summary class="al-facets__fold">{title}{count}</summary>\n'
        f'<nav class="al-facets__groups"{live()} aria-label="{title}">\n{drawn}\n</nav>\n'
        f"</details>\n"
    )


def _facet(group: FacetGroup, away: str) -> str:
    key, label = _safe(group.key), _safe(group.label)
    number = words.numbers()
    options = []
    for option in group.options:
        name = _safe(option.label)
        current = ' aria-current="true"' if option.is_on else ""
        options.append(
            f'<li><a id="facet-{key}-{_slug(str(option.label))}" href="{_safe(option.url)}"'
            f'{current} rel="nofollow"><span class="al-facet__label">{name}</span> '
            f"{away if option.is_on else ''}"
            f'<span class="al-facet__count">{number(option.count)}</span></a></li>'
        )
    if group.more_url:
        more = _("%(count)s more") % {"count": number(group.more_count)}
        options.append(
            f'<li><a class="al-facet__more" href="{_safe(group.more_url)}">{_safe(more)}'
            f'<span class="al-hide">: {label}</span></a></li>'
        )
    return (
        f'<details class="al-facet" id="facet-{key}"{_opened(group.is_open)}>'
        f"<summary>{label}</summary><ul>\n{''.join(options)}\n</ul></details>"
    )


def _opened(is_open: bool) -> str:  # noqa: FBT001  one flag is all it is about
    return " open" if is_open else ""
