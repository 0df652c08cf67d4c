"""Codes that people type and spreadsheets spoil: BIP, RUT, CUT; keys for comparing names.

One definition each, for forms and for files alike. Source: docs/rules/parameters.md, "Codes";
docs/rules/imports.md, "Codes that a spreadsheet spoilt".
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError

_DASHES: Final = re.compile(r"[‐‑‒–—−]")
_BIP: Final = re.compile(r"([0-9]{8})(?:-([0-9]))?")
_RUT: Final = re.compile(r"([0-9]{1,8})-?([0-9Kk])")
_CUT: Final = re.compile(r"(?:0[1-9]|1[0-6])[1-9][0-9]{2}")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_ZEROS: Final = re.compile(r"([0-9]+)[.,]00?")
_POWER: Final = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")

FIRST_LEGAL_PERSON_RUT: Final = 50_000_000
LAST_REGION_WRITTEN_WITH_A_ZERO: Final = 4  # digits of a CUT that lost its zero to a spreadsheet


class Bip(NamedTuple):
    """Code of the national project bank.

    Attributes:
        code: eight digits, hyphen, check digit, such as ``40030997-0``.
        is_digit_assumed: no check digit was given; zero was put, as in nearly all codes.
    """

    code: str
    is_digit_assumed: bool


class Rut(NamedTuple):
    """Chilean tax number, as written.

    Attributes:
        number: without check digit.
        digit: ``0`` to ``9`` or ``K``.
    """

    number: int
    digit: str

    @property
    def code(self) -> str:
        """As it is kept: no points, hyphen, capital K."""
        return f"{self.number}-{self.digit}"

    @property
    def is_sound(self) -> bool:
        """Whether the check digit belongs to the number."""
        return self.number > 0 and rut_digit(self.number) == self.digit

    @property
    def is_legal_person(self) -> bool:
        """Whether it belongs to an organisation, and so may be published."""
        return self.number >= FIRST_LEGAL_PERSON_RUT


def mended(text: str) -> str | None:
    """A code of digits that a spreadsheet turned into a number, as it was before.

    ``40100041.0`` and ``4.0100041E7`` were ``40100041``. The same text where it was not spoilt;
    nothing where digits were lost: ``4.01E+07`` may have been a million codes.
    """
    if text.isdigit():
        return text
    written = text.strip()
    if zeros := _ZEROS.fullmatch(written):
        return zeros[1]
    power = _POWER.fullmatch(written)
    if power is None:
        return text
    digits = power[1] + (power[2] or "")
    return digits if len(digits) == int(power[3]) + 1 else None


def _compact(text: str) -> str:
    """Without spaces, points or typographic hyphens; empty where a spreadsheet lost digits."""
    joined = _DASHES.sub("-", "".join(text.split()))
    return (mended(joined) or "").replace(".", "")


def bip_parts(text: str) -> tuple[str, str] | None:
    """The eight digits and the check digit (or empty) of a BIP code, or nothing."""
    found = _BIP.fullmatch(_compact(text))
    return (found[1], found[2] or "") if found else None


def parse_bip(text: str, *, field: str = "") -> Bip:
    """Read a BIP code; eight digits alone are taken with check digit zero, and it says so.

    Raises:
        BadInputError: not eight digits with, at most, one check digit after a hyphen.

    Source: docs/rules/parameters.md, "Codes".
    """
    parts = bip_parts(text)
    if parts is None:
        raise BadInputError(
            _("“%(text)s” is not a BIP code: write eight digits, a hyphen and one digit.")
            % {"text": text.strip()[:40]},
            field=field,
        )
    number, digit = parts
    return Bip(code=f"{number}-{digit or '0'}", is_digit_assumed=not digit)


def rut_digit(number: int) -> str:
    """Check digit of a RUT, by modulo 11 with factors 2 to 7 from the right."""
    factors = (2, 3, 4, 5, 6, 7)
    digits = reversed(str(number))
    total = sum(int(digit) * factors[place % 6] for place, digit in enumerate(digits))
    return "0123456789K"[-total % 11]


def rut_parts(text: str) -> Rut | None:
    """The number and the digit of a RUT as written, unchecked; nothing where it has no such shape.

    With or without points and hyphen, and as the number that a spreadsheet made of it.
    """
    found = _RUT.fullmatch(_compact(text))
    return Rut(number=int(found[1]), digit=found[2].upper()) if found else None


def parse_cut(value: str | int, *, field: str = "") -> str:
    """Read the territorial code of a comuna: five digits; a lost leading zero is put back.

    Raises:
        BadInputError: it cannot be the code of any comuna.
    """
    text = mended(str(value).strip()) or ""
    if len(text) == LAST_REGION_WRITTEN_WITH_A_ZERO:
        text = f"0{text}"
    if _CUT.fullmatch(text) is None:
        raise BadInputError(
            _("“%(text)s” is not the code of a comuna: it has five digits, such as 13101.")
            % {"text": text[:40]},
            field=field,
        )
    return text


def unaccent(text: str) -> str:
    """Without accents, diaereses or tildes: ``Ñiquén`` becomes ``Niquen``."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def fold(text: str) -> str:
    """Key for comparing names: no accents, capitals, punctuation or repeated spaces."""
    return _kept_fold(text) if len(text) <= KEPT_LETTERS else _fold(text)


def _fold(text: str) -> str:
    return _NOT_WORD.sub(" ", unaccent(text).lower()).strip()


# Names come back by thousands; what a visitor searches for is kept too, so its length is bounded.
KEPT_LETTERS = 100
_kept_fold = lru_cache(maxsize=50_000)(_fold)


def digest(*parts: str) -> str:
    """Six hexadecimal digits that tell names apart when their slugs do not."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:6]


def slug(text: str, *, most: int = 110) -> str:
    """Part of an address; when it is cut, or loses what told it apart, a digest is added."""
    folded = fold(text).replace(" ", "-")
    if len(folded) <= most:
        return folded
    return f"{folded[: most - 7].rstrip('-')}-{digest(fold(text))}"


def spanish_sort_key(text: str) -> str:
    """Text whose plain order is the Spanish order: accents apart, ñ after n.

    The ñ becomes ``nzz``, so that the key sorts alike under any collation of the database.
    """
    lower = unicodedata.normalize("NFC", text).lower().replace("ñ", "nzz")
    return fold(lower)
