"""Whether each act tells the record what it wrote, seen from outside while a test runs.

Tables are read before and after each act: a row that the act changed, or made, must be said by a
published fact (``holding.py`` of its module) as it stands now. So an act that forgets its fact
is named by the test that runs it, and not by the nightly check of an honest instance.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models, transaction

from alameda.record.rules.holding import DIGESTED, Holding
from alameda.record.selectors.holdings import (
    brought_together,
    known_holdings,
    rows_say,
)

ACTING = ("actions", "journeys")
_WRITES = re.compile(r'\b(?:UPDATE|INSERT INTO|DELETE FROM)\s+(?:ONLY\s+)?"?(\w+)"?')

Rows = dict[str, dict[str, str]]  # what each row says, by what names it
Word = tuple[str, str, str]  # holding, what names a row, column


@dataclass
class Act:
    """What is being done: by an action, or by the hands of a test.

    Attributes:
        name: the action; empty where the test itself writes.
        frame: where it runs, so that the next call of the same action is another act.
        before: what the rows said before it wrote, by holding.
    """

    name: str
    frame: FrameType | None
    before: dict[str, Rows] = field(default_factory=dict)


class Watch:
    """Follows what acts write to rows that the record holds."""

    def __init__(self) -> None:
        self._holdings = {one.name: one for one in known_holdings()}
        self._by_table: dict[str, list[str]] = {}
        for one in self._holdings.values():
            for table in _tables_of(one):
                self._by_table.setdefault(table, []).append(one.name)
        self._act: Act | None = None
        self._is_reading = False
        self.changed: dict[Word, tuple[str, str]] = {}  # what it says now, and the act
        self.made: dict[tuple[str, str], str] = {}  # the act that made a row
        self.by_hand: set[tuple[str, str]] = set()

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Stand before each statement, as Django lets one."""
        if not self._is_reading:
            text = sql if isinstance(sql, str) else sql.as_string(None)
            names = {name for table in _WRITES.findall(text) for name in self._told_of(table)}
            if names:
                self._before(names)
        return execute(sql, params, many, context)

    def _told_of(self, table: str) -> list[str]:
        return self._by_table.get(table, [])

    def _before(self, names: set[str]) -> None:
        if connection.needs_rollback:
            return
        name, frame = _acting()
        if self._act is None or self._act.frame is not frame or self._act.name != name:
            self.settle()
            self._act = Act(name, frame)
        with self._unseen():
            for each in names - self._act.before.keys():
                self._act.before[each] = dict(rows_say(self._holdings[each]))

    def settle(self) -> None:
        """See what the last act changed, now that it is over."""
        act, self._act = self._act, None
        if act is None:
            return
        with self._unseen():
            for name, before in act.before.items():
                self._compare(act, name, before, dict(rows_say(self._holdings[name])))

    def _compare(self, act: Act, name: str, before: Rows, after: Rows) -> None:
        for key in before.keys() | after.keys():
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            if not act.name or new is None:
                self._forget(name, key, is_by_hand=not act.name)
                continue
            self.by_hand.discard((name, key)) if old is None else None
            if old is None:
                self.made[name, key] = act.name
            for column, value in new.items():
                if (old or {}).get(column) != value and (old is not None or column == DIGESTED):
                    self.changed[name, key, column] = (value, act.name)

    def _forget(self, name: str, key: str, *, is_by_hand: bool) -> None:
        if is_by_hand:
            self.by_hand.add((name, key))
        self.made.pop((name, key), None)
        for word in [one for one in self.changed if one[:2] == (name, key)]:
            del self.changed[word]

    @contextmanager
    def _unseen(self) -> Iterator[None]:
        """Read, and leave no sign of it in what a test counts."""
        log = connection.queries_log
        count = len(log)
        self._is_reading = True
        try:
            yield
        finally:
            self._is_reading = False
            while len(log) > count:
                log.pop()

    def untold(self) -> list[str]:
        """What acts wrote and no fact says, one sentence each."""
        self.settle()
        with self._unseen(), brought_together(list(self._holdings.values())) as cursor:
            cursor.execute("SELECT holding, key, col, val FROM record_last")
            said = {(name, key, column): value for name, key, column, value in cursor.fetchall()}
            cursor.execute("SELECT holding, key, col, val FROM record_found")
            found = {(name, key, column): value for name, key, column, value in cursor.fetchall()}
        return sorted({*self._changed(said, found), *self._made(said), *self._other(said, found)})

    def _changed(self, said: dict[Word, str], found: dict[Word, str]) -> Iterator[str]:
        for word, (value, act) in self.changed.items():
            name, key, column = word
            if (name, key) in self.by_hand or found.get(word) != value:
                continue
            if said.get(word) == value or (column == DIGESTED and self._is_said(word, said)):
                continue
            expected = f"a fact says “{said[word]}”" if word in said else "no fact says so"
            what = "its digest" if column == DIGESTED else f"{column} “{value}”"
            yield f"{act} wrote {what} in {name} {key}, and {expected}"

    def _is_said(self, word: Word, said: dict[Word, str]) -> bool:
        """Whether facts say every column of a digest, one by one."""
        name, key, _column = word
        holding = self._holdings[name]
        paths = {path for col, path in holding.columns.items() if (name, key, col) in said}
        return word not in said and set(holding.digested) <= paths

    def _made(self, said: dict[Word, str]) -> Iterator[str]:
        known = {(name, key) for name, key, _column in said}
        for row, act in self.made.items():
            if self._holdings[row[0]].is_whole and row not in known | self.by_hand:
                yield f"{act} made {' '.join(row)}, of which no fact speaks"

    def _other(self, said: dict[Word, str], found: dict[Word, str]) -> Iterator[str]:
        """What differs though no act of this test was seen writing it."""
        for word, value in said.items():
            if word in self.changed or word[:2] in self.by_hand or word not in found:
                continue
            if found[word] != value and self._holdings[word[0]].name == word[0]:
                yield f"{' '.join(word)} is “{found[word]}”, and a fact says “{value}”"


def _tables_of(holding: Holding) -> set[str]:
    """The tables that a row's columns are read from."""
    model = apps.get_model(holding.model)
    tables = {model._meta.db_table}
    if holding.computed:
        tables |= {one.remote_field.through._meta.db_table for one in model._meta.many_to_many}
    paths: list[str] = [*holding.key, *holding.digested]
    for path in holding.columns.values():
        paths += [path] if isinstance(path, str) else path
    for path in paths:
        at: type[models.Model] | None = model
        for step in path.split("__"):
            try:
                found: Any = at._meta.get_field(step) if at else None
            except FieldDoesNotExist:
                break
            at = found.related_model if found is not None and found.is_relation else None
            if at is not None and at._meta.managed:
                tables.add(at._meta.db_table)
    return tables


def _acting() -> tuple[str, FrameType | None]:
    """The outermost action that is running, and where."""
    name, found = "", None
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        parts = Path(frame.f_code.co_filename).parts
        if not name and "tests" in parts and frame.f_code.co_filename != __file__:
            return "", None  # a stand-in of the test writes, though an act called it
        if "alameda" in parts and "tests" not in parts and set(ACTING) & {*parts, parts[-1][:-3]}:
            module = frame.f_globals.get("__name__", "")
            name, found = f"{module}.{frame.f_code.co_name}", frame
        frame = frame.f_back
    return name, found


@contextmanager
def acts_watched() -> Iterator[Watch]:
    """Watch the acts of a test."""
    watch = Watch()
    connection.execute_wrappers.append(watch)
    try:
        yield watch
    finally:
        connection.execute_wrappers.remove(watch)


def untold_of(watch: Watch) -> list[str]:
    """What the acts of a test did not tell; nothing where it left a broken transaction."""
    if connection.needs_rollback or not connection.is_usable():
        return []
    with transaction.atomic():
        return watch.untold()
