"""Data and a template become a PDF, always the same bytes: PDF/UA-1 and PDF/A-2a in one file.

The time is given, no font of the machine is used, the network is never asked, and the keys of the
data are put in order, because the database keeps them in its own. Pure: no Django.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version

import typst

from alameda.documents.rules.papers import ROOT, Paper

ENGINE = f"typst {version('typst')}"


class TypesettingError(ValueError):
    """The template could not be filled with that data."""


class _Press:
    """A warm compiler of one template; typst's own refuses two threads at once."""

    def __init__(self, paper: Paper) -> None:
        self.compiler = typst.Compiler(
            input=str(paper.path), root=str(ROOT), ignore_system_fonts=True
        )
        self.lock = threading.Lock()


@cache
def _press(paper: Paper) -> _Press:
    return _Press(paper)


def typeset(paper: Paper, data: Mapping[str, object], *, at: datetime) -> bytes:
    """The PDF.

    Args:
        paper: the template.
        data: plain JSON values; shown as text, never read as markup.
        at: the moment the document says it was made; seconds count, less does not.

    Raises:
        TypesettingError: the data do not fit the template.
    """
    told = json.dumps(data, ensure_ascii=False, sort_keys=True)
    press = _press(paper)
    try:
        with press.lock:
            made = press.compiler.compile(
                format="pdf",
                sys_inputs={"data": told},
                pdf_standards=["ua-1", "a-2a"],
                timestamp=int(at.astimezone(UTC).timestamp()),
            )
    except typst.TypstError as error:
        raise TypesettingError(str(error)) from error
    if not isinstance(made, bytes):
        message = "typst made something else than one PDF."
        raise TypesettingError(message)
    return made
