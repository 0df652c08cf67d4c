"""Every row of a demonstration follows from its record, and a changed one is named."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DataError
from django.utils import timezone
from psycopg import sql

from alameda.demonstration.investments.actions import generate
from alameda.demonstration.investments.rules.calibration import SCALES
from alameda.demonstration.story import invent_council
from alameda.foundation.actor import SYSTEM
from alameda.record.rules.holding import DIGESTED, Holding, key_text, spelled
from alameda.record.selectors import hold, known_holdings
from alameda.record.selectors.holdings import brought_together, rows_of
from alameda.territory.actions import load_region

CHANGES = 100
ALONE = 10
SEED = 20_261_129
INITIATIVES = 60


@dataclass(frozen=True)
class Change:
    """One row that was changed behind the application's back."""

    kind: str
    model: str
    key: str


class Unchanged(Exception):  # noqa: N818  not an error: this pick changed nothing that is held
    """What was tried says the same as before."""


def held_words() -> list[tuple[str, str, str]]:
    """Which column of which row the facts speak of: holding, what names the row, column."""
    with brought_together(known_holdings()) as cursor:
        cursor.execute("SELECT holding, key, col FROM record_last ORDER BY holding, key, col")
        words: list[tuple[str, str, str]] = cursor.fetchall()
    return words


class Stranger:
    """Somebody who writes to the database and not through the application."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  a test, the same each time
        self.words: dict[str, list[tuple[str, str]]] = {}
        for name, key, column in held_words():
            self.words.setdefault(name, []).append((key, column))
        self.holdings = {one.name: one for one in known_holdings() if one.name in self.words}
        self.pks = {
            name: {key_text(row[1:]): row[0] for row in rows_of(one).values_list("pk", *one.key)}
            for name, one in self.holdings.items()
        }
        self.touched: set[tuple[str, str]] = set()

    def spoil(self) -> Change:
        """Change, delete or insert one row of one table; a row only once."""
        while True:
            holding = self.chance.choice(list(self.holdings.values()))
            kind = self.chance.choice(["update"] * 6 + ["delete", "insert"])
            try:
                with transaction.atomic():
                    key = getattr(self, f"_{kind}")(holding)
            except (Unchanged, IntegrityError, DataError):
                continue
            self.touched.add((holding.model, key))
            return Change(kind, holding.model, key)

    def _pick(self, holding: Holding) -> tuple[str, str, int]:
        key, column = self.chance.choice(self.words[holding.name])
        if (holding.model, key) in self.touched:
            raise Unchanged
        return key, column, self.pks[holding.name][key]

    def _update(self, holding: Holding) -> str:
        key, column, pk = self._pick(holding)
        if column == DIGESTED:
            column = self.chance.choice(holding.digested)
            path, read = column, None
        elif column:
            said = holding.columns[column]
            path = said if isinstance(said, str) else said[0]
            read = holding.readings.get(column) if isinstance(said, str) else None
        else:
            raise Unchanged
        if path in holding.computed:
            raise Unchanged
        before = self._said(holding, pk, path, read)
        self._write(apps.get_model(holding.model), path.split("__")[0], pk)
        if self._said(holding, pk, path, read) == before:
            raise Unchanged
        return key

    def _said(self, holding: Holding, pk: int, path: str, read: Any) -> str:
        found = rows_of(holding).filter(pk=pk).values_list(path).first()
        if found is None:  # what it belongs to was deleted before
            raise Unchanged
        return spelled(read(*found) if read else found[0])

    def _write(self, model: type[models.Model], name: str, pk: int) -> None:
        """Write what another row has there, or else something of its kind."""
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        table, column = model._meta.db_table, _column_of(field)
        is_key = isinstance(field, models.ForeignKey)
        where = field.related_model._meta.db_table if field.related_model else table
        other = sql.SQL("SELECT {} FROM {}").format(
            sql.Identifier("id" if is_key else column), sql.Identifier(where)
        )
        _run(
            sql.SQL(
                "UPDATE {table} t SET {column} = coalesce((SELECT o.* FROM ({other}) AS o (v)"
                " WHERE o.v IS DISTINCT FROM t.{column} AND o.v IS NOT NULL LIMIT 1), {kind})"
                " WHERE t.id = %s"
            ).format(
                table=sql.Identifier(table),
                column=sql.Identifier(column),
                other=other,
                kind=_of_its_kind(field),
            ),
            pk,
        )

    def _delete(self, holding: Holding) -> str:
        key, _column, pk = self._pick(holding)
        table = apps.get_model(holding.model)._meta.db_table
        _run(sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(table)), pk)
        return key

    def _insert(self, holding: Holding) -> str:
        _key, _column, pk = self._pick(holding)
        if not holding.is_whole:
            raise Unchanged
        model = apps.get_model(holding.model)
        fresh = 9_000_000 + self.chance.randrange(1_000_000)
        columns = {
            _column_of(field): _anew(field, fresh)
            for field in model._meta.concrete_fields
            if not isinstance(field, models.GeneratedField)
        }
        _run(
            sql.SQL(
                "INSERT INTO {table} ({names}) SELECT {values} FROM {table} t WHERE t.id = %s"
            ).format(
                table=sql.Identifier(model._meta.db_table),
                names=sql.SQL(", ").join(map(sql.Identifier, columns)),
                values=sql.SQL(", ").join(columns.values()),
            ),
            pk,
        )
        row = rows_of(holding).filter(pk=fresh).values_list(*holding.key).first()
        key = key_text(row or ())
        if row is None or key in self.pks[holding.name]:
            raise Unchanged
        return key


def _column_of(field: models.Field[Any, Any]) -> str:
    assert field.column is not None
    return field.column


def _run(statement: sql.Composed, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [pk])


# Something else of the same kind, where no other row has another value.
_KINDS: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.BooleanField, "NOT coalesce({0}, false)"),
    (models.DateTimeField, "coalesce({0}, '2020-01-01Z') + interval '1 minute'"),
    (models.DateField, "coalesce({0}, '2020-01-01') + 1"),
    (models.IntegerField, "coalesce({0}, 0) + 1"),
    (models.DecimalField, "coalesce({0}, 0) + 1"),
    (models.FloatField, "coalesce({0}, 0) + 1"),
    (models.JSONField, """'["otro"]'"""),
    (models.CharField, "left('x' || {0}, {1})"),
    (models.TextField, "'x' || {0}"),
)


def _of_its_kind(field: models.Field[Any, Any]) -> sql.Composed:
    column = sql.SQL("t.{}").format(sql.Identifier(_column_of(field)))
    spelled_as = next((text for kind, text in _KINDS if isinstance(field, kind)), "{0}")
    return sql.SQL(spelled_as).format(column, sql.Literal(field.max_length or 0))


def _anew(field: models.Field[Any, Any], fresh: int) -> sql.Composable:
    if field.primary_key or (field.unique and isinstance(field, models.ForeignKey)):
        return sql.Literal(fresh)
    column = sql.SQL("t.{}").format(sql.Identifier(_column_of(field)))
    if field.unique and isinstance(field, models.CharField):
        return sql.SQL("left({} || {}, {})").format(
            sql.Literal(f"x{fresh}"), column, sql.Literal(field.max_length)
        )
    return column


@pytest.fixture
def demonstration(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small one, with its Council."""
    monkeypatch.setitem(SCALES, "small", INITIATIVES)
    today = timezone.localdate()
    load_region("santiago", actor=SYSTEM)
    generate(scale="small", seed=1, today=today, actor=SYSTEM)
    invent_council(seed=1, today=today, actor=SYSTEM)


def _switch_triggers_off(holdings: Iterable[Holding]) -> None:
    """As the owner of the tables can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for label in sorted({one.model for one in holdings}):
            table = apps.get_model(label)._meta.db_table
            cursor.execute(
                sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table))
            )


@pytest.mark.usefixtures("demonstration")
def test_a_hundred_changes_of_rows_behind_the_application_are_each_named() -> None:
    held = hold()
    assert held.findings == []
    assert held.rows > 10_000
    stranger = Stranger(SEED)
    _switch_triggers_off(stranger.holdings.values())

    for _ in range(ALONE):
        with transaction.atomic():
            change = stranger.spoil()
            alone = [one for one in known_holdings() if one.model == change.model]
            named = {(one.model, one.key) for one in hold(alone).findings}
            assert named == {(change.model, change.key)}, change
            transaction.set_rollback(True)
    stranger.touched.clear()

    with transaction.atomic():
        changes = [stranger.spoil() for _ in range(CHANGES)]
        named = {(one.model, one.key) for one in hold(most=20 * CHANGES).findings}
        transaction.set_rollback(True)  # what refers to a deleted row is never committed
    assert [one for one in changes if (one.model, one.key) not in named] == []
    assert {one.kind for one in changes} == {"update", "delete", "insert"}
    assert len({one.model for one in changes}) > 20
