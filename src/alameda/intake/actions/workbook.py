"""Reading an XLSX as data: every legal way to pack one, no formula evaluated, no row made up.

Rows come as a stream: memory does not grow with them. Source: ECMA-376, part 1, 18; docs/adr/0010.
"""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from alameda.intake.actions.lines import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROW_CELLS,
    FileRefusedError,
    Line,
    Sheet,
    Span,
    named,
    too_long,
    too_wide,
    unreadable_from,
)
from alameda.intake.actions.packed import BROKEN, LIMITS, Parts, XmlReader, local
from alameda.intake.rules.cells import (
    MOST_DIGITS,
    Cell,
    boolean,
    moment_cell,
    number_cell,
    text_cell,
)
from alameda.intake.rules.formats import PLAIN, Shape, built_in, shape_of

RATIO_FROM_BYTES: Final = LIMITS.small
MOST_ROWS: Final = 1_048_576
MOST_SHARED_STRINGS: Final = 64 * 1024 * 1024
MOST_STYLES: Final = 2_000_000
MOST_MERGED: Final = 100_000
MOST_SHEETS: Final = 1_000
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")  # XML in UTF-16


class Workbook:
    """An XLSX whose sheets are known; ``Book`` says what its parts mean."""

    kind = "xlsx"
    is_gzip = False
    encoding = ""
    delimiter = ""
    is_padded = True

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._tables: tuple[_Strings, _Styles] | None = None
        try:
            self._open()
        except BROKEN as error:
            raise parts.damaged() from error

    def _open(self) -> None:
        place = _main_part(self.parts)
        index = _Index()
        self.parts.parse(place, index)
        links = _links(self.parts, place)
        self.is_1904 = index.is_1904
        self.sheets: Sequence[Sheet] = index.sheets
        self._paths = [links.get(each, ("", ""))[0] for each in index.links]
        self._kinds = [links.get(each, ("", ""))[1] for each in index.links]
        found = {kind: target for target, kind in links.values()}
        self._strings, self._styles = found.get("sharedStrings", ""), found.get("styles", "")

    def rows(self, place: int) -> Iterator[Line]:
        """The rows of a sheet that hold something, from its top.

        Raises:
            FileRefusedError: the sheet is damaged or hostile, with its line.
        """
        if self._kinds[place] != "worksheet" or not self.parts.has(self._paths[place]):
            return
        reader = None
        try:
            # Kept from a look at the top to the whole reading, and no longer.
            self._tables = self._tables or (self._shared(), self._shapes())
            reader = _Rows(self.parts.path, *self._tables, is_1904=self.is_1904)
            for _more in self.parts.stream(self._paths[place], reader):
                yield from reader.found
                reader.found.clear()
        except BROKEN as error:
            raise self.parts.damaged(reader.number + 1 if reader else 1) from error
        self._tables = None

    def spans(self, place: int) -> Sequence[Span]:
        """The merged cells of a sheet, which stand after its rows."""
        path = self._paths[place]
        if self._kinds[place] != "worksheet" or not self.parts.has(path):
            return ()
        merges = _Merges(self.parts)
        try:
            if self._has_merges(path):
                self.parts.parse(path, merges)
        except BROKEN as error:
            raise self.parts.damaged(1) from error
        return merges.spans

    def _has_merges(self, path: str) -> bool:
        end = b""
        for block in self.parts.blocks(path):
            if not end and block.startswith(_WIDE):
                return True
            if b"mergeCell" in end + block:
                return True
            end = block[-16:]
        return False

    def _shared(self) -> _Strings:
        strings = _Strings()
        if self._strings and self.parts.has(self._strings):
            self.parts.parse(self._strings, strings)
        return strings

    def _shapes(self) -> _Styles:
        styles = _Styles()
        if self._styles and self.parts.has(self._styles):
            self.parts.parse(self._styles, styles)
        return styles


def _main_part(parts: Parts) -> str:
    """The part that the package says is its workbook; the usual one where it says none."""
    links = _links(parts, "") if parts.has("_rels/.rels") else {}
    named = [target for target, kind in links.values() if kind == "officeDocument"]
    place = next((target for target in named if parts.has(target)), "xl/workbook.xml")
    if not parts.has(place) or place.lower().endswith(".bin"):
        raise FileRefusedError(_what_it_is(parts) % {"name": parts.path.name})
    return place


def _what_it_is(parts: Parts) -> str:
    if parts.has("xl/workbook.bin"):
        return _("%(name)s is a binary Excel workbook (XLSB): save it as XLSX.")
    if parts.has("word/document.xml") or parts.has("ppt/presentation.xml"):
        return _("%(name)s is a document or a presentation, not a workbook: save it as XLSX.")
    return _("%(name)s is an archive, not an XLSX workbook.")


def _links(parts: Parts, place: str) -> dict[str, tuple[str, str]]:
    """What a part points to: target and kind by identifier."""
    folder, name = posixpath.split(place)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found = _Links(folder)
    if parts.has(path):
        parts.parse(path, found)
    return found.links


class _Links(XmlReader):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.links: dict[str, tuple[str, str]] = {}
        self._folder = folder
        self.starts = {"Relationship": self._link}

    def _link(self, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "").replace("\\", "/")
        if attributes.get("TargetMode") == "External":
            return
        path = target if target.startswith("/") else posixpath.join(self._folder, target)
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.links[attributes.get("Id", "")] = (posixpath.normpath(path).lstrip("/"), kind)


class _Index(XmlReader):
    def __init__(self) -> None:
        super().__init__()
        self.is_1904 = False
        self.sheets: list[Sheet] = []
        self.links: list[str] = []
        self.starts = {"sheet": self._sheet, "workbookPr": self._properties}

    def _properties(self, attributes: dict[str, str]) -> None:
        self.is_1904 = attributes.get("date1904", "").lower() in {"1", "true", "on"}

    def _sheet(self, attributes: dict[str, str]) -> None:
        if len(self.sheets) == MOST_SHEETS:
            message = "too many sheets"
            raise ValueError(message)
        is_hidden = attributes.get("state", "visible") != "visible"
        self.sheets.append(named(unescaped(attributes.get("name", "")), is_hidden=is_hidden))
        self.links.append(local(attributes, "id"))


class _Strings(XmlReader):
    """The shared strings: one block of bytes, so that a million weigh little."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()
        self._ends_at = array("I")
        self._phonetic = 0
        self.starts = {"t": self._text, "rPh": self._sound}
        self.ends = {"t": self._pause, "rPh": self._sounded, "si": self._string}

    def _text(self, _attributes: dict[str, str]) -> None:
        self.is_kept = not self._phonetic

    def _pause(self) -> None:
        self.is_kept = False

    def _sound(self, _attributes: dict[str, str]) -> None:
        self._phonetic += 1

    def _sounded(self) -> None:
        self._phonetic -= 1

    def _string(self) -> None:
        self._bytes += self.taken().encode("utf-8", "surrogatepass")
        self._ends_at.append(len(self._bytes))
        if len(self._bytes) > MOST_SHARED_STRINGS:
            message = "too many shared strings"
            raise ValueError(message)

    def at(self, place: int) -> str:
        """One of them.

        Raises:
            ValueError: there is none.
        """
        if not 0 <= place < len(self._ends_at):
            message = "no such shared string"
            raise ValueError(message)
        start = self._ends_at[place - 1] if place else 0
        return self._bytes[start : self._ends_at[place]].decode("utf-8", "surrogatepass")


class _Styles(XmlReader):
    """What each style shows of a number."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._shapes: list[Shape] = [PLAIN]
        self._place_of: dict[Shape, int] = {PLAIN: 0}
        self._styles = array("H")
        self._is_cells = False
        self.starts = {"numFmt": self._format, "cellXfs": self._begin, "xf": self._style}
        self.ends = {"cellXfs": self._end_cells}

    def _format(self, attributes: dict[str, str]) -> None:
        if len(self._codes) < MOST_CELL:
            self._codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")

    def _begin(self, _attributes: dict[str, str]) -> None:
        self._is_cells = True

    def _end_cells(self) -> None:
        self._is_cells = False

    def _style(self, attributes: dict[str, str]) -> None:
        if not self._is_cells:
            return
        if len(self._styles) == MOST_STYLES:
            message = "too many styles"
            raise ValueError(message)
        number = int(attributes.get("numFmtId") or "0")
        code = self._codes.get(number)
        shape = built_in(number) if code is None else shape_of(unescaped(code)[:MOST_CELL])
        place = self._place_of.setdefault(shape, len(self._shapes))
        if place == len(self._shapes):
            self._shapes.append(shape)
        self._styles.append(place)

    def at(self, style: str | None) -> Shape:
        """What a style shows; plainly where there is none."""
        if not style or not style.isdigit() or int(style) >= len(self._styles):
            return PLAIN
        return self._shapes[self._styles[int(style)]]


class _Merges(XmlReader):
    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.spans: list[Span] = []
        self._parts = parts
        self.starts = {"mergeCell": self._merge}

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _colon, last = attributes.get("ref", "").partition(":")
        (left, top), (right, bottom) = place_of(first), place_of(last or first)
        if len(self.spans) == MOST_MERGED:
            raise FileRefusedError(
                _("%(name)s merges cells more than %(most)s times: it is not read.")
                % {"name": self._parts.path.name, "most": MOST_MERGED}
            )
        self.spans.append(Span(top, left, bottom, right))


def place_of(reference: str) -> tuple[int, int]:
    """Column from 0 and row from 1 of a reference such as ``AB12``.

    Raises:
        ValueError: it is none.
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        message = f"no reference: {reference[:20]}"
        raise ValueError(message)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return column - 1, int(found[2])


def unescaped(text: str) -> str:
    """The characters that a workbook writes as ``_x000D_``; ``_x005F_`` stands for a bare line."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if plain.isascii():
        return plain
    # Two halves of one character, each escaped by itself, belong together again.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


class _Rows(XmlReader):
    """The rows of a sheet, as they come."""

    def __init__(self, path: Path, strings: _Strings, styles: _Styles, *, is_1904: bool) -> None:
        super().__init__()
        self.found: list[Line] = []
        self.number = 0
        self._path, self._strings, self._styles = path, strings, styles
        self._is_1904 = is_1904
        self._cells: dict[int, str] = {}
        self._count = 0
        self._column = -1
        self._type, self._style = "n", ""
        self._formula: str | None = None
        self._phonetic = 0
        self._readers: dict[str, Callable[[str], str]] = {
            "n": self._number,
            "s": self._string,
            "b": lambda value: boolean(is_true=value.strip() in {"1", "true"}),
            "d": moment_cell,
            "e": lambda value: Cell(value.strip(), "error"),
        }
        self.starts = {
            "row": self._row,
            "c": self._cell,
            "v": self._keep,
            "t": self._keep,
            "f": self._begin_formula,
            "rPh": self._sound,
        }
        self.ends = {
            "v": self._kept,
            "t": self._kept,
            "f": self._end_formula,
            "c": self._end_cell,
            "row": self._end_row,
            "rPh": self._sounded,
        }

    def _row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r")
        number = int(written) if written else self.number + 1
        if number > MOST_ROWS:
            reason = _("row %(row)s is beyond the last that a sheet has") % {"row": number}
            raise unreadable_from(self._path, self.number + 1, reason)
        if number <= self.number:
            reason = _("row %(row)s comes twice, or out of its order") % {"row": number}
            raise unreadable_from(self._path, self.number, reason)
        self.number, self._column, self._count = number, -1, 0

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = place_of(reference)[0] if reference else self._column + 1
        self._count += 1
        if self._count > MOST_ROW_CELLS:
            reason = too_wide()
            raise unreadable_from(self._path, self.number, reason)
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula = None
        self.taken()

    def _keep(self, _attributes: dict[str, str]) -> None:
        self.is_kept = not self._phonetic

    def _kept(self) -> None:
        self.is_kept = False

    def refuse_long(self) -> None:
        """Say which row holds a text without end."""
        raise unreadable_from(self._path, self.number, too_long())

    def _sound(self, _attributes: dict[str, str]) -> None:
        self._phonetic += 1

    def _sounded(self) -> None:
        self._phonetic -= 1

    def _begin_formula(self, _attributes: dict[str, str]) -> None:
        self.is_kept = True

    def _end_formula(self) -> None:
        self._formula = self.taken()[:MOST_CELL]

    def _end_cell(self) -> None:
        value = self.taken()
        text = self._read(value) if self._formula is None else Cell(f"={self._formula}", "formula")
        if not text:
            return
        if len(text) > MOST_CELL:
            raise unreadable_from(self._path, self.number, too_long())
        place = min(self._column, MOST_COLUMNS)  # what stands beyond only has to be seen
        if place in self._cells and place < MOST_COLUMNS:
            reason = _("a cell comes twice")
            raise unreadable_from(self._path, self.number, reason)
        self._cells[place] = text

    def _read(self, value: str) -> str:
        if self._type in {"str", "inlineStr"}:
            return text_cell(unescaped(value))
        if not value.strip():
            return ""
        reader = self._readers.get(self._type)
        return reader(value) if reader else Cell(value.strip(), "broken")

    def _string(self, value: str) -> str:
        return text_cell(unescaped(self._strings.at(int(value))))

    def _number(self, value: str) -> str:
        shape = self._styles.at(self._style)
        if shape is PLAIN and len(value) <= MOST_DIGITS and value.isdigit() and value.isascii():
            return Cell(str(int(value)), "number")
        return number_cell(value, shape, is_1904=self._is_1904)

    def _end_row(self) -> None:
        if self._cells:
            cells = [""] * (max(self._cells) + 1)
            for place, text in self._cells.items():
                cells[place] = text
            self.found.append(Line(self.number, cells))
            self._cells.clear()
