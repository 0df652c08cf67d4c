"""The rows of files, read in order and written in chunks: what every chunked import shares.

What a row means, and what it makes, is its module's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import DatabaseError, models

from alameda.foundation.errors import AlamedaError
from alameda.intake.actions.bounds import bounds_of
from alameda.intake.actions.drafts import Draft, Ref, Work
from alameda.intake.actions.lines import FileRefusedError, Line
from alameda.intake.actions.runs import Listed, Plan, Watch, chunks
from alameda.intake.actions.saving import together_or_apart
from alameda.intake.actions.survey import Source, Survey, key_hash
from alameda.intake.models import ImportFile, ImportRun
from alameda.intake.rules import values
from alameda.intake.rules.keys import row_key
from alameda.intake.rules.profile import Register
from alameda.intake.rules.rows import Note, RowRefusedError, cells_of

CHUNK_ROWS = 500
R = TypeVar("R", bound=Register)
W = TypeVar("W", bound=Work)
Said = tuple[type[models.Model], str, Any]


class RowReader(ABC, Generic[R, W]):
    """Reads the rows of one file in order; each call moves the memory of repeated keys.

    Attributes:
        source: the file.
        register: that it feeds.
        header: names of its columns.
    """

    def __init__(self, source: Source[R]) -> None:
        self.source, self.register = source, source.register
        self.header = source.table.header if source.table else ()
        self._seen: dict[str, list[tuple[int, int]]] = {}

    @abstractmethod
    def begin(self, line: Line) -> W:
        """The work of a row, of which nothing is known yet."""

    @abstractmethod
    def fill(self, work: W, row: dict[str, str]) -> None:
        """Say what a row means, by its cells.

        Raises:
            RowRefusedError: it cannot be taken.
        """

    def skip(self, line: Line) -> None:
        """Pass over a row that an interrupted run already wrote, remembering its key."""
        try:
            row = cells_of(self.register, self.header, line.cells)
        except RowRefusedError:
            return
        self._remember(row_key(row, self.register)[0], line)

    def read(self, line: Line) -> W:
        """A row ready to be written, or refused."""
        work = self.begin(line)
        try:
            row = cells_of(self.register, self.header, line.cells)
            self._name(work, row, line)
            if not work.outcome:
                self.fill(work, row)
        except RowRefusedError as refused:
            work.refuse(
                refused.reason, column=refused.column, value=refused.value, detail=refused.detail
            )
        return work

    def _name(self, work: W, row: Mapping[str, str], line: Line) -> None:
        work.key, is_rebuilt = row_key(row, self.register)
        if is_rebuilt:
            column = self.register.key[0]
            work.notes.append(Note(column, values.shown(row[column]), "key-rebuilt"))
        earlier = self._remember(work.key, line)
        if earlier and self.register.repeat == "number":
            work.key = f"{work.key}#{len(earlier) + 1}"
        elif earlier:
            self._repeat(work, earlier, line)

    def _remember(self, key: str, line: Line) -> list[tuple[int, int]]:
        if key_hash(key) not in self.source.repeated:
            return []
        earlier = self._seen.setdefault(key, [])
        before = list(earlier)
        earlier.append((line.number, key_hash("\x1f".join(line.cells))))
        return before

    def _repeat(self, work: W, earlier: list[tuple[int, int]], line: Line) -> None:
        mine = self._seen[work.key][-1][1]
        for number, content in earlier:
            if content == mine:
                work.outcome = "unchanged"
                work.notes.append(Note("", "", "identical-duplicate", str(number)))
                return
        raise RowRefusedError(
            "duplicate-key-different-content",
            column=" + ".join(self.register.key),
            value=line.cells[self.header.index(self.register.key[0])],
            detail=str(earlier[0][0]),
        )


def plan_of(survey: Survey[R], *, profile: str) -> Plan:
    """What an import of the files of a survey is about to bring in."""
    files = tuple(_listed(source) for source in survey.sources)
    return Plan(profile, survey.fingerprint, files)


def _listed(source: Source[R]) -> Listed:
    reading: dict[str, Any] = {"unknown_columns": list(source.unknown)}
    if source.table:
        reading |= source.table.reading
    return Listed(
        name=source.name,
        sha256=source.sha256,
        register=source.register.name,
        rows=source.rows,
        error=source.error,
        reading=reading,
    )


def go_through(
    run: ImportRun,
    survey: Survey[R],
    *,
    reader: Callable[[Source[R]], RowReader[R, W]],
    write: Callable[[ImportFile, Sequence[W]], None],
    watch: Watch,
    size: int = CHUNK_ROWS,
) -> None:
    """Read every file from where an interrupted run stopped, and write its rows chunk by chunk.

    Args:
        run: the import.
        survey: its files.
        reader: of the rows of one.
        write: writes some rows of a file, whole or not at all; what the database refuses among
            them is written again each by itself.
        watch: whom to tell how it goes.
        size: rows of a chunk.

    Raises:
        AlamedaError: a file changed while it was read.
    """
    files = {file.name: file for file in run.files.all()}
    done = 0
    for source in survey.sources:
        if source.table is None:
            continue
        file = files[source.name]
        done += file.rows_done
        for works in _chunks(source, reader(source), file.rows_done, size):
            _save(file, works, write)
            done += len(works)
            watch.on_rows(done, survey.rows)


def _chunks(source: Source[R], reader: RowReader[R, W], done: int, size: int) -> Iterator[list[W]]:
    """The rows not yet written, in chunks whose borders do not depend on the interruption."""
    if source.table is None:
        return
    lines = source.table.lines()
    try:
        yield from chunks(lines, done=done, size=size, read=reader.read, skip=reader.skip)
    except FileRefusedError as error:  # the file changed while it was read
        raise AlamedaError(str(error)) from error


def _save(
    file: ImportFile, works: Sequence[W], write: Callable[[ImportFile, Sequence[W]], None]
) -> None:
    def save(some: Sequence[W]) -> None:
        done = file.rows_done
        try:
            write(file, some)
        except DatabaseError:
            file.rows_done = done
            raise

    def again(work: W) -> W:
        return work.again()

    def refuse(work: W, broken: str) -> None:
        work.refuse("not-saved", detail=broken)

    together_or_apart(works, save=save, again=again, refuse=refuse)


def said_by(drafts: Iterable[Draft]) -> Iterator[Said]:
    """The table, the column and the value of everything that drafts say, but for references."""
    for draft in drafts:
        for name, value in draft.values.items():
            if not isinstance(value, Ref):
                yield draft.model, name, value


def refuse_beyond(said: Iterable[Said], origin: Callable[[str], tuple[str, str] | None]) -> None:
    """Refuse a row of which a value does not fit its column.

    Args:
        said: as ``said_by`` gives it.
        origin: column of the file and cell that a field came from, where they are known.

    Raises:
        RowRefusedError: ``out-of-range`` or ``too-long``, with the column and the cell.
    """
    for model, name, value in said:
        if fault := bounds_of(model, name).fault(value):
            column, written = origin(name) or (name, str(value))
            raise RowRefusedError(fault, column=column, value=written)
