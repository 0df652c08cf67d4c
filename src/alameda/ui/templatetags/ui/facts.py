"""Components that state a fact: a state, a figure, who decides, a notice, the record behind it."""

from __future__ import annotations

from datetime import date, datetime

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.ui.clocks import due_words, standing
from alameda.ui.parts import Clock, EmptyKind, Follow, NoticeTone, Tone, check_choice
from alameda.ui.templatetags.ui.library import draw, register


@register.inclusion_tag("ui/state.html")
def state(key: str, label: str, tone: str) -> dict[str, object]:
    """A state: its word, a shape and a colour of its tone; ``key`` is the state's stable name."""
    return {"key": key, "label": label, "tone": check_choice(tone, Tone, name="tone")}


@register.simple_block_tag(takes_context=True)
def figures(context: Context, content: str, *, label: str) -> SafeString:
    """A row of figures with a name for screen readers."""
    return draw(context, "ui/figures.html", {"content": content, "label": label})


@register.simple_block_tag(takes_context=True, end_name="endfigure")
def figure(
    context: Context,
    content: str,
    label: str,
    value: str | int,
    *,
    detail: str = "",
    tone: str = "quiet",
) -> SafeString:
    """A number that opens to say where it comes from: rows, source, date, download.

    Args:
        context: the page's.
        content: what opens; when empty the figure does not open.
        label: what is counted.
        value: ready to read: use ``compact_money``, ``percent``, ``number``.
        detail: a few words below the value, always seen.
        tone: ``late`` warms the value; others leave it.
    """
    values = {
        "content": content if content.strip() else "",
        "label": label,
        "value": value,
        "detail": detail,
        "tone": check_choice(tone, Tone, name="tone"),
    }
    return draw(context, "ui/figure.html", values)


@register.inclusion_tag("ui/clock.html")
def clock(
    clock: Clock, *, heading: str = "", level: int = 2, ident: str = "clock"
) -> dict[str, object]:
    """Who decides now, what, since when, due when, the usual time, and how it is counted."""
    reading = clock.reading
    return {
        "clock": clock,
        "heading": heading or _("Who decides now"),
        "level": level,
        "ident": ident,
        "reading": reading,
        "standing": standing(reading) if reading else "",
        "due": due_words(reading) if reading and reading.due_at else "",
    }


@register.simple_block_tag(takes_context=True, end_name="endnotice")
def notice(context: Context, content: str, tone: str = "info", *, title: str = "") -> SafeString:
    """Something that the reader should know now; ``error`` and ``warning`` are announced."""
    values = {
        "content": content,
        "tone": check_choice(tone, NoticeTone, name="tone"),
        "title": title,
        "word": {
            "info": _("Note"),
            "warning": _("Attention"),
            "error": _("There is a problem"),
            "success": _("Done"),
        }[tone],
    }
    return draw(context, "ui/notice.html", values)


@register.simple_block_tag(takes_context=True, end_name="endempty")
def empty(
    context: Context, content: str, kind: str = "empty", *, title: str, level: int = 2
) -> SafeString:
    """Nothing to show, designed: why, and the next step as the content."""
    values = {
        "content": content,
        "kind": check_choice(kind, EmptyKind, name="kind"),
        "title": title,
        "level": level,
    }
    return draw(context, "ui/empty.html", values)


@register.inclusion_tag("ui/cite.html")
def cite(title: str, url: str, *, on: date | datetime, publisher: str = "") -> dict[str, object]:
    """How to cite the page: text to copy, with a permanent address."""
    return {
        "title": title,
        "url": url,
        "on_text": words.day_long(on),
        "publisher": publisher or "Alameda",
    }


@register.inclusion_tag("ui/follow.html")
def follow(follow: Follow) -> dict[str, object]:
    """How to follow the page without an account: its feed and its calendar."""
    return {"follow": follow}


@register.inclusion_tag("ui/follow_head.html")
def follow_head(follow: Follow) -> dict[str, object]:
    """The same for programs, in the head of the page; the base page draws it."""
    return {"follow": follow}


@register.inclusion_tag("ui/record_line.html")
def record_line(number: int, url: str, *, at: datetime) -> dict[str, object]:
    """The entry of the public record behind a page, and how to check it."""
    return {"number": words.number(number), "url": url, "at": at, "at_text": words.moment(at)}
