"""What became of an import: numbers that add up, and every refused row with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from alameda.foundation.errors import NotFoundError
from alameda.intake.models import ImportFile, ImportRow, ImportRun
from alameda.intake.rules.reasons import sentence


@dataclass(frozen=True)
class Numbers:
    """What became of the rows of a file, or of all.

    Attributes:
        rows_in: rows read.
        created: rows that made something.
        updated: rows that changed something.
        unchanged: rows that were so already.
        refused: rows that were not taken.
    """

    rows_in: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def rows_out(self) -> int:
        """Rows accounted for."""
        return self.created + self.updated + self.unchanged + self.refused

    @property
    def is_reconciled(self) -> bool:
        """Whether every row that went in came out."""
        return self.rows_in == self.rows_out

    def __add__(self, other: Numbers) -> Numbers:
        return Numbers(
            self.rows_in + other.rows_in,
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )

    def as_json(self) -> dict[str, int]:
        """For machines."""
        return {
            "rows_in": self.rows_in,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }


@dataclass(frozen=True)
class FileReport:
    """What became of one file."""

    name: str
    register: str
    sha256: str
    error: str
    reading: dict[str, Any]
    numbers: Numbers


@dataclass(frozen=True)
class Report:
    """What became of an import.

    Attributes:
        number: public number of the run; in a dry run, the one it would have had.
        profile: its profile.
        state: ``running``, ``done`` or ``undone``.
        is_dry_run: nothing of it was written.
        files: each file, in the order it was read.
        reasons: refused rows by reason, most first.
        notes: notes by reason, most first.
        new_organisations: names that nobody has reviewed, by slug.
        ignored: files of the folder that the profile does not know.
    """

    number: int
    profile: str
    state: str
    is_dry_run: bool
    files: list[FileReport]
    reasons: list[tuple[str, int]]
    notes: list[tuple[str, int]]
    new_organisations: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @property
    def total(self) -> Numbers:
        """All the files together."""
        return sum((file.numbers for file in self.files), Numbers())

    @property
    def is_whole(self) -> bool:
        """Whether no file was refused whole and every row is accounted for."""
        return self.total.is_reconciled and not any(file.error for file in self.files)

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "number": self.number,
            "profile": self.profile,
            "state": self.state,
            "is_dry_run": self.is_dry_run,
            "total": self.total.as_json(),
            "files": [
                {
                    "name": file.name,
                    "register": file.register,
                    "sha256": file.sha256,
                    "error": file.error,
                    **file.reading,
                    **file.numbers.as_json(),
                }
                for file in self.files
            ],
            "refusals": [_reason(key, count) for key, count in self.reasons],
            "notes": [_reason(key, count) for key, count in self.notes],
            "new_organisations": self.new_organisations,
            "ignored_files": self.ignored,
        }


def _reason(key: str, count: int) -> dict[str, Any]:
    return {
        "reason": key,
        "count": count,
        "es": sentence(key, language="es"),
        "en": sentence(key, language="en"),
    }


def runs(noun: str) -> QuerySet[ImportRun]:
    """Every import of a module, the last first."""
    return ImportRun.objects.filter(noun=noun).order_by("-number")


def get_run(number: int, *, noun: str) -> ImportRun:
    """An import of a module by its public number.

    Raises:
        NotFoundError: there is none.
    """
    try:
        return ImportRun.objects.get(noun=noun, number=number)
    except ImportRun.DoesNotExist as error:
        raise NotFoundError(_("There is no import %(number)s.") % {"number": number}) from error


def report_of(
    run: ImportRun, *, ignored: list[str] | None = None, is_dry_run: bool = False
) -> Report:
    """The report of a run, whole or so far."""
    counts: dict[int, Counter[str]] = {}
    rows = ImportRow.objects.filter(file__run=run)
    for file, outcome, count in rows.values_list("file", "outcome").annotate(n=Count("pk")):
        counts.setdefault(file, Counter())[outcome] = count
    files = [_file_report(file, counts.get(file.pk, Counter())) for file in run.files.all()]
    reasons = Counter(
        dict(rows.filter(outcome="refused").values_list("reason").annotate(n=Count("pk")))
    )
    notes, names = _notes(rows)
    return Report(
        number=run.number,
        profile=run.profile,
        state=run.state,
        is_dry_run=is_dry_run,
        files=files,
        reasons=reasons.most_common(),
        notes=notes.most_common(),
        new_organisations=dict(sorted(names.items())),
        ignored=ignored or [],
    )


def _file_report(file: ImportFile, counts: Counter[str]) -> FileReport:
    numbers = Numbers(
        rows_in=file.rows_in,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
    )
    return FileReport(file.name, file.register, file.sha256, file.error, file.reading, numbers)


def _notes(rows: QuerySet[ImportRow]) -> tuple[Counter[str], dict[str, str]]:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for notes in rows.exclude(notes=[]).values_list("notes", flat=True).iterator():
        for _column, value, reason, taken in notes:
            counts[reason] += 1
            if reason == "new-organisation":
                names.setdefault(taken, value)
    return counts, names


ROW_COLUMNS = ("file", "line", "column", "value", "reason", "es", "en", "detail")
ALL_COLUMNS = ("file", "line", "outcome", "code", "column", "value", "reason", "es", "en", "detail")
Tell = Callable[[ImportRow, str], str]


def told(row: ImportRow, language: str) -> str:
    """Why a row was refused, in the words that every module shares."""
    return sentence(row.reason, language=language)


def refused_rows(
    run: ImportRun, *, start: int = 0, most: int | None = None, tell: Tell = told
) -> Iterator[dict[str, Any]]:
    """The refused rows of a run, in the order of its files; from one on, and so many at most."""
    rows = ImportRow.objects.filter(file__run=run, outcome="refused").select_related("file")
    stop = None if most is None else start + most
    for row in rows.order_by("file__pk", "line")[start:stop].iterator():
        found = _row(row, tell)
        yield {name: found[name] for name in ROW_COLUMNS}


def all_rows(run: ImportRun, *, tell: Tell = told) -> Iterator[dict[str, Any]]:
    """What became of every row of a run, in the order of its files."""
    rows = ImportRow.objects.filter(file__run=run).select_related("file")
    for row in rows.order_by("file__pk", "line").iterator():
        yield _row(row, tell)


def _row(row: ImportRow, tell: Tell) -> dict[str, Any]:
    return {
        "file": row.file.name,
        "line": row.line,
        "outcome": row.outcome,
        "code": row.initiative_code,
        "column": row.column,
        "value": row.value,
        "reason": row.reason,
        "es": tell(row, "es") if row.reason else "",
        "en": tell(row, "en") if row.reason else "",
        "detail": row.detail,
    }
