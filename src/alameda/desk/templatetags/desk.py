"""States and closed lists of the Council, as the components draw them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils import timezone

from alameda.council.models import Happening
from alameda.council.rules import vocabulary
from alameda.council.views.wording import word_of
from alameda.desk.council.views import wording
from alameda.desk.council.views.log import log_line
from alameda.foundation.vocabulary import Named, Word, say
from alameda.ui.context import address_of
from alameda.ui.templatetags.ui.facts import state

register = template.Library()


@register.inclusion_tag("ui/state.html")
def session_state(key: str) -> dict[str, object]:
    """Where a session stands."""
    return state(*wording.session_mark(key))


@register.inclusion_tag("ui/state.html")
def item_state(key: str) -> dict[str, object]:
    """Where an item stands."""
    return state(*wording.item_mark(key))


@register.inclusion_tag("ui/state.html")
def outcome(key: str) -> dict[str, object]:
    """How a vote ended."""
    return state(*wording.word_mark(vocabulary.OUTCOMES, key))


@register.filter
def business(key: str) -> str:
    """A kind of business in words."""
    return say(vocabulary.business(key))


@register.filter
def choice(key: str) -> str:
    """How somebody voted, in words."""
    return word_of(vocabulary.CHOICES, key)


@register.filter
def commitment_kind(key: str) -> str:
    """What was asked, in words."""
    return word_of(vocabulary.COMMITMENT_KINDS, key)


@register.filter
def word(of: Named) -> str:
    """A word of a closed list."""
    return say(of)


@register.filter
def address(path: str) -> str:
    """A public path in the reader's language."""
    return address_of(path)


@register.filter
def hour(at: datetime) -> str:
    """The hour and minute of a moment, in the region."""
    return f"{timezone.localtime(at):%H:%M}"


@register.filter
def hour_second(at: datetime) -> str:
    """The hour, minute and second of a moment, in the region."""
    return f"{timezone.localtime(at):%H:%M:%S}"


@register.filter
def at(of: Mapping[str, str], key: str) -> str:
    """What a mapping has at a key; nothing where it lacks it."""
    return of.get(key, "")


@register.filter
def happening(line: Happening) -> str:
    """A line of the log of a session, in words."""
    return log_line(line)


@register.inclusion_tag("ui/state.html")
def choice_state(key: str) -> dict[str, object]:
    """How somebody voted, as a state."""
    return state(*wording.word_mark(vocabulary.CHOICES, key))


@register.inclusion_tag("ui/state.html")
def commitment_state(key: str) -> dict[str, object]:
    """Where a commitment stands."""
    return state(*wording.word_mark(vocabulary.COMMITMENT_STATES, key))


@register.inclusion_tag("ui/state.html")
def register_word(of: Word) -> dict[str, object]:
    """Whether a member votes from an account, as a state."""
    return state(*wording.state_mark(of))


@register.filter
def ending(key: str) -> str:
    """How a mandate ended, in words."""
    return word_of(vocabulary.MANDATE_ENDINGS, key)


@register.filter
def office(key: str) -> str:
    """The office of a mandate, in words."""
    return word_of(vocabulary.MANDATE_KINDS, key)
