"""What one look at an instance found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        name: what was looked at.
        is_good: whether it is as it should be.
        found: what was seen, in one sentence.
        remedy: what to do, where it is not good.
        is_note: nothing is wrong, and it is worth knowing: the remedy is said, the status stays 0.
    """

    name: str
    is_good: bool
    found: str
    remedy: str = ""
    is_note: bool = False
