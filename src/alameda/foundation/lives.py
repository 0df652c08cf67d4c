"""The life of a kind of thing: its states and the moves between them. Pure.

An enum with moves and nothing more: who may move it, what it needs and what follows are said by
the action that moves it. ``thread.actions.move`` is the one function that does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from alameda.foundation.errors import RuleBrokenError
from alameda.foundation.vocabulary import Named, by_key, say

State = TypeVar("State", bound=Named)


class Life(Generic[State]):
    """States, and which may follow which.

    Attributes:
        states: in the order in which people read them.
        moves: pairs of keys: the state that is left and the one that is entered.
    """

    def __init__(self, states: Iterable[State], moves: Iterable[tuple[str, str]]) -> None:
        self.states = tuple(states)
        self.moves = frozenset(moves)
        self._by_key = by_key(self.states)
        unknown = {key for move in self.moves for key in move} - set(self._by_key)
        if unknown:
            message = f"moves between states that are not there: {sorted(unknown)}"
            raise ValueError(message)

    def state(self, key: str) -> State:
        """A state by its key.

        Raises:
            KeyError: there is no such state.
        """
        return self._by_key[key]

    def may_go(self, source: str, target: str) -> bool:
        """Whether one state may follow another."""
        return (source, target) in self.moves

    def targets(self, source: str) -> tuple[str, ...]:
        """The states that may follow, in the order in which people read them."""
        return tuple(key for key in self._by_key if self.may_go(source, key))

    def check(
        self, source: str, target: str, *, sentence: str = "", field: str = "", **said: object
    ) -> None:
        """Refuse a move that this life does not have.

        Args:
            source: key of the state it is in.
            target: key of the state it would enter.
            sentence: says so, with ``%(here)s``, ``%(to)s`` and what else is given.
            field: of the form, that the refusal stands beside.
            said: the other values of the sentence.

        Raises:
            RuleBrokenError: the one state does not follow the other.
        """
        if self.may_go(source, target):
            return
        words = sentence or _("From “%(here)s” it cannot go to “%(to)s”.")
        here, to = say(self.state(source)), say(self.state(target))
        raise RuleBrokenError(words % {**said, "here": here, "to": to}, field=field)
