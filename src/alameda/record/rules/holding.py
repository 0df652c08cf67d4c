"""What rows are held against: how a published fact says what a row must be. Pure: no Django.

A module declares, beside its facts, one ``Holding`` for each of its public tables. A fact says
something of a row in one of two ways: plainly, column by column (``tellings``), or as a digest of
several columns of the row at once (``digested``, by a fact ``rows.written``). The last word wins.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

DIGEST_LETTERS = 32
FINDINGS_MAX = 100
KEY_JOINT = "/"
DIGESTED = "#"  # the name of what a digest of several columns stands under


@dataclass(frozen=True)
class Told:
    """A published fact, as a telling reads it.

    Attributes:
        subject: code of what it is about.
        payload: the fact itself.
        at: when it was published.
    """

    subject: str
    payload: Mapping[str, Any]
    at: datetime

    def __getitem__(self, name: str) -> Any:
        return self.payload[name]


@dataclass(frozen=True)
class Says:
    """What a fact says of one row.

    Attributes:
        key: what names the row: a value for each path of the holding's ``key``.
        columns: value of each column that the fact speaks of; none: that the row is there.
        is_gone: the row is there no more.
        source: code of the import that says so, where taking it back unsays it.
    """

    key: tuple[object, ...]
    columns: Mapping[str, object] = field(default_factory=dict)
    is_gone: bool = False
    source: str = ""


Telling = Callable[[Told], Iterable[Says]]
Reading = Callable[..., object]


@dataclass(frozen=True)
class Holding:
    """How the rows of one table follow from published facts.

    Attributes:
        model: label of the model, such as ``council.ballot``.
        key: paths of the columns that name a row in a fact.
        columns: path of each column that facts speak of plainly, by the name they give it; where
            it takes several to compare one, all of them, and a reading.
        digested: paths of the columns that are held by one digest, of ``rows.written``.
        tellings: what each verb says of rows, by verb.
        readings: what is made of a column before it is compared, as a digest of its text.
        apart: why each other column is not held, by name.
        strict: names of columns that are empty until a fact speaks of them, such as a certificate.
        only: which rows; all where it is empty.
        computed: what makes an expression of the database, by the name that a path has for it.
        is_whole: whether every row has its fact: one without is named.
        part: what those rows are called, where a table has more than one holding.
        is_keyed: whether the digest needs the instance's key: what could be guessed is not public.
    """

    model: str
    key: tuple[str, ...]
    columns: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    digested: tuple[str, ...] = ()
    tellings: Mapping[str, Telling] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)
    strict: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict)
    computed: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    is_whole: bool = True
    is_keyed: bool = False
    part: str = ""

    @property
    def name(self) -> str:
        """What it is called in an answer: its table, and which of its rows."""
        return f"{self.model}:{self.part}" if self.part else self.model


_SENTENCES: Final = {
    "bytes-missing": "The file of {row} is gone from the instance's folder.",
    "bytes-differ": "The file of {row} was changed on the disk: it has another digest.",
    "row-missing": "The row {row} is gone, and {said} says that it is there.",
    "row-unfounded": "The row {row} follows from no published fact.",
}


@dataclass(frozen=True)
class RowFinding:
    """A row that is not what the facts say.

    Attributes:
        code: ``row-differs``, ``row-missing`` or ``row-unfounded``; of a file, ``bytes-differ`` or
            ``bytes-missing``.
        model: label of its table.
        key: what names the row.
        column: which column differs; empty where the whole row does.
        expected: what the fact says.
        found: what the row says.
        index: the entry that says it; nothing where it waits for its place, or there is none.
    """

    code: str
    model: str
    key: str
    column: str = ""
    expected: str = ""
    found: str = ""
    index: int | None = None

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""
        row = f"{self.model} {self.key}"
        said = f"entry {self.index}" if self.index is not None else "an entry that waits"
        if self.code in _SENTENCES:
            return _SENTENCES[self.code].format(row=row, said=said)
        if self.column == DIGESTED:
            return f"The row {row} was changed: {said} has the digest of other columns."
        if not self.expected and self.index is None:
            return f"In the row {row} no entry speaks of {self.column}, which is “{self.found}”."
        return (
            f"The row {row} was changed: {self.column} is “{self.found}”, and {said} says"
            f" “{self.expected}”."
        )


@dataclass(frozen=True)
class Covered:
    """How much of one table is held.

    Attributes:
        name: its table, and which of its rows.
        rows: rows that there are.
        held: of them, those that a fact speaks of.
        columns: held plainly, by name.
        digested: held together, by digest.
        apart: why each other column is not held.
        is_whole: whether a row without a fact is named.
    """

    name: str
    rows: int
    held: int
    columns: tuple[str, ...]
    digested: tuple[str, ...]
    apart: dict[str, str]
    is_whole: bool


@dataclass
class Held:
    """What came of holding the rows against the facts.

    Attributes:
        findings: rows that are not what was published, at most ``FINDINGS_MAX``.
        covered: how much is held, table by table.
        is_full: whether there is more that is wrong.
    """

    findings: list[RowFinding] = field(default_factory=list)
    covered: list[Covered] = field(default_factory=list)
    is_full: bool = False

    @property
    def rows(self) -> int:
        """Rows that a fact speaks of."""
        return sum(one.held for one in self.covered)


def by_digest(told: Told) -> dict[str, object]:
    """The digest of the row that a fact carries; nothing where it is from before facts did."""
    digest = told.payload.get("row_digest")
    return {DIGESTED: digest} if digest else {}


def spelled(value: object) -> str:
    """A value in the one spelling in which facts and rows are compared; nothing is empty text."""
    if value is None or isinstance(value, str):
        return value or ""
    match value:
        case bool():
            text = "true" if value else "false"
        case datetime():
            text = value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            text = value.isoformat()
        case Decimal():
            text = format(value.normalize(), "f")
        case list() | tuple() | dict():
            text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=spelled)
        case _:
            text = str(value)
    return text


def key_text(parts: Iterable[object]) -> str:
    """What names a row, as one text."""
    return KEY_JOINT.join(map(spelled, parts))


def digest_of(values: Iterable[object]) -> str:
    """The digest of several columns of a row: 128 bits of SHA-256, in hexadecimal."""
    joined = json.dumps([spelled(value) for value in values], ensure_ascii=False)
    return sha256(joined.encode()).hexdigest()[:DIGEST_LETTERS]


def keyed(key: bytes, text: str) -> str:
    """A digest that only the instance can make: of what others could guess."""
    return hmac.digest(key, b"row\n" + text.encode(), "sha256").hex()[:DIGEST_LETTERS]


def moment(text: object) -> datetime | None:
    """A moment as a fact spells it; nothing where it says none."""
    return datetime.fromisoformat(str(text)) if text else None
