"""The facts that accounts publish. A person is never named: only the role, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Fact):
    """Somebody was given a role.

    Attributes:
        role: key of the role.
        unit: code of the unit it is limited to, or empty.
        comuna: CUT it is limited to, or empty.
        starts_on: first day it holds.
        ends_on: last day it holds, or nothing.
    """

    verb = "role.granted"
    words = _("A role was granted")

    role: str
    unit: str
    comuna: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Fact):
    """A role came to its end.

    Attributes:
        role: key of the role.
        ends_on: last day it held.
    """

    verb = "role.ended"
    words = _("A role came to its end")

    role: str
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class DemonstrationPeopleMade(Fact):
    """The invented people of a demonstration were made.

    Attributes:
        people: how many.
        units: units of the organisation chart.
    """

    verb = "demonstration_people.made"
    words = _("The people of the demonstration were made")

    people: int
    units: int
