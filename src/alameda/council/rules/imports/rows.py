"""From the cells of a source to rows that hold together; what does not is refused by name. Pure.

Source: docs/rules/past-sessions.md, "Rows".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.profile import Profile, Table, plain
from alameda.council.rules.imports.shapes import (
    AttendanceRow,
    BallotRow,
    CommitteeRow,
    CouncillorRow,
    ItemRow,
    Past,
    Raw,
    SessionRow,
    VoteRow,
)
from alameda.foundation.errors import BadInputError
from alameda.foundation.hours import parse_hour_with_zone
from alameda.foundation.texts import is_visible, tidy, without_marks
from alameda.intake.rules import values
from alameda.intake.rules.cells import Cell, kind_of
from alameda.intake.rules.values import UnreadableError

Tables = Mapping[str, Sequence[Raw]]
LONGEST = {"name": 110, "title": 400, "number": 12, "source": 240, "fund": 160, "beneficiary": 240}
LONGEST_KEY = 40
MOST_NUMBER = 10**15
MOST_TALLY = 1_000
MOST_SESSION = 9_999
HOURS = frozenset({"text", "time", "duration"})
YES = frozenset({"true", "si", "1", "verdadero"})
NO = frozenset({"", "false", "no", "0", "falso"})


class _Refused(Exception):  # noqa: N818  not an error: a row that is not taken
    def __init__(self, kind: str, **values: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


class _Cells:
    """The cells of one row, read by field."""

    def __init__(self, table: Table, raw: Raw) -> None:
        self.table, self.raw = table, raw

    @property
    def label(self) -> str:
        """What names the row in a finding."""
        key = self.raw.cells.get(self.table.key, "") if self.table.key else ""
        if not self.table.key:
            key = "/".join(
                self.raw.cells.get(column, "") for column in list(self.table.columns.values())[:2]
            )
        return (key.strip("/") or f"#{self.raw.number}")[:80]

    def check(self) -> None:
        if self.raw.flaw:
            raise _Refused(self.raw.flaw, column=self.raw.flaw_column)

    def key(self) -> str:
        key = self._code(self.table.key)
        if not key:
            raise _Refused("missing-value", column=self.table.key)
        if len(key) > LONGEST_KEY:
            raise _Refused("too-long", column=self.table.key, most=LONGEST_KEY)
        return key

    def _code(self, column: str) -> str:
        """A code as it was before a spreadsheet turned it into a number."""
        value = self.raw.cells.get(column, "")
        try:
            return str(values.code(value))
        except UnreadableError as error:
            raise _Refused(error.reason, column=column, value=value) from error

    def text(self, field: str, *, is_required: bool = False) -> str:
        return str(self.cell(field, is_required=is_required))

    def cell(self, field: str, *, is_required: bool = False) -> str:
        """A text as it is kept, or a cell that its file says more of."""
        column = self.table.columns[field]
        value = self.raw.cells.get(column, "")
        if not isinstance(value, Cell):
            value = tidy(without_marks(value)) if is_visible(value) else ""
        if is_required and not value:
            raise _Refused("missing-value", column=column)
        most = LONGEST.get(field, LONGEST_KEY)
        if len(value) > most:
            raise _Refused("too-long", column=column, most=most)
        return value

    def whole(self, field: str, *, most: int) -> int | None:
        value = self.cell(field)
        if not value:
            return None
        column = self.table.columns[field]
        try:
            found = values.whole(value)
        except UnreadableError as error:
            raise _Refused("not-a-number", column=column, value=value) from error
        if not 0 <= found <= most:
            raise _Refused("not-a-number", column=column, value=value)
        return found

    def needed_whole(self, field: str, *, most: int) -> int:
        found = self.whole(field, most=most)
        if found is None:
            raise _Refused("missing-value", column=self.table.columns[field])
        return found

    def numeral(self, field: str) -> str:
        """The number of an item, which may be ``1.1``, and which a spreadsheet may have dated."""
        value = self.cell(field)
        if kind_of(value) not in {"text", "number"}:
            raise _Refused("spoilt-code", column=self.table.columns[field], value=value)
        return str(value)

    def word(self, field: str, known: Mapping[str, Any]) -> Any:
        value = self.text(field, is_required=True)
        if plain(value) not in known:
            raise _Refused("unknown-value", column=self.table.columns[field], value=value)
        return known[plain(value)]

    def yes(self, field: str) -> bool:
        said = plain(self.text(field))
        if said not in YES | NO:
            raise _Refused("unknown-value", column=self.table.columns[field], value=said)
        return said in YES

    def refer(self, field: str, known: Mapping[str, Any], *, is_required: bool = True) -> str:
        self.text(field, is_required=is_required)
        value = self._code(self.table.columns[field])
        if value and value not in known:
            raise _Refused("unknown-id", column=self.table.columns[field], value=value)
        return value


Taken = Mapping[tuple[str, int, int], str]
Held = Mapping[tuple[str, str], str]


def read_past(tables: Tables, profile: Profile, *, taken: Taken, held: Held) -> Past:
    """Every row of a source that holds together, and a finding for each that does not.

    Args:
        tables: the rows by the name of their table.
        profile: how to read them.
        taken: code of each session that keeps its number, by kind, year and number.
        held: key of each member or committee that an earlier file of this source brought and this
            one lacks, by table and plain name.
    """
    past = Past(statement=_statement(tables, profile))
    reading = _Reading(profile, past, dict(taken), held)
    for name in ("councillors", "committees", "sessions", "items", "votes"):
        reading.keyed(name, tables)
    for name in ("attendance", "ballots"):
        reading.paired(name, tables)
    past.rows = sum(len(tables.get(table.name, ())) for table in profile.tables.values())
    return past


def keys_in(tables: Tables, table: Table) -> frozenset[str]:
    """The keys that a table of a source has, of the rows that are refused too."""
    return frozenset(raw.cells.get(table.key, "") for raw in tables.get(table.name, ()))


def plain_name(name: str) -> str:
    """A name without what does not tell people apart."""
    return " ".join(plain(name).split())


def _statement(tables: Tables, profile: Profile) -> str:
    name, column = profile.statement
    return " ".join(row.cells.get(column, "") for row in tables.get(name, ())).strip()[:4_000]


class _Reading:
    """One reading, with what it has seen so far."""

    def __init__(
        self, profile: Profile, past: Past, taken: dict[tuple[str, int, int], str], held: Held
    ) -> None:
        self.profile, self.past, self.taken, self.held = profile, past, taken, held
        self.names: dict[str, set[str]] = {"councillors": set(), "committees": set()}
        self.parsers: dict[str, Callable[[_Cells], Any]] = {
            "councillors": self._councillor,
            "committees": self._committee,
            "sessions": self._session,
            "items": self._item,
            "votes": self._vote,
            "attendance": self._attendance,
            "ballots": self._ballot,
        }

    def keyed(self, name: str, tables: Tables) -> None:
        kept: dict[str, Any] = getattr(self.past, name)
        seen: set[str] = set()

        def take(cells: _Cells) -> None:
            key = cells.key()
            if key in seen:
                raise _Refused("duplicate-key")
            seen.add(key)
            kept[key] = self.parsers[name](cells)
            self.past.places.setdefault(name, {})[key] = cells.raw.number

        self._each(name, tables, take)

    def paired(self, name: str, tables: Tables) -> None:
        kept: list[Any] = getattr(self.past, name)
        seen: set[tuple[str, str]] = set()

        def take(cells: _Cells) -> None:
            row = self.parsers[name](cells)
            if row[:2] in seen:
                raise _Refused("duplicate-key")
            seen.add(row[:2])
            kept.append(row)
            self.past.places.setdefault(name, {})[row[:2]] = cells.raw.number

        self._each(name, tables, take)

    def _each(self, name: str, tables: Tables, take: Callable[[_Cells], None]) -> None:
        table = self.profile.tables[name]
        for raw in tables.get(table.name, ()):
            cells = _Cells(table, raw)
            try:
                cells.check()
                take(cells)
            except _Refused as refused:
                self.past.found.append(
                    Found(
                        refused.kind,
                        table.name,
                        cells.label,
                        {key: _short(value) for key, value in refused.values.items()},
                        session=self._session_of(name, cells),
                        vote=self._vote_of(name, cells),
                        place=cells.raw.number,
                    )
                )

    def _session_of(self, name: str, cells: _Cells) -> str:
        if name not in {"attendance", "items", "votes"}:
            return ""
        key = cells.raw.cells.get(cells.table.columns["session"], "")
        return key if key in self.past.sessions else ""

    def _vote_of(self, name: str, cells: _Cells) -> str:
        key = cells.raw.cells.get(cells.table.columns["vote"], "") if name == "ballots" else ""
        return key if key in self.past.votes else ""

    def _alone(self, table: str, name: str) -> str:
        said = plain_name(name)
        if said in self.names[table]:
            raise _Refused("same-name")
        if (table, said) in self.held:
            raise _Refused("other-key", value=name, expected=self.held[table, said])
        self.names[table].add(said)
        return name

    def _councillor(self, cells: _Cells) -> CouncillorRow:
        is_governor = cells.yes("is_governor")
        name = self._alone("councillors", cells.text("name", is_required=True))
        return CouncillorRow(cells.key(), name, is_governor)

    def _committee(self, cells: _Cells) -> CommitteeRow:
        chair = cells.refer("chair", self.past.councillors, is_required=False)
        name = self._alone("committees", cells.text("name", is_required=True))
        return CommitteeRow(cells.key(), name, chair)

    def _session(self, cells: _Cells) -> SessionRow:
        row = SessionRow(
            key=cells.key(),
            number=cells.needed_whole("number", most=MOST_SESSION),
            kind=cells.word("kind", self.profile.values["kind"]),
            starts_at=_moment(cells, self.profile.time_zone),
            source=cells.text("source"),
        )
        place = (row.kind, row.starts_at.year, row.number)
        if place in self.taken:
            raise _Refused("session-taken", value=self.taken[place])
        self.taken[place] = row.key
        return row

    def _item(self, cells: _Cells) -> ItemRow:
        section = cells.word("section", self.profile.values["section"])
        title = cells.text("title", is_required=True)
        return ItemRow(
            key=cells.key(),
            session=cells.refer("session", self.past.sessions),
            number=cells.numeral("number"),
            section=section,
            committee=cells.refer("committee", self.past.committees, is_required=False),
            title=title,
            business=self.profile.business_of(title, section),
            is_withdrawn=self.profile.is_withdrawn(title),
        )

    def _vote(self, cells: _Cells) -> VoteRow:
        item = cells.refer("item", self.past.items)
        session = cells.refer("session", self.past.sessions)
        expected = self.past.items[item].session
        if session != expected:
            raise _Refused("another-session", value=session, expected=expected)
        return VoteRow(
            key=cells.key(),
            item=item,
            session=session,
            result=cells.text("result", is_required=True),
            outcome=cells.word("result", self.profile.results).outcome,
            favour=cells.needed_whole("favour", most=MOST_TALLY),
            against=cells.needed_whole("against", most=MOST_TALLY),
            abstain=cells.needed_whole("abstain", most=MOST_TALLY),
            recused=cells.needed_whole("recused", most=MOST_TALLY),
            amount_clp=cells.whole("amount_clp", most=MOST_NUMBER),
            fund=cells.text("fund"),
            beneficiary=cells.text("beneficiary"),
        )

    def _attendance(self, cells: _Cells) -> AttendanceRow:
        return AttendanceRow(
            cells.refer("session", self.past.sessions),
            cells.refer("councillor", self.past.councillors),
            cells.word("state", self.profile.values["attendance"]),
        )

    def _ballot(self, cells: _Cells) -> BallotRow:
        return BallotRow(
            cells.refer("vote", self.past.votes),
            cells.refer("councillor", self.past.councillors),
            cells.word("choice", self.profile.values["choice"]),
        )


def _moment(cells: _Cells, zone: str) -> datetime:
    """Day and hour in the region's time, without a zone; an hour that says its zone is brought."""
    on = cells.cell("held_on", is_required=True)
    at = cells.cell("starts")
    try:
        return _brought(values.day(on), at, zone)
    except (UnreadableError, BadInputError) as error:
        column = cells.table.columns["held_on"]
        raise _Refused("not-a-date", column=column, value=f"{on} {at}".strip()) from error


def _brought(day: date, at: str, zone: str) -> datetime:
    if not at:
        return datetime.combine(day, time())
    if kind_of(at) not in HOURS:
        raise UnreadableError("not-a-date")
    return parse_hour_with_zone(at, on=day, zone=zone).replace(tzinfo=None)


def _short(value: Any) -> Any:
    return value[:80] if isinstance(value, str) else value
