"""Facts that only tests publish."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alameda.foundation.actor import SYSTEM
from alameda.record.actions import publish
from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class StoneLaid(Fact):
    """A stone of a public work was laid."""

    verb = "stone.laid"
    words = _("Stone laid")

    number: int
    note: str = ""


def lay(number: int, *, subject: str = "S-1", note: str = "") -> None:
    """Publish one fact."""
    publish(StoneLaid(subject=subject, number=number, note=note), actor=SYSTEM)
