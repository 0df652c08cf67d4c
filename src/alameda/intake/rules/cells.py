"""One cell of a spreadsheet: its text, and what the file says of it beyond that. Pure.

A cell is a ``str`` everywhere. Where the file tells more than text (a number, a percentage, a date,
an error, a formula) it is a ``Cell``, whose text can be read one way only. Source:
docs/rules/imports.md, "Cells".
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from alameda.foundation.texts import is_keepable, keepable
from alameda.intake.rules.formats import Shape, drawn

MOST_DIGITS: Final = 15  # a spreadsheet keeps no more of a number
SECONDS: Final = 86_400
LAST_SERIAL: Final = 2_958_465  # 9999-12-31
ABSENT_DAY: Final = 60  # 29 February 1900, which spreadsheets have and the calendar has not
FLAWS: Final = {"formula": "formula-cell", "error": "error-cell", "broken": "broken-text"}


class Cell(str):
    """A cell that its file says more of than its text.

    Attributes:
        kind: ``number``, ``percent``, ``scaled`` (its format multiplies or divides what it shows),
            ``date``, ``moment``, ``time``, ``duration``, ``boolean``, ``text``; ``mended`` (a code
            that had become a number); or a flaw: ``formula``, ``error``, ``broken``.
        written: as it stood before it was mended.
        is_merged: it holds the value of a merged cell that begins elsewhere.
    """

    __slots__ = ("is_merged", "kind", "written")
    kind: str
    written: str
    is_merged: bool

    def __new__(cls, text: str, kind: str, *, written: str = "", is_merged: bool = False) -> Cell:
        """A cell with its kind."""
        self = super().__new__(cls, text)
        self.kind, self.written, self.is_merged = kind, written, is_merged
        return self


def kind_of(text: str) -> str:
    """The kind of a cell; ``text`` where the file says no more."""
    return text.kind if isinstance(text, Cell) else "text"


def merged(text: str) -> Cell:
    """The value of a merged cell, in another of its places."""
    return Cell(text, kind_of(text), is_merged=True)


def text_cell(text: str) -> str:
    """A text without spaces at its ends; flawed where no table can keep it."""
    stripped = text.strip()
    return stripped if is_keepable(stripped) else Cell(keepable(stripped), "broken")


def boolean(*, is_true: bool) -> Cell:
    """A logical cell, in the word that registers use."""
    return Cell("SI" if is_true else "NO", "boolean")


def number_cell(written: str, shape: Shape, *, is_1904: bool = False) -> str:
    """A number under its format.

    Args:
        written: as the file holds it, such as ``0.35499999999999998``.
        shape: what its format shows.
        is_1904: days are counted from 1904, not 1900.
    """
    number = decimal_of(written)
    if number is None:
        return Cell(keepable(written.strip()), "broken")
    if shape.kind == "percent":
        return Cell(f"{_plain(number * 100)}%", "percent")
    if shape.kind in {"date", "moment", "time", "duration"}:
        return _timed(number, shape.kind, is_1904=is_1904)
    plain = _plain(number)
    if shape.mask and plain.isdigit():
        return Cell(drawn(plain, shape.mask), "number" if shape.is_zeros else "text")
    return Cell(plain, "scaled" if shape.kind == "scaled" else "number")


def decimal_of(written: str) -> Decimal | None:
    """The number that a file holds, to the digits that a spreadsheet keeps; or nothing."""
    text = written.strip()
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return Decimal(text)
    try:
        number = float(text)
    except ValueError:
        return None
    if number != number or number in {float("inf"), float("-inf")} or "_" in text:  # noqa: PLR0124  NaN is the one number unlike itself
        return None
    return Decimal(f"{number:.{MOST_DIGITS}g}")


def _plain(number: Decimal) -> str:
    """Digits and a point; with a power of ten only where a spreadsheet has lost digits."""
    if abs(number) >= 10**MOST_DIGITS:
        return f"{number.normalize():E}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _timed(number: Decimal, kind: str, *, is_1904: bool) -> Cell:
    seconds = round(number * SECONDS)
    if kind == "duration" and seconds >= 0:
        return Cell(_clock(seconds), "duration")
    if 0 <= seconds < SECONDS and kind == "time":
        return Cell(_clock(seconds), "time")
    moment = moment_of(seconds, is_1904=is_1904)
    if moment is None:
        return Cell(_plain(number), "number")
    if moment.time() == moment.min.time() and kind != "time":
        return Cell(moment.date().isoformat(), "date")
    return Cell(moment.isoformat(), "moment")


def moment_of(seconds: int, *, is_1904: bool) -> datetime | None:
    """The moment of a count of seconds, or nothing where the calendar has none.

    Args:
        seconds: since the day before the first, as spreadsheets count days.
        is_1904: days are counted from 1904, not 1900.
    """
    days, rest = divmod(seconds, SECONDS)
    if not is_1904 and not (1 <= days <= LAST_SERIAL and days != ABSENT_DAY):
        return None
    if is_1904 and not 0 <= days <= LAST_SERIAL - 1_462:
        return None
    first = date(1904, 1, 1) if is_1904 else date(1899, 12, 31 if days < ABSENT_DAY else 30)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001  a spreadsheet has no zones
    return start + timedelta(days=days, seconds=rest)


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{rest:02d}" if rest else text


def moment_cell(written: str) -> str:
    """A date or moment that the file holds as ISO 8601, as in OpenDocument and strict OOXML."""
    text = written.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return Cell(keepable(text), "broken")
    if moment.tzinfo is not None:
        return Cell(text, "text")
    if moment.time() == moment.min.time():
        return Cell(moment.date().isoformat(), "date")
    return Cell(moment.isoformat(timespec="auto"), "moment")
