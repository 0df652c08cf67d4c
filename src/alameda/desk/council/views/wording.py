"""The closed lists of the Council in the reader's language, for pages and for choices."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from alameda.council.models import Councillor
from alameda.council.rules.states import ITEM, SESSION
from alameda.foundation.vocabulary import Word, find, say

SECRETARYS_PAGE = _(
    "Here the secretary of the Council, or of a committee, prepares and runs its sessions."
    " What the Council does is told on its public pages."
)
VOTERS_PAGE = _(
    "Here councillors vote, each from the account that the secretary of the Council tied to the"
    " seat. Each vote, by name, is on the public pages of the Council."
)


def state_mark(state: Word) -> tuple[str, str, str]:
    """Key, words and tone of a state, for the component."""
    return state.key, say(state), state.tone


def word_mark(of: tuple[Word, ...], key: str) -> tuple[str, str, str]:
    """The same of a word of a closed list, found by its key."""
    return state_mark(find(of, key))


def session_mark(key: str) -> tuple[str, str, str]:
    """Where a session stands."""
    return state_mark(SESSION.state(key))


def item_mark(key: str) -> tuple[str, str, str]:
    """Where an item stands."""
    return state_mark(ITEM.state(key))


def roll(members: Iterable[Councillor]) -> list[tuple[str, str]]:
    """Members as the choices of a field, by code."""
    return [(member.code, member.name) for member in members]
