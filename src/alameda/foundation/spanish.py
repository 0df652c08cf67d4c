"""Formal Spanish of Chile for what the Council signs, whatever the language of the page. Pure.

Certificates and minutes are written in Spanish only: it is the language of the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

NBSP = "\u00a0"
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_NO_AND = ("i", "í", "hi", "hí")
_DIPHTHONGS = ("hia", "hie", "hio", "ia", "ie", "io")


def day(on: date) -> str:
    """A day in full: 8 de abril de 2026."""
    return f"{on.day} de {_MONTHS[on.month - 1]} de {on.year}"


def weekday(on: date) -> str:
    """A day with its name: miércoles 8 de abril de 2026."""
    return f"{_WEEKDAYS[on.weekday()]} {day(on)}"


def number(value: int) -> str:
    """A whole number with the thousands apart: 1.234.567."""
    return f"{value:,}".replace(",", ".")


def money(amount_clp: int) -> str:
    """Whole pesos: $ 1.234.567."""
    return f"${NBSP}{number(amount_clp)}"


def counted(count: int, one: str, many: str) -> str:
    """A number and what is counted: 1 voto, 28 votos."""
    return f"{number(count)} {one if count == 1 else many}"


def joined(words: Sequence[str]) -> str:
    """A list as it is read: Ana, Luis e Inés."""
    if len(words) <= 1:
        return "".join(words)
    last = words[-1].lower()
    sounds_like_and = last.startswith(_NO_AND) and not last.startswith(_DIPHTHONGS)
    return f"{', '.join(words[:-1])} {'e' if sounds_like_and else 'y'} {words[-1]}"


def bare(text: str) -> str:
    """A text without the full stop and the blanks around it, to stand inside a sentence."""
    return " ".join(text.split()).rstrip(".").strip()


def quoted(text: str) -> str:
    """A text between Spanish quotation marks; those it has become inner ones."""
    return f"«{bare(text).replace('«', '“').replace('»', '”')}»"


def of_the(body: str) -> str:
    """A body after "of": del Consejo Regional, de la Comisión de Salud."""
    first = body.lower()
    if first.startswith("consejo"):
        return f"del {body}"
    is_feminine = first.startswith(("comisión", "comision", "subcomisión", "subcomision"))
    return f"de la {body}" if is_feminine else f"de {body}"


def sentence(text: str) -> str:
    """A text that begins with a capital letter and ends with a full stop."""
    plain = " ".join(text.split())
    if not plain:
        return ""
    end = "" if plain[-1] in ".?!" else "."
    return f"{plain[0].upper()}{plain[1:]}{end}"
