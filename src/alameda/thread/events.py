"""The facts that the thread publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class SubjectsLinked(Fact):
    """One subject led to another; ``subject`` is the code of the first.

    Attributes:
        kind: from the closed list of ``Link.Kind``.
        target: code of the second.
        linked_on: the day on which one led to the other.
    """

    verb = "subjects.linked"
    words = _("Two subjects were linked")

    kind: str
    target: str
    linked_on: date
