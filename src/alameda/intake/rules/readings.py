"""How a file was read, in words: which sheet, which header row, which encoding and delimiter. Pure.

Source: docs/rules/imports.md, "Which sheet, which row".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_MARKS: Final = {
    ",": ("coma", "comma"),
    ";": ("punto y coma", "semicolon"),
    "\t": ("tabulador", "tab"),
    "|": ("barra", "bar"),
}
_WORDS: Final = {
    "name_says_otherwise": ("el nombre dice otra cosa", "its name says otherwise"),
    "sheet": ("hoja «{}»", "sheet “{}”"),
    "header_line": ("encabezado en la fila {}", "header in row {}"),
    "renamed_columns": ("columnas reconocidas: {}", "columns recognised: {}"),
    "merged_cells": ("celdas combinadas: {}", "merged cells: {}"),
    "other_sheets": ("sin leer: {}", "not read: {}"),
    "unknown_columns": ("columnas sin leer: {}", "columns not read: {}"),
}


def said(reading: Mapping[str, Any], *, language: str) -> str:
    """How a file was read.

    Args:
        reading: as ``Table.reading`` tells it, with the columns that no profile knows.
        language: ``es`` or ``en``.
    """
    place = 0 if language == "es" else 1
    mark = _MARKS.get(reading.get("delimiter", ""))
    kind = "gzip " * bool(reading.get("is_gzip")) + str(reading.get("kind", ""))
    told = [kind, reading.get("encoding", ""), mark[place] if mark else ""]
    for name, words in _WORDS.items():
        if value := reading.get(name):
            told.append(words[place].format(_plain(value)))
    return ", ".join(part for part in told if part)


def _plain(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    return "; ".join(" → ".join(each) if isinstance(each, list) else str(each) for each in value)
