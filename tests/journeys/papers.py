"""The words of a paper, read from its bytes as a reader of screens would."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf

from tests.journeys.windows import Window

PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)


def read_paper(window: Window, link: str) -> str:
    """Follow a link to a document, download its PDF, and read it."""
    window.follow(link)
    window.look()
    address = window.page.locator(".al-hero a.al-button").get_attribute("href") or ""
    answer = window.page.request.get(window.site + address)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    return words_of(answer.body())


def words_of(paper: bytes) -> str:
    """Everything that a PDF says, in the order in which it was drawn, with single spaces."""
    told: list[str] = []
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        for page in pdf.pages:
            fonts = {
                str(name): letters_of(font) for name, font in page.resources.Font.as_dict().items()
            }
            letters: dict[int, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    letters = fonts[str(operands[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    told += [spell(part, letters) for part in parts_of(operands[0])]
                elif str(operator) in {"ET", "Td", "Tm"}:
                    told.append(" ")
    return " ".join("".join(told).split())


def parts_of(shown: Any) -> list[bytes]:
    """The strings of a show operator, without what moves between them."""
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    return [bytes(part) for part in parts if isinstance(part, pikepdf.String)]


def spell(codes: bytes, letters: dict[int, str]) -> str:
    """Codes of two bytes as letters."""
    pairs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
    return "".join(letters.get(code, "") for code in pairs)


def letters_of(font: Any) -> dict[int, str]:
    """What each code of a font means."""
    found: dict[int, str] = {}
    for kind, block in BLOCK.findall(font.ToUnicode.read_bytes()):
        if kind == b"char":
            found |= {int(code, 16): text(letter) for code, letter in PAIR.findall(block)}
        else:
            for first, last, letter in RANGE.findall(block):
                start = int(letter, 16)
                for step in range(int(last, 16) - int(first, 16) + 1):
                    found[int(first, 16) + step] = chr(start + step)
    return found


def text(hexes: bytes) -> str:
    """Letters as a font's table writes them."""
    return bytes.fromhex(hexes.decode()).decode("utf-16-be")
