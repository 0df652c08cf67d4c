"""Rows against facts: each row that a page shows follows from what was published, or is named.

Modules tell their holdings when the app is ready (``tell_holdings``). What the facts say and what
the rows say is brought together in two temporary tables, a chunk at a time, and compared by the
database: memory stays flat, whatever the size of the region. Nothing is written that stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from alameda.record.rules.holding import (
    DIGESTED,
    FINDINGS_MAX,
    Covered,
    Held,
    Holding,
    Reading,
    RowFinding,
    Says,
    Told,
    digest_of,
    key_text,
    keyed,
    spelled,
)
from alameda.record.rules.leaf import LeafError, decode_leaf
from alameda.record.selectors.keys import instance_keys

_CHUNK = 2_000
_LINES = 10_000
ROWS_WRITTEN = "rows.written"
UNSAYING = ("import.taken_back", "import_taken.back")
WAITING_FROM = 10**15  # entries that wait for their place come after all that have one

_KNOWN: dict[str, tuple[Holding, ...]] = {}
_APART: dict[str, str] = {}
_LOOKS: dict[str, Callable[[], Iterator[RowFinding]]] = {}

_MAKE = """
    CREATE TEMPORARY TABLE record_said
        (holding text, key text, col text, val text, source text, place bigint) ON COMMIT DROP;
    CREATE TEMPORARY TABLE record_gone (holding text, key text, place bigint) ON COMMIT DROP;
    CREATE TEMPORARY TABLE record_found (holding text, key text, col text, val text)
        ON COMMIT DROP;
    CREATE TEMPORARY TABLE record_last
        (holding text, key text, col text, val text, place bigint) ON COMMIT DROP;
"""
_DROP = "DROP TABLE record_said, record_gone, record_found, record_last"
_FACTS = """
    SELECT l.index, e.leaf FROM record_leaf l JOIN record_entry e ON e.id = l.entry_id
    WHERE l.verb = ANY(%s) ORDER BY l.index
"""
_WAITING = """
    SELECT NULL::bigint, e.leaf FROM record_pending p JOIN record_entry e ON e.id = p.entry_id
    WHERE e.verb = ANY(%s) ORDER BY e.id
"""
# Statistics first: without them a table of a hundred thousand lines is joined as if it had ten.
_LAST = """
    ANALYZE record_said; ANALYZE record_found; ANALYZE record_gone;
    INSERT INTO record_last
        SELECT DISTINCT ON (holding, key, col) holding, key, col, val, place
        FROM record_said s
        WHERE NOT EXISTS (
            SELECT FROM record_gone g
            WHERE g.holding = s.holding AND g.key = s.key AND g.place >= s.place
        )
        ORDER BY holding, key, col, place DESC;
    ANALYZE record_last;
"""
# Of several rows under one name any may be the one that the fact speaks of.
_DIFFERENT = """
    SELECT l.holding, l.key, l.col, l.val, min(f.val), l.place
    FROM record_last l JOIN record_found f
        ON f.holding = l.holding AND f.key = l.key AND f.col = l.col
    GROUP BY l.holding, l.key, l.col, l.val, l.place
    HAVING NOT bool_or(f.val = l.val)
    ORDER BY l.holding, l.key, l.col LIMIT %s
"""
# What is empty until a fact speaks of it: nobody certified what no entry says was certified.
_UNSAID = """
    SELECT f.holding, f.key, f.col, '', f.val, NULL::bigint FROM record_found f
    JOIN (SELECT * FROM unnest(%s::text[], %s::text[])) AS strict (holding, col)
        ON strict.holding = f.holding AND strict.col = f.col
    WHERE f.val <> '' AND NOT EXISTS (
        SELECT FROM record_last l
        WHERE l.holding = f.holding AND l.key = f.key AND l.col = f.col
    )
    ORDER BY f.holding, f.key, f.col LIMIT %s
"""
_MISSING = """
    SELECT l.holding, l.key, max(l.place) FROM record_last l
    WHERE NOT EXISTS (
        SELECT FROM record_found f WHERE f.holding = l.holding AND f.key = l.key
    )
    GROUP BY l.holding, l.key ORDER BY l.holding, l.key LIMIT %s
"""
_UNFOUNDED = """
    SELECT DISTINCT f.holding, f.key FROM record_found f
    WHERE f.holding = ANY(%s) AND NOT EXISTS (
        SELECT FROM record_last l WHERE l.holding = f.holding AND l.key = f.key
    )
    ORDER BY f.holding, f.key LIMIT %s
"""
_COUNTED = """
    SELECT f.holding, count(DISTINCT f.key), count(DISTINCT l.key) FROM record_found f
    LEFT JOIN record_last l ON l.holding = f.holding AND l.key = f.key
    GROUP BY f.holding
"""


def tell_holdings(
    module: str, holdings: Iterable[Holding], *, apart: dict[str, str] | None = None
) -> None:
    """Say how the rows of a module follow from its facts; called when the app is ready.

    Args:
        module: name of the module.
        holdings: one for each public table.
        apart: why each other table of the module is not held, by its label.
    """
    _KNOWN[module] = tuple(holdings)
    _APART.update(apart or {})


def tell_looks(module: str, look: Callable[[], Iterator[RowFinding]]) -> None:
    """Say how a module looks at what stands outside the database; called when the app is ready.

    Args:
        module: name of the module.
        look: gives what is not as it was published, such as a file that was changed.
    """
    _LOOKS[module] = look


def look_outside(*, most: int = FINDINGS_MAX) -> list[RowFinding]:
    """What stands outside the database and is not as it was published."""
    found = (one for module in sorted(_LOOKS) for one in _LOOKS[module]())
    return list(islice(found, most))


def known_holdings() -> list[Holding]:
    """Every holding of every module."""
    return [one for module in sorted(_KNOWN) for one in _KNOWN[module]]


def tables_apart() -> dict[str, str]:
    """Tables that are not held, each with why."""
    return dict(sorted(_APART.items()))


def hold(holdings: Sequence[Holding] | None = None, *, most: int = FINDINGS_MAX) -> Held:
    """Hold rows against the facts that made them.

    Args:
        holdings: which tables; all that any module told where it is left out.
        most: how many findings are named.
    """
    chosen = known_holdings() if holdings is None else list(holdings)
    with brought_together(chosen):
        return _compared(chosen, most)


def rows_of(holding: Holding) -> models.QuerySet[Any]:
    """The rows that a holding is about."""
    model = apps.get_model(holding.model)
    rows = model._base_manager.filter(**holding.only).order_by()  # noqa: SLF001  generic over models
    computed = {name: make() for name, make in holding.computed.items()}
    annotated: models.QuerySet[Any] = rows.annotate(**computed)
    return annotated


def keys_of(label: str, pks: Iterable[int]) -> list[str]:
    """What names rows of a table that is held by digests; nothing where it is not."""
    chosen = list(pks)
    return [
        key_text(row)
        for holding in known_holdings()
        if holding.model == label
        for row in rows_of(holding).filter(pk__in=chosen).values_list(*holding.key)
    ]


def row_digests(label: str, pks: Iterable[int]) -> dict[str, str]:
    """What ``rows.written`` would say of rows now, by what names each: for a fact of its own.

    Args:
        label: of a model that is held by digests.
        pks: primary keys of the rows.
    """
    chosen = list(pks)
    return {
        key: digest
        for holding in known_holdings()
        if holding.model == label and holding.digested
        for key, digest in spelled_rows(holding, chosen)
    }


def row_digest(label: str, pk: int) -> str:
    """The same of one row."""
    return "".join(row_digests(label, [pk]).values())


def spelled_rows(holding: Holding, pks: Iterable[int] | None) -> Iterator[tuple[str, str]]:
    """What names each row of a table that is held by digests, and its digest.

    Args:
        holding: of the table.
        pks: primary keys of the rows; every row where it is nothing.
    """
    digest, first = digest_reader(holding), len(holding.key)
    rows = rows_of(holding).order_by("pk")
    if pks is not None:
        rows = rows.filter(pk__in=list(pks))
    columns = rows.values_list(*holding.key, *holding.digested)
    for row in columns.iterator(chunk_size=_CHUNK):
        yield key_text(row[:first]), digest(row[first:])


@contextmanager
def brought_together(holdings: Sequence[Holding]) -> Iterator[Any]:
    """What facts and rows say, in temporary tables that are gone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MAKE)
        _take_facts(holdings)
        for one in holdings:
            _take_rows(one)
        cursor.execute(_LAST)
        yield cursor
        cursor.execute(_DROP)


def digest_reader(holding: Holding) -> Callable[[Sequence[object]], str]:
    """What makes the digest of a row's columns, as ``holding.digested`` names them."""
    if not holding.is_keyed:
        return digest_of
    marking = instance_keys().marking
    return lambda values: keyed(marking, digest_of(values))


# What the facts say


def _take_facts(holdings: Sequence[Holding]) -> None:
    """Bring what every fact says of any row into ``record_said``, in the order of the record."""
    listener = _Listener(holdings)
    for place, verb, told in _facts([*listener.by_verb, ROWS_WRITTEN, *UNSAYING]):
        listener.take(place, verb, told)
    listener.settle()


class _Listener:
    """Writes down what each fact says of rows."""

    def __init__(self, holdings: Sequence[Holding]) -> None:
        self.by_verb: dict[str, list[Holding]] = {}
        for holding in holdings:
            for verb in holding.tellings:
                self.by_verb.setdefault(verb, []).append(holding)
        self._by_name = {holding.name: holding for holding in holdings}
        self._said = _Lines("record_said", ("holding", "key", "col", "val", "source", "place"))
        self._gone = _Lines("record_gone", ("holding", "key", "place"))
        self._unsaid: list[tuple[str, int]] = []

    def take(self, place: int, verb: str, told: Told) -> None:
        """One fact."""
        if verb in UNSAYING:
            self._unsaid.append((told.subject, place))
        elif verb == ROWS_WRITTEN and (written := self._by_name.get(told["model"])):
            name, rows = written.name, told["rows"].items()
            self._said.extend((name, key, DIGESTED, digest, "", place) for key, digest in rows)
            self._gone.extend((name, key, place) for key in told["gone"])
        for holding in self.by_verb.get(verb, ()):
            for says in holding.tellings[verb](told):
                if says.is_gone:
                    self._gone.extend([(holding.name, key_text(says.key), place)])
                else:
                    self._said.extend(_lines(holding, says, place))

    def settle(self) -> None:
        """Once all were taken: what an import said is unsaid where it was taken back."""
        self._said.flush()
        self._gone.flush()
        with connection.cursor() as cursor:
            for unsaid in self._unsaid:
                cursor.execute("DELETE FROM record_said WHERE source = %s AND place < %s", unsaid)


def _lines(holding: Holding, says: Says, place: int) -> Iterator[Sequence[Any]]:
    key = key_text(says.key)
    columns = says.columns or {"": ""}
    for name, value in columns.items():
        yield (holding.name, key, name, spelled(value), says.source, place)


def _facts(verbs: list[str]) -> Iterator[tuple[int, str, Told]]:
    """Every fact of those verbs with its place; those that wait for one come last."""
    place = WAITING_FROM
    for sql in (_FACTS, _WAITING):
        for index, raw in _streamed(sql, verbs):
            try:
                leaf = decode_leaf(bytes(raw))
            except LeafError:  # spoilt: the check of the log names it
                continue
            place += 1
            at = place if index is None else index
            yield at, leaf.verb, Told(leaf.subject, leaf.payload, leaf.at)


def _streamed(sql: str, verbs: list[str]) -> Iterator[tuple[Any, ...]]:
    """Rows of a long answer, a chunk in memory at a time."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE record_facts NO SCROLL CURSOR FOR {sql}", [verbs])
        try:
            while chunk := _fetched(cursor):
                yield from chunk
        finally:
            cursor.execute("CLOSE record_facts")


def _fetched(cursor: Any) -> list[tuple[Any, ...]]:
    cursor.execute(f"FETCH {_CHUNK} FROM record_facts")
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class _Lines:
    """Lines on their way into a temporary table, many at once."""

    def __init__(self, table: str, columns: tuple[str, ...]) -> None:
        self._copy = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        self._kept: list[Sequence[Any]] = []

    def extend(self, lines: Iterable[Sequence[Any]]) -> None:
        """Keep some lines; where they are many, they go."""
        self._kept.extend(lines)
        if len(self._kept) >= _LINES:
            self.flush()

    def flush(self) -> None:
        """Send what is kept."""
        with connection.cursor() as cursor, cursor.copy(self._copy) as copy:
            for line in self._kept:
                copy.write_row(line)
        self._kept = []


# What the rows say


def _take_rows(holding: Holding) -> None:
    """Bring what every row of a table says into ``record_found``."""
    found = _Lines("record_found", ("holding", "key", "col", "val"))
    for key, said in rows_say(holding):
        lines = [(holding.name, key, name, value) for name, value in said.items()]
        found.extend(lines or [(holding.name, key, "", "")])
    found.flush()


def rows_say(holding: Holding) -> Iterator[tuple[str, dict[str, str]]]:
    """What names each row of a table, and what its columns say, as facts spell them."""
    columns = [(name, *_reading(holding, name)) for name in holding.columns]
    digest = digest_reader(holding) if holding.digested else None
    paths = [*holding.key]
    for _name, wanted, _read in columns:
        paths += wanted
    count = len(paths)
    for row in rows_of(holding).values_list(*paths, *holding.digested).iterator(chunk_size=_CHUNK):
        place = len(holding.key)
        key = key_text(row[:place])
        said: dict[str, str] = {}
        for name, wanted, read in columns:
            until = place + len(wanted)
            said[name] = spelled(read(*row[place:until]))
            place = until
        if digest:
            said[DIGESTED] = digest(row[count:])
        yield key, said


def _reading(holding: Holding, name: str) -> tuple[tuple[str, ...], Reading]:
    """The paths of a column, and what is made of them before they are compared."""
    path = holding.columns[name]
    read = holding.readings.get(name, _as_it_is)
    return ((path,) if isinstance(path, str) else path), read


def _as_it_is(value: object) -> object:
    return value


def _compared(holdings: Sequence[Holding], most: int) -> Held:
    by_name = {holding.name: holding for holding in holdings}
    whole = [holding.name for holding in holdings if holding.is_whole]
    held = Held()

    def add(code: str, name: str, key: str, place: int | None = None, **more: str) -> None:
        index = place if place is not None and place < WAITING_FROM else None
        label = by_name[name].model
        held.findings.append(RowFinding(code=code, model=label, key=key, index=index, **more))

    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT, [most + 1])
        differing = cursor.fetchall()
        strict = [(one.name, column) for one in holdings for column in one.strict]
        names, columns = [list(side) for side in zip(*strict, strict=True)] or ([], [])
        cursor.execute(_UNSAID, [names, columns, most + 1])
        for name, key, column, expected, found, place in (*differing, *cursor.fetchall()):
            add("row-differs", name, key, place, column=column, expected=expected, found=found)
        cursor.execute(_MISSING, [most + 1])
        for name, key, place in cursor.fetchall():
            add("row-missing", name, key, place)
        cursor.execute(_UNFOUNDED, [whole, most + 1])
        for name, key in cursor.fetchall():
            add("row-unfounded", name, key)
        cursor.execute(_COUNTED)
        counted = {name: (rows, known) for name, rows, known in cursor.fetchall()}
    held.is_full = len(held.findings) > most
    del held.findings[most:]
    held.covered = [_covered(one, *counted.get(one.name, (0, 0))) for one in holdings]
    return held


def _covered(holding: Holding, rows: int, held: int) -> Covered:
    return Covered(
        name=holding.name,
        rows=rows,
        held=held,
        columns=tuple(holding.columns),
        digested=holding.digested,
        apart=dict(holding.apart),
        is_whole=holding.is_whole,
    )
