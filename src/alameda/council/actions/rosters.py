"""A whole Council in a file: its rows read, each as an arrival or with why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from alameda.council.actions.seating import Arrival, Told
from alameda.intake.actions.lines import FileRefusedError
from alameda.intake.actions.tables import inspect
from alameda.intake.rules.values import UnreadableError, day

MOST_ROWS: Final = 500  # of a Council; the largest has 34
# What each column may be called. The first is the one that the guide says.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "nombre"),
    "sort_name": ("sort_name", "orden"),
    "email": ("e-mail", "email", "correo"),
    "kind": ("office", "kind", "cargo"),
    "circumscription": ("circumscription", "circunscripcion"),
    "bloc": ("bloc", "bancada"),
    "starts_on": ("from", "desde"),
    "ends_on": ("until", "hasta"),
    "act": ("act", "acto"),
}
OFFICES: Final = {
    "": "councillor",
    "councillor": "councillor",
    "consejero": "councillor",
    "consejera": "councillor",
    "governor": "governor",
    "gobernador": "governor",
    "gobernadora": "governor",
}
REQUIRED: Final = ("name", "starts_on")


def read_roster(path: Path) -> tuple[list[tuple[int, Arrival]], list[Told]]:
    """The rows of a file: those that say who takes a seat, and those that cannot be read.

    Args:
        path: CSV, workbook or JSON, with a header row.

    Raises:
        FileRefusedError: it is no table, is hostile, or has no column for the name or the day.
    """
    named = {alias: field for field, aliases in COLUMNS.items() for alias in aliases}
    table = inspect(path, known=frozenset(named))
    columns = [named.get(name.strip().lower(), "") for name in table.header]
    if lacking := [COLUMNS[field][0] for field in REQUIRED if field not in columns]:
        sentence = _("%(name)s lacks the column: %(columns)s.")
        raise FileRefusedError(sentence % {"name": path.name, "columns": ", ".join(lacking)})
    arrivals: list[tuple[int, Arrival]] = []
    unread: list[Told] = []
    for line in table.lines():
        if len(arrivals) + len(unread) >= MOST_ROWS:
            sentence = _("%(name)s has more than %(most)s rows: that is no Council.")
            raise FileRefusedError(sentence % {"name": path.name, "most": MOST_ROWS})
        told = {
            field: str(cell).strip()
            for field, cell in zip(columns, line.cells, strict=False)
            if field
        }
        if not any(told.values()):
            continue
        try:
            arrivals.append((line.number, _arrival(told)))
        except _RowError as error:
            unread.append(Told(line.number, told["name"], refusal=str(error), field=error.field))
    return arrivals, unread


class _RowError(ValueError):
    """A cell cannot be read."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def _arrival(told: Mapping[str, str]) -> Arrival:
    kind = OFFICES.get(told.get("kind", "").lower())
    if kind is None:
        raise _RowError(_("The office is councillor or governor."), "kind")
    starts_on = _day(told, "starts_on")
    if starts_on is None:
        raise _RowError(_("Write the day on which the mandate begins."), "starts_on")
    texts = {
        field: told.get(field, "")
        for field in ("name", "sort_name", "email", "circumscription", "bloc", "act")
    }
    return Arrival(kind=kind, starts_on=starts_on, ends_on=_day(told, "ends_on"), **texts)


def _day(told: Mapping[str, str], field: str) -> date | None:
    text = told.get(field, "")
    if not text:
        return None
    try:
        return day(text)
    except UnreadableError as error:
        sentence = _("“%(text)s” is no day: write it as 2025-01-06.") % {"text": text[:40]}
        raise _RowError(sentence, field) from error
