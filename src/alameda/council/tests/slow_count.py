"""A second way to count a vote, slow and obvious, to hold the first one against."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def is_enough(favour: int, base: int, majority: str) -> bool:
    """Whether that many in favour decide, each majority written out by hand."""
    if favour == 0:
        return False
    if majority in {"present", "in_office"}:
        return Fraction(favour) > Fraction(base, 2)
    if majority == "overrule":
        return Fraction(favour - 1) > Fraction(base, 2)
    if majority == "control_head":
        return Fraction(favour) >= Fraction(base * 4, 7)
    if majority == "corporations":
        return Fraction(favour) >= Fraction(base * 2, 3)
    assert majority == "observation"
    return Fraction(favour) >= Fraction(base, 3)


def needed_slowly(base: int, majority: str) -> int:
    """The fewest in favour that decide, by trying one after another."""
    return next(favour for favour in range(1, 2 * base + 5) if is_enough(favour, base, majority))


def outcome_slowly(
    choices: Sequence[str], *, in_office: int, majority: str, casting: str = ""
) -> tuple[str, int]:
    """How those ballots end, and how many in favour it took."""
    room = [choice for choice in choices if choice != "recused"]
    base = len(room) if majority in {"present", "observation"} else in_office
    favour = len([choice for choice in room if choice == "favour"])
    against = len([choice for choice in room if choice == "against"])
    needed = needed_slowly(base, majority)
    if is_enough(favour, base, majority):
        return "approved", needed
    is_level = favour > 0 and favour == against
    if majority == "present" and is_level and is_enough(favour + 1, base, majority):
        return {"favour": "approved", "against": "refused", "": "tied"}[casting], needed
    return "refused", needed
