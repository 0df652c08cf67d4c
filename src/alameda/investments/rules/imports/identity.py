"""Which initiative a row belongs to, and the permanent code of that initiative. Pure.

The same row gives the same code whatever came before it. Source: docs/rules/imports.md, "Identity".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from alameda.foundation.codes import bip_parts, digest, fold
from alameda.foundation.texts import tidy
from alameda.intake.rules.values import check_digit
from alameda.investments.rules.imports.profile import Identity, Profile

MOST_CODE = 60


@dataclass(frozen=True)
class Named:
    """The initiative that a row names.

    Attributes:
        bip: eight digits, or empty.
        digit: the check digit as written, or empty.
        own: public code where there is no BIP; empty when the row names none.
        reason: note that explains how it was read, or empty.
    """

    bip: str = ""
    digit: str = ""
    own: str = ""
    reason: str = ""

    @property
    def is_nobody(self) -> bool:
        """Whether the row names no initiative."""
        return not self.bip and not self.own


@dataclass
class Digits:
    """The check digits that the registers write for each BIP, counted over the whole import."""

    votes: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, named: Named) -> None:
        """Count what one row writes."""
        if named.bip and named.digit:
            self.votes.setdefault(named.bip, Counter())[named.digit] += 1

    def of(self, bip: str) -> str:
        """The digit most rows write, the lowest among equals; empty when none writes one."""
        votes = self.votes.get(bip)
        if not votes:
            return ""
        return min(votes, key=lambda digit: (-votes[digit], digit))


def named_in(row: Mapping[str, str], identity: Identity, profile: Profile) -> Named:
    """The initiative that a row names."""
    if not identity.bip:
        own = tidy(row.get(identity.own, ""))
        return Named(own=public_code(own)) if fold(own) else Named()
    written = tidy(row.get(identity.bip, ""))
    parts = bip_parts(written)
    if parts:
        digit = check_digit(row.get(identity.digit, "")) if identity.digit else parts[1]
        return Named(bip=parts[0], digit=digit)
    own = tidy(row.get(identity.own, "")) or written
    if fold(written) and fold(written) not in identity.absent:
        return _own(written, own, row, identity, profile)
    if not identity.name:
        return Named()
    name = " ".join(tidy(row.get(column, "")) for column in identity.name)
    return Named(own=public_code(name), reason="no-bip") if fold(name) else Named()


def _own(
    written: str, own: str, row: Mapping[str, str], identity: Identity, profile: Profile
) -> Named:
    if any(pattern.fullmatch(written) for pattern in profile.stable_codes):
        return Named(own=public_code(written))
    year = tidy(row.get(identity.own_year, "")) if identity.own_year else ""
    code = public_code(f"{written} {year}" if year else own)
    return Named(own=code, reason="bip-malformed")


def public_code(text: str) -> str:
    """A code of our own for an initiative without BIP: ``R-`` and the text in capitals."""
    folded = fold(text).upper().replace(" ", "-")
    if len(folded) > MOST_CODE:
        folded = f"{folded[:MOST_CODE].rstrip('-')}-{digest(fold(text)).upper()}"
    return f"R-{folded}"
