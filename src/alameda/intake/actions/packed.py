"""The parts of a packed workbook, opened after one bounded look and read as streams of XML."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar
from xml.parsers import expat

from django.utils.translation import gettext as _

from alameda.foundation.archives import ArchiveRefusedError, Limits, checked, part_name
from alameda.intake.actions.lines import MOST_CELL, FileRefusedError

LIMITS: Final = Limits()
BLOCK: Final = 64 * 1024
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, expat.ExpatError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
MOST_TEXT: Final = MOST_CELL * 7  # each character may be an escape of seven
MOST_NAMES: Final = 500  # names of elements that are remembered
H = TypeVar("H")


class _HasEntitiesError(ValueError):
    """The XML declares entities: office programs never do."""


class Parts:
    """The parts of one packed file, by their folded name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as source:
                members = checked(source, limits=LIMITS)
        except ArchiveRefusedError as error:
            raise FileRefusedError(_sentence(path.name, error.reason)) from error
        self._names = {part_name(member.filename): member.filename for member in members}

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return part_name(name) in self._names

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part."""
        with (
            zipfile.ZipFile(self.path) as archive,
            archive.open(self._names[part_name(name)]) as part,
        ):
            while block := part.read(BLOCK):
                yield block

    def parse(self, name: str, parser: XmlReader) -> None:
        """Read a whole part."""
        for _more in self.stream(name, parser):
            pass

    def stream(self, name: str, parser: XmlReader) -> Iterator[None]:
        """Read a part; stops after each block, so that what was found can be handed on."""
        for block in self.blocks(name):
            parser.feed(block, is_last=False)
            yield
        parser.feed(b"", is_last=True)
        yield

    def damaged(self, line: int = 0) -> FileRefusedError:
        """The refusal of a part that cannot be read."""
        if not line:
            return FileRefusedError(_sentence(self.path.name, "damaged"))
        return FileRefusedError(
            _("%(name)s is damaged: its sheet cannot be read from line %(line)s on.")
            % {"name": self.path.name, "line": line}
        )


def _sentence(name: str, reason: str) -> str:
    sentences = {
        "damaged": _("%(name)s is damaged or truncated: it cannot be opened as XLSX."),
        "members": _("%(name)s holds far too many parts: it is not read (bomb)."),
        "size": _("%(name)s unpacks to too much: it is not read (bomb)."),
        "ratio": _("%(name)s unpacks to far more than it weighs: it is not read (bomb)."),
        "locked": _("%(name)s is locked with a password: save it without one."),
        "names": _("%(name)s holds two parts of one name, or one outside of itself."),
        "packing": _("%(name)s is packed in a way that no office program uses."),
        "nested": _("%(name)s holds another archive: it is not read."),
    }
    return sentences[reason] % {"name": name}


class XmlReader:
    """A parser of XML in a stream: no entities, no documents of its own, names without prefix.

    Subclasses declare ``starts`` and ``ends``, functions by local name, and read ``self.text``
    after setting ``self.is_kept``.
    """

    def __init__(self) -> None:
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.text: list[str] = []
        self.is_kept = False
        self._size = 0
        self._starts: dict[str, Callable[[dict[str, str]], None] | None] = {}
        self._ends: dict[str, Callable[[], None] | None] = {}
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = _refuse

    def feed(self, block: bytes, *, is_last: bool) -> None:
        """Parse one more block."""
        self._parser.Parse(block, is_last)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        handler = self._found(name, self._starts, self.starts)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        handler = self._found(name, self._ends, self.ends)
        if handler is not None:
            handler()

    @staticmethod
    def _found(name: str, kept: dict[str, H | None], handlers: dict[str, H]) -> H | None:
        """The handler of an element, remembered by its whole name: there are millions of them."""
        try:
            return kept[name]
        except KeyError:
            handler = handlers.get(name.rpartition(":")[2])
            if len(kept) < MOST_NAMES:
                kept[name] = handler
            return handler

    def _characters(self, data: str) -> None:
        if self.is_kept:
            self.text.append(data)
            self._size += len(data)
            if self._size > MOST_TEXT:
                self.refuse_long()

    def refuse_long(self) -> None:
        """Say that a text has no end.

        Raises:
            ValueError: always, or what a reader of rows says better.
        """
        message = "a text without end"
        raise ValueError(message)

    def taken(self) -> str:
        """The text kept so far, which is then forgotten."""
        text = "".join(self.text)
        self.text.clear()
        self.is_kept, self._size = False, 0
        return text


def _refuse(*_args: Any) -> NoReturn:
    message = "a document type"
    raise _HasEntitiesError(message)


def local(attributes: dict[str, str], name: str) -> str:
    """An attribute by its local name, whatever its prefix."""
    for key, value in attributes.items():
        if key == name or key.endswith(f":{name}"):
            return value
    return ""
