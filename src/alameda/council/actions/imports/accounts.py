"""What became of every row of every table of a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.profile import Profile
from alameda.council.rules.imports.shapes import Past
from alameda.intake.actions.account import account
from alameda.intake.actions.drafts import Work
from alameda.intake.models import ImportRun

Key = str | tuple[str, str]


class Told(NamedTuple):
    """What became of a row, and the code of what it is about."""

    outcome: str
    code: str


class Accounts:
    """The outcomes of the rows that were taken.

    Attributes:
        told: by kind of row and its key.
    """

    def __init__(self) -> None:
        self.told: dict[tuple[str, Key], Told] = {}

    def tell(self, kind: str, key: Key, outcome: str, code: str) -> None:
        """Say what became of a row."""
        self.told[kind, key] = Told(outcome, code)

    @property
    def counts(self) -> Counter[str]:
        """How many of each outcome."""
        return Counter(told.outcome for told in self.told.values())

    def write(self, run: ImportRun, past: Past, profile: Profile, refused: Iterable[Found]) -> None:
        """Account for every row of every table, those that were refused among them."""
        by_table: dict[str, list[Found]] = {}
        for found in refused:
            by_table.setdefault(found.table, []).append(found)
        files = {file.register: file for file in run.files.all()}
        for kind, table in profile.tables.items():
            file = files[kind]
            works = [_refused(found, kind, file.name) for found in by_table.get(table.name, ())]
            turned_down = {work.line for work in works}
            for key, place in past.places.get(kind, {}).items():
                if place in turned_down:
                    continue
                told = self.told[kind, key]
                work = Work(line=place, register=kind, file=file.name, code=told.code)
                work.outcome = told.outcome
                works.append(work)
            account(file, sorted(works, key=lambda work: work.line))


def _refused(found: Found, kind: str, file: str) -> Work:
    work = Work(line=found.place, register=kind, file=file)
    said = found.values
    work.refuse(
        found.kind,
        column=str(said.get("column", "")),
        value=str(said.get("value", "")),
        detail=str(said.get("expected", said.get("most", ""))),
    )
    return work
