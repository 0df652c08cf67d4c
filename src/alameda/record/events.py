"""What every published fact is made of; modules subclass ``Fact`` in their own ``events.py``."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that became true, published in the transaction that made it true.

    Subclasses are frozen, keyword-only dataclasses named in the past tense, of plain values (text,
    whole numbers, booleans, dates, moments, decimals, lists and mappings of these). They hold no
    personal data: a fact about a person enters as a salted digest.

    Attributes:
        subject: permanent code of the ``thread.Subject`` it is about.
    """

    subject: str
    verb: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Name the verb after the class: ``PaymentRecorded`` becomes ``payment.recorded``."""
        super().__init_subclass__(**kwargs)
        words = re.findall(r"[A-Z][a-z0-9]*", cls.__name__)
        cls.verb = ".".join(("_".join(words[:-1]), words[-1])).lower().strip(".")

    def payload(self) -> dict[str, Any]:
        """The fact as JSON-ready values, without the subject."""
        return {
            entry.name: _plain(getattr(self, entry.name))
            for entry in dataclasses.fields(self)
            if entry.name != "subject"
        }


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
