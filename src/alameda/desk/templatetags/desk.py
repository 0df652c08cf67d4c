"""States and closed lists of the Council, as the components draw them."""

from __future__ import annotations

from django import template

from alameda.council.rules import vocabulary
from alameda.desk.selectors.addresses import address_of
from alameda.desk.views import wording
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
    of = vocabulary.OUTCOMES
    return state(key, wording.label(of, key), wording.tone(of, key))


@register.filter
def business(key: str) -> str:
    """A kind of business in words."""
    return wording.say(vocabulary.business(key))


@register.filter
def choice(key: str) -> str:
    """How somebody voted, in words."""
    return wording.label(vocabulary.CHOICES, key)


@register.filter
def commitment_kind(key: str) -> str:
    """What was asked, in words."""
    return wording.label(vocabulary.COMMITMENT_KINDS, key)


@register.filter
def word(of: wording.Named) -> str:
    """A word of a closed list."""
    return wording.say(of)


@register.filter
def address(path: str) -> str:
    """A public path in the reader's language."""
    return address_of(path)
