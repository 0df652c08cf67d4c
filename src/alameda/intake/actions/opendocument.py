"""Reading an ODS as data: types as the file gives them, repeated rows and cells counted, not made.

Rows come as a stream: memory does not grow with them. Source: OpenDocument 1.3, part 3, 9 and 19;
docs/adr/0010.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from alameda.intake.actions.lines import (
    MOST_CELL,
    MOST_COLUMNS,
    FileRefusedError,
    Line,
    Sheet,
    Span,
    named,
    too_long,
    unreadable_from,
)
from alameda.intake.actions.packed import BROKEN, Parts, XmlReader, local
from alameda.intake.rules.cells import Cell, boolean, moment_cell, number_cell, text_cell
from alameda.intake.rules.formats import PLAIN, Shape

MOST_ROWS: Final = 1_048_576
MOST_ALIKE: Final = 1_000  # rows that hold something, written once and said to be many
MOST_SHEETS: Final = 1_000
MOST_MERGED: Final = 100_000
MOST_SPACES: Final = 1_000
CONTENT: Final = "content.xml"
SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_DURATION: Final = re.compile(r"PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,]\d+)?S)?")
_SET: Final = re.compile(r"0\d+|\d+(?:[-/ .]\d+)+")


def is_opendocument(parts: Parts) -> bool:
    """Whether a packed file says that it is an OpenDocument."""
    return parts.has("mimetype") and parts.has(CONTENT)


class OpenDocument:
    """An ODS whose sheets are known; ``Book`` says what its parts mean."""

    kind = "ods"
    is_gzip = False
    encoding = ""
    delimiter = ""
    is_padded = True

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        try:
            self._open()
        except BROKEN as error:
            raise parts.damaged() from error

    def _open(self) -> None:
        told = b"".join(self.parts.blocks("mimetype"))[:200].strip()
        name = self.parts.path.name
        if not told.startswith(SPREADSHEET):
            raise FileRefusedError(
                _("%(name)s is an OpenDocument, but no spreadsheet: save it as ODS, XLSX or CSV.")
                % {"name": name}
            )
        manifest = _Manifest()
        if self.parts.has("META-INF/manifest.xml"):
            self.parts.parse("META-INF/manifest.xml", manifest)
        if manifest.is_locked:
            raise FileRefusedError(
                _("%(name)s is locked with a password: save it without one.") % {"name": name}
            )
        index = _Rows(self.parts.path, wanted=None)
        self.parts.parse(CONTENT, index)
        self.sheets: Sequence[Sheet] = index.sheets
        self._spans = index.spans

    def rows(self, place: int) -> Iterator[Line]:
        """The rows of a sheet that hold something, from its top.

        Raises:
            FileRefusedError: the sheet is damaged or hostile, with its line.
        """
        reader = _Rows(self.parts.path, wanted=place)
        try:
            for _more in self.parts.stream(CONTENT, reader):
                yield from reader.found
                reader.found.clear()
        except BROKEN as error:
            raise self.parts.damaged(reader.number + 1) from error

    def spans(self, place: int) -> Sequence[Span]:
        """The merged cells of a sheet."""
        return self._spans.get(place, ())


class _Manifest(XmlReader):
    def __init__(self) -> None:
        super().__init__()
        self.is_locked = False
        self.starts = {"encryption-data": self._locked}

    def _locked(self, _attributes: dict[str, str]) -> None:
        self.is_locked = True


class _Styles(XmlReader):
    """Which styles of cells show a number divided, which styles of sheets hide them."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: set[str] = set()
        self._scaled_data: set[str] = set()
        self._scaled: set[str] = set()
        self._style = self._data_style = ""
        self.starts = {
            "style": self._begin_style,
            "table-properties": self._table_properties,
            "number-style": self._begin_data,
            "currency-style": self._begin_data,
            "number": self._number,
        }

    def _begin_style(self, attributes: dict[str, str]) -> None:
        self._style = local(attributes, "name")
        if local(attributes, "data-style-name") in self._scaled_data:
            self._scaled.add(self._style)

    def _table_properties(self, attributes: dict[str, str]) -> None:
        if local(attributes, "display") == "false":
            self.hidden.add(self._style)

    def _begin_data(self, attributes: dict[str, str]) -> None:
        self._data_style = local(attributes, "name")

    def _number(self, attributes: dict[str, str]) -> None:
        if local(attributes, "display-factor") not in {"", "1"}:
            self._scaled_data.add(self._data_style)

    def is_scaled(self, style: str) -> bool:
        """Whether a style of cells shows a number divided by a thousand or more."""
        return style in self._scaled


class _Rows(_Styles):
    """The rows of one table, or the names and merged cells of all."""

    def __init__(self, path: Path, *, wanted: int | None) -> None:
        super().__init__()
        self.found: list[Line] = []
        self.sheets: list[Sheet] = []
        self.spans: dict[int, list[Span]] = {}
        self.number = 0
        self._path, self._wanted = path, wanted
        self._depth = self._aside = 0
        self._repeated = self._column = self._wide = 1
        self._cells: dict[int, str] = {}
        self._columns: list[str] = []
        self._attributes: dict[str, str] = {}
        self._paragraphs = 0
        self._merged = 0
        self._readers: dict[str, Callable[[str], str]] = {
            "float": self._number_cell,
            "currency": self._number_cell,
            "percentage": lambda _shown: number_cell(self._told("value"), Shape("percent")),
            "date": lambda _shown: moment_cell(self._told("date-value")),
            "time": lambda _shown: _duration(self._told("time-value")),
            "boolean": lambda _shown: boolean(is_true=self._told("boolean-value") == "true"),
        }
        self.starts |= {
            "table": self._table,
            "table-column": self._table_column,
            "table-row": self._row,
            "table-cell": self._cell,
            "covered-table-cell": self._cell,
            "p": self._paragraph,
            "s": self._spaces,
            "tab": self._space,
            "line-break": self._space,
            "annotation": self._begin_aside,
            "shapes": self._begin_aside,
        }
        self.ends = {
            "table": self._end_table,
            "table-row": self._end_row,
            "table-cell": self._end_cell,
            "covered-table-cell": self._end_cell,
            "p": self._end_paragraph,
            "annotation": self._end_aside,
            "shapes": self._end_aside,
        }

        if wanted is None:  # the first look needs no words
            for name in ("p", "s", "tab", "line-break"):
                self.starts.pop(name)
            self.ends.pop("p")

    @property
    def _is_here(self) -> bool:
        return not self._aside and self._depth == 1

    @property
    def _is_read(self) -> bool:
        return self._is_here and self._wanted == len(self.sheets) - 1

    def _table(self, attributes: dict[str, str]) -> None:
        if self._aside:
            return
        self._depth += 1
        if self._depth > 1 or len(self.sheets) == MOST_SHEETS:
            message = "a table inside a table, or too many"
            raise ValueError(message)
        is_hidden = local(attributes, "style-name") in self.hidden
        self.sheets.append(named(local(attributes, "name"), is_hidden=is_hidden))
        self.number, self._columns = 0, []

    def _end_table(self) -> None:
        if not self._aside:
            self._depth -= 1

    def _begin_aside(self, _attributes: dict[str, str]) -> None:
        self._aside += 1

    def _end_aside(self) -> None:
        self._aside -= 1

    def _table_column(self, attributes: dict[str, str]) -> None:
        if self._is_read and len(self._columns) <= MOST_COLUMNS:
            count = _many(local(attributes, "number-columns-repeated"))
            style = local(attributes, "default-cell-style-name")
            self._columns += [style] * min(count, MOST_COLUMNS + 1)

    def _row(self, attributes: dict[str, str]) -> None:
        if not self._is_here:
            return
        self._repeated = _many(local(attributes, "number-rows-repeated"))
        self._column = 0
        self._cells.clear()

    def _end_row(self) -> None:
        if not self._is_here:
            return
        if self._cells and self._repeated > MOST_ALIKE:
            reason = _("the row is said to come %(count)s times") % {"count": self._repeated}
            raise unreadable_from(self._path, self.number + 1, reason)
        for ahead in range(1, self._repeated + 1) if self._cells else ():
            cells = [self._cells.get(place, "") for place in range(max(self._cells) + 1)]
            self.found.append(Line(self.number + ahead, cells))
        self.number += self._repeated
        if self._cells and self.number > MOST_ROWS:
            reason = _("row %(row)s is beyond the last that a sheet has") % {"row": self.number}
            raise unreadable_from(self._path, self.number, reason)

    def _cell(self, attributes: dict[str, str]) -> None:
        if not self._is_here:
            return
        self._attributes = attributes
        self._paragraphs = 0
        self._wide = _many(local(attributes, "number-columns-repeated"))
        self.taken()
        if self._wanted is None:
            self._span(attributes)

    def _span(self, attributes: dict[str, str]) -> None:
        down = _many(local(attributes, "number-rows-spanned"))
        across = _many(local(attributes, "number-columns-spanned"))
        if down == across == 1:
            return
        self._merged += 1
        if self._merged > MOST_MERGED:
            raise FileRefusedError(
                _("%(name)s merges cells more than %(most)s times: it is not read.")
                % {"name": self._path.name, "most": MOST_MERGED}
            )
        top, left = self.number + 1, self._column
        span = Span(top, left, top + down - 1, left + across - 1)
        self.spans.setdefault(len(self.sheets) - 1, []).append(span)

    def _end_cell(self) -> None:
        if not self._is_here:
            return
        if self._is_read and self._column <= MOST_COLUMNS:
            text = self._value("".join(self.text))
            if len(text) > MOST_CELL:
                raise unreadable_from(self._path, self.number + 1, too_long())
            last = min(self._column + self._wide, MOST_COLUMNS + 1)
            for place in range(self._column, last) if text else ():
                self._cells[place] = text
        self.taken()
        self._column += self._wide

    def _paragraph(self, _attributes: dict[str, str]) -> None:
        if self._is_read:
            if self._paragraphs:
                self.text.append("\n")
            self._paragraphs += 1
            self.is_kept = True

    def _end_paragraph(self) -> None:
        self.is_kept = self.is_kept and bool(self._aside)

    def _characters(self, data: str) -> None:
        if not self._aside:
            super()._characters(data)

    def refuse_long(self) -> None:
        """Say which row holds a text without end."""
        raise unreadable_from(self._path, self.number + 1, too_long())

    def _spaces(self, attributes: dict[str, str]) -> None:
        if self.is_kept and not self._aside:
            super()._characters(" " * min(_many(local(attributes, "c")), MOST_SPACES))

    def _space(self, _attributes: dict[str, str]) -> None:
        if self.is_kept and not self._aside:
            self.text.append(" ")

    def _value(self, shown: str) -> str:
        attributes = self._attributes
        if formula := local(attributes, "formula"):
            return Cell(f"={formula}"[:MOST_CELL], "formula")
        # Newer files say "error" in a second attribute, beside a value that is none.
        if "error" in {v for k, v in attributes.items() if k.endswith("value-type")}:
            return Cell(shown.strip(), "error")
        reader = self._readers.get(local(attributes, "value-type"))
        return reader(shown) if reader else text_cell(local(attributes, "string-value") or shown)

    def _told(self, name: str) -> str:
        return local(self._attributes, name)

    def _number_cell(self, shown: str) -> str:
        value = self._told("value")
        style = local(self._attributes, "style-name") or (
            self._columns[self._column] if self._column < len(self._columns) else ""
        )
        if self.is_scaled(style):
            return number_cell(value, Shape("scaled"))
        cell = number_cell(value, PLAIN)
        text = shown.strip()
        if cell.isdigit() and _SET.fullmatch(text):
            digits = re.sub(r"\D", "", text)
            if text.isdigit() and int(digits) == int(cell):
                return Cell(text, "number")  # shown with zeros in front
            if "-" in text and digits.lstrip("0") == cell:
                return Cell(text, "text")  # shown as a code
        return cell


def _many(written: str) -> int:
    """How often something is repeated, or how far it reaches; once where it does not say."""
    return max(int(written), 1) if written.isdigit() and len(written) <= 9 else 1  # noqa: PLR2004  nine digits are an int


def _duration(written: str) -> Cell:
    found = _DURATION.fullmatch(written)
    if not found or written == "PT":
        return Cell(written, "broken")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    minutes, seconds = minutes + seconds // 60, seconds % 60
    text = f"{hours + minutes // 60:02d}:{minutes % 60:02d}"
    return Cell(f"{text}:{seconds:02d}" if seconds else text, "duration")
