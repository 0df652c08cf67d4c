"""What the number format of a spreadsheet shows of a number. Pure.

A format may turn 0.355 into ``35.5%``, 45360 into a date, 0.395 into ``09:30`` and 401000410 into
``40100041-0``. Source: ECMA-376, part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple


class Shape(NamedTuple):
    """What a format shows.

    Attributes:
        kind: ``number``, ``percent``, ``scaled``, ``date``, ``moment``, ``time`` or ``duration``.
        mask: how the digits of a whole number are set, ``0`` for each; empty where they are plain.
    """

    kind: str
    mask: str = ""

    @property
    def is_zeros(self) -> bool:
        """Whether the mask only adds zeros in front."""
        return set(self.mask) == {"0"}


PLAIN: Final = Shape("number")
_TIMES: Final = frozenset({18, 19, 20, 21, 45, 47})
# 27 to 36 and 50 to 58 are dates of the languages that have their own.
_DATES: Final = frozenset({14, 15, 16, 17, *range(27, 37), *range(50, 59)})
_BUILT_IN: Final = {
    9: Shape("percent"),
    10: Shape("percent"),
    22: Shape("moment"),
    46: Shape("duration"),
    **dict.fromkeys(_TIMES, Shape("time")),
    **dict.fromkeys(_DATES, Shape("date")),
}
_LITERAL: Final = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\]]*\]?")
_SCALING: Final = re.compile(r"[0#?],+(?![0#?,])")
_MASK: Final = re.compile(r"[0#?](?:[0#?\x01 /()-]*[0#?])?")
_QUOTED: Final = re.compile(r'"([^"]*)"|\\(.)')


def built_in(number: int) -> Shape:
    """The shape of a format that every spreadsheet has by its number."""
    return _BUILT_IN.get(number, PLAIN)


@lru_cache(maxsize=4_096)
def shape_of(code: str) -> Shape:
    """The shape of a format code; of its first section, which is that of positive numbers."""
    bare = _LITERAL.sub("", code)
    section = bare.split(";", maxsplit=1)[0]
    if _ELAPSED.search(section):
        return Shape("duration")
    section = _BRACKETS.sub("", section)
    if section.strip().lower() in {"general", "standard", "@", ""}:
        return PLAIN
    if "%" in section or "‰" in section:
        return Shape("percent" if section.count("%") == 1 else "scaled")
    if _SCALING.search(section):
        return Shape("scaled")
    if not set("0#?") & set(section):
        return _calendar(section.lower())
    return Shape("number", _mask(code))


def _calendar(section: str) -> Shape:
    letters = re.sub(r"am/pm|a/p", "h", section)
    has_time = "h" in letters or "s" in letters
    has_day = "y" in letters or "d" in letters or ("m" in letters and not has_time)
    if has_day:
        return Shape("moment" if has_time else "date")
    return Shape("time") if has_time else PLAIN


def _mask(code: str) -> str:
    """How a code sets digits, such as ``00000000-0``; empty where it does nothing to them."""
    section = _QUOTED.sub(_kept, code).split(";")[0]
    section = _BRACKETS.sub("", section).strip()
    plain = section.replace("\x01", ".")
    is_set = set(section) & set("-/ ()\x01") or set(section) == {"0"}
    if len(section) > 1 and is_set and _MASK.fullmatch(section):
        return re.sub(r"[#?]", "0" if set(section) == {"0"} else "#", plain)
    return ""


def _kept(found: re.Match[str]) -> str:
    """A literal between digits; a point that is only drawn is not the decimal point."""
    return (found[1] or found[2] or "").replace(".", "\x01").replace(";", "")


def drawn(digits: str, mask: str) -> str:
    """Digits as a mask sets them, from the right; what the mask has no place for goes in front."""
    left = list(digits)
    out: list[str] = []
    for sign in reversed(mask):
        if sign not in "0#":
            out.append(sign)
        elif left:
            out.append(left.pop())
        elif sign == "0":
            out.append("0")
        else:
            break
    text = "".join([*left, *reversed(out)])
    return text.lstrip("-/ .()") if "#" in mask else text
