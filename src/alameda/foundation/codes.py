"""Codes that people type: BIP, RUT, CUT; keys for comparing and sorting Spanish names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError

_DASHES: Final = re.compile(r"[‐‑‒–—−]")
_BIP: Final = re.compile(r"([0-9]{8})(?:-([0-9]))?")
_RUT: Final = re.compile(r"([0-9]{1,8})-?([0-9Kk])")
_CUT: Final = re.compile(r"(?:0[1-9]|1[0-6])[1-9][0-9]{2}")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")

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
    """Chilean tax number, checked.

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
    def shown(self) -> str:
        """As people write it: ``76.123.456-0``."""
        return f"{self.number:,}-{self.digit}".replace(",", ".")

    @property
    def is_legal_person(self) -> bool:
        """Whether it belongs to an organisation, and so may be published."""
        return self.number >= FIRST_LEGAL_PERSON_RUT


def _tidy(text: str) -> str:
    joined = "".join(text.split())
    return _DASHES.sub("-", joined).replace(".", "")


def parse_bip(text: str, *, field: str = "") -> Bip:
    """Read a BIP code; eight digits alone are taken with check digit zero, and it says so.

    Raises:
        BadInputError: not eight digits with, at most, one check digit after a hyphen.

    Source: docs/rules/parameters.md, "Codes".
    """
    found = _BIP.fullmatch(_tidy(text))
    if found is None:
        raise BadInputError(
            _("“%(text)s” is not a BIP code: write eight digits, a hyphen and one digit.")
            % {"text": text.strip()[:40]},
            field=field,
        )
    number, digit = found.groups()
    return Bip(code=f"{number}-{digit or '0'}", is_digit_assumed=digit is None)


def rut_digit(number: int) -> str:
    """Check digit of a RUT, by modulo 11 with factors 2 to 7 from the right."""
    factors = (2, 3, 4, 5, 6, 7)
    digits = reversed(str(number))
    total = sum(int(digit) * factors[place % 6] for place, digit in enumerate(digits))
    return "0123456789K"[-total % 11]


def parse_rut(text: str, *, field: str = "") -> Rut:
    """Read a RUT with or without points and hyphen, and check its digit.

    Raises:
        BadInputError: wrong shape, or the check digit does not belong to the number.
    """
    found = _RUT.fullmatch(_tidy(text))
    if found is None:
        raise BadInputError(
            _("“%(text)s” is not a RUT: write it like 76.123.456-0.") % {"text": text.strip()[:40]},
            field=field,
        )
    rut = Rut(number=int(found[1]), digit=found[2].upper())
    if rut.number == 0 or rut_digit(rut.number) != rut.digit:
        raise BadInputError(
            _("The check digit of the RUT %(rut)s is wrong.") % {"rut": rut.shown}, field=field
        )
    return rut


def parse_cut(value: str | int, *, field: str = "") -> str:
    """Read the territorial code of a comuna: five digits; a lost leading zero is put back.

    Raises:
        BadInputError: it cannot be the code of any comuna.
    """
    text = str(value).strip()
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
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def normalise(text: str) -> str:
    """Key for comparing names: no accents, capitals, punctuation or repeated spaces."""
    return _NOT_WORD.sub(" ", unaccent(text).lower()).strip()


def slugify(text: str) -> str:
    """Part of an address: lower-case letters, digits and hyphens."""
    return normalise(text).replace(" ", "-")


def spanish_sort_key(text: str) -> str:
    """Text whose plain order is the Spanish order: accents apart, ñ after n.

    The ñ becomes ``nzz``, so that the key sorts alike under any collation of the database.
    """
    lower = unicodedata.normalize("NFC", text).lower().replace("ñ", "nzz")
    return normalise(lower)
