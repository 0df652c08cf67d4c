"""The columns of the index as PostgreSQL sends them: one row of byte strings, one a column.

``string_agg`` of the binary form costs the database little and Python nearly nothing: 100,000
initiatives arrive as two dozen buffers instead of 100,000 tuples. Everything comes from one
statement, so from one snapshot of the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from alameda.foundation.vocabulary import keys
from alameda.investments.rules import vocabulary
from alameda.investments.rules.states import STATES

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

STATE_KEYS = tuple(state.key for state in STATES)
ROUTE_KEYS = keys(vocabulary.ROUTES)
KIND_KEYS = keys(vocabulary.KINDS)
NO_DAY = 0
_SEPARATOR = "\x1f"


def _place(column: str, keys: Sequence[str]) -> str:
    """A closed list's value as its place in the list, from 0; -1 where the list lacks it."""
    listed = ",".join(f"'{key}'" for key in keys)
    place = f"array_position(ARRAY[{listed}]::text[], {column}::text)"
    return f"int2send((coalesce({place}, 0) - 1)::int2)"


def _day(column: str) -> str:
    """A date as Python's ordinal; 0 where there is none."""
    return f"int4send(coalesce({column} - DATE '0001-01-01' + 1, {NO_DAY}))"


# name, type as sent, SQL. ``stamp`` is the version of the physical row: it moves with any change.
_COLUMNS = (
    ("pk", ">i8", "int8send(i.id)"),
    ("stamp", ">i8", "int8send(i.xmin::text::bigint)"),
    ("state", ">i2", _place("i.state", STATE_KEYS)),
    ("route", ">i2", _place("i.route", ROUTE_KEYS)),
    ("kind", ">i2", _place("i.kind", KIND_KEYS)),
    ("sector", ">i8", "int8send(coalesce(i.sector_id, 0))"),
    ("unit", ">i8", "int8send(coalesce(i.executing_unit_id, 0))"),
    ("province", ">i8", "int8send(coalesce(i.province_id, 0))"),
    ("year", ">i4", "int4send(i.year::int4)"),
    ("entered", ">i4", _day("i.entered_on")),
    (
        "amount",
        ">i8",
        "int8send(coalesce(i.approved_clp, i.contracted_clp, i.requested_clp, -1))",
    ),
    ("paid", ">i8", "int8send(i.paid_clp)"),
    ("planned", ">i4", _day("i.planned_end_on")),
    ("expected", ">i4", _day("i.expected_end_on")),
    ("finished", ">i4", _day("i.finished_on")),
    ("acted", ">i4", _day("i.last_event_on")),
    ("progress", ">i4", "int4send(coalesce(round(i.physical_pct * 100), -1)::int4)"),
    ("region_wide", ">i2", "int2send(i.is_region_wide::int::int2)"),
)
# Spanish order whatever the locale of the database: no accents, ñ after n.
_NAME_KEY = (
    "replace(translate(replace(replace(lower(i.name), 'ñ', 'n~'), 'Ñ', 'n~'),"
    " 'áéíóúüàèìòùÁÉÍÓÚÜ', 'aeiouuaeiouaeiouu'), chr(31), ' ')"
)
_SELECTED = ",\n".join(f"string_agg({sql}, ''::bytea) AS {name}" for name, _type, sql in _COLUMNS)
# A database made again under the same name, as a restore does, has another oid.
_DATABASE = "SELECT oid FROM pg_database WHERE datname = current_database()"
# S608: every piece of this statement is a constant of this file.
_STATEMENT = f"""
WITH changed AS ({{changed}})
SELECT pg_current_snapshot()::text, ({_DATABASE}), ({{gone}}), links.*, rows.*
FROM (
    SELECT {_SELECTED}, string_agg({_NAME_KEY}, chr(31)) AS names
    FROM investments_initiative i
    JOIN thread_subject s ON s.id = i.subject_id AND s.visibility = 'public'
    {{only_initiatives}}
) AS rows,
(
    SELECT string_agg(int8send(l.initiative_id), ''::bytea),
        string_agg(int8send(l.comuna_id), ''::bytea),
        string_agg(int8send(c.province_id), ''::bytea)
    FROM investments_initiative_comunas l
    JOIN territory_comuna c ON c.id = l.comuna_id
    {{only_links}}
) AS links
"""  # noqa: S608  built of this file's own constants
_EVERYTHING = _STATEMENT.format(
    changed="SELECT 0 AS id", gone="SELECT NULL::bytea", only_initiatives="", only_links=""
)
# A change is new to a snapshot when its transaction was not visible in it: whatever the order in
# which transactions committed, none is missed.
_UNSEEN = """
SELECT DISTINCT initiative_id AS id FROM investments_change
WHERE xid >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)
    AND NOT pg_visible_in_snapshot(xid, %(snapshot)s::pg_snapshot)
"""
_CHANGED = _STATEMENT.format(
    changed=_UNSEEN,
    gone="SELECT string_agg(int8send(changed.id), ''::bytea) FROM changed",
    only_initiatives="WHERE i.id IN (SELECT id FROM changed)",
    only_links="WHERE l.initiative_id IN (SELECT id FROM changed)",
)
_COUNT_UNSEEN = f"SELECT count(*), ({_DATABASE}) FROM ({_UNSEEN}) AS unseen"  # noqa: S608  constants


@dataclass(frozen=True)
class Columns:
    """Every public initiative, a place in each array, ordered by primary key.

    Attributes:
        snapshot: the database's snapshot that this is the state of (``pg_snapshot`` as text).
        database: the oid of the database they were read from.
        arrays: the columns of ``_COLUMNS`` by name.
        names: the name of each, folded so that plain comparison gives Spanish order.
        link_pks: initiative of each link to a comuna.
        link_comunas: comuna of each link.
        link_provinces: province of that comuna.
    """

    snapshot: str
    database: int
    arrays: dict[str, Ints]
    names: list[str]
    link_pks: Ints
    link_comunas: Ints
    link_provinces: Ints

    def __len__(self) -> int:
        return len(self.arrays["pk"])


def read_all() -> Columns:
    """The whole portfolio in one statement."""
    columns, _gone = _read(_EVERYTHING, {})
    return columns


def count_unseen(columns: Columns) -> int | None:
    """How many initiatives changed since the columns were read: one look at an index.

    ``None`` where they were read from a database that is no longer this one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UNSEEN, {"snapshot": columns.snapshot})
        count, database = cursor.fetchone()
    return int(count) if database == columns.database else None


def read_changed(snapshot: str) -> tuple[Columns, Ints]:
    """What changed since a snapshot, as it is now, and the keys of all that changed or went."""
    return _read(_CHANGED, {"snapshot": snapshot})


def _read(statement: str, params: dict[str, Any]) -> tuple[Columns, Ints]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        snapshot, database, changed, link_pks, link_comunas, link_provinces, *buffers, names = (
            cursor.fetchone()
        )
    arrays = {
        name: _decoded(buffer, sent)
        for (name, sent, _sql), buffer in zip(_COLUMNS, buffers, strict=True)
    }
    columns = Columns(
        snapshot=snapshot,
        database=database,
        arrays=arrays,
        names=names.split(_SEPARATOR) if names is not None else [],
        link_pks=_decoded(link_pks, ">i8"),
        link_comunas=_decoded(link_comunas, ">i8"),
        link_provinces=_decoded(link_provinces, ">i8"),
    )
    return _ordered(columns), _decoded(changed, ">i8")


def _decoded(buffer: bytes | None, sent: str) -> Ints:
    """A column in the order of this machine; small types stay small."""
    kind = np.dtype(sent)
    return np.frombuffer(buffer or b"", dtype=kind).astype(kind.newbyteorder("="))


def _ordered(columns: Columns) -> Columns:
    """The same columns ordered by primary key, without links to what is not public."""
    pks = columns.arrays["pk"]
    order = np.argsort(pks, kind="stable")
    kept = np.isin(columns.link_pks, pks)
    return Columns(
        snapshot=columns.snapshot,
        database=columns.database,
        arrays={name: array[order] for name, array in columns.arrays.items()},
        names=[columns.names[place] for place in order.tolist()],
        link_pks=columns.link_pks[kept],
        link_comunas=columns.link_comunas[kept],
        link_provinces=columns.link_provinces[kept],
    )


def merged(base: Columns, fresh: Columns, changed: Ints) -> Columns:
    """The base without what changed, with what of it is still there."""
    kept = ~np.isin(base.arrays["pk"], changed)
    kept_links = ~np.isin(base.link_pks, changed)
    names = [base.names[place] for place in np.flatnonzero(kept).tolist()]
    return _ordered(
        Columns(
            snapshot=fresh.snapshot,
            database=fresh.database,
            arrays={
                name: np.concatenate((array[kept], fresh.arrays[name]))
                for name, array in base.arrays.items()
            },
            names=[*names, *fresh.names],
            link_pks=np.concatenate((base.link_pks[kept_links], fresh.link_pks)),
            link_comunas=np.concatenate((base.link_comunas[kept_links], fresh.link_comunas)),
            link_provinces=np.concatenate((base.link_provinces[kept_links], fresh.link_provinces)),
        )
    )
