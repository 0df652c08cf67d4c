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
        body: code of the body it is limited to, or empty.
    """

    verb = "role.granted"
    words = _("A role was granted")

    role: str
    unit: str
    comuna: str
    starts_on: date
    ends_on: date | None
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Fact):
    """A role came to its end.

    Attributes:
        role: key of the role.
        ends_on: last day it held.
        unit: code of the unit it was limited to, or empty.
        comuna: CUT it was limited to, or empty.
        body: code of the body it was limited to, or empty.
        starts_on: first day it held.
        is_at_once: whether it holds no more from this entry on, whatever its last day.
    """

    verb = "role.ended"
    words = _("A role came to its end")

    role: str
    ends_on: date
    unit: str = ""
    comuna: str = ""
    body: str = ""
    starts_on: date | None = None
    is_at_once: bool = False


@dataclass(frozen=True, kw_only=True)
class UnitAdded(Fact):
    """A unit of the regional government's organisation chart was added.

    Attributes:
        code: of the unit, for ever the same.
        name: of the unit.
        acronym: or empty.
        parent: code of the unit above it, or empty.
        starts_on: first day on which it exists, or nothing: always.
    """

    verb = "unit.added"
    words = _("A unit was added to the organisation chart")

    code: str
    name: str
    acronym: str
    parent: str
    starts_on: date | None


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Fact):
    """A unit changed its name or its place in the organisation chart.

    Attributes:
        code: of the unit.
        name: as it is called from now on.
        acronym: from now on, or empty.
        parent: code of the unit above it from now on, or empty.
    """

    verb = "unit.changed"
    words = _("A unit changed its name or its place")

    code: str
    name: str
    acronym: str
    parent: str


@dataclass(frozen=True, kw_only=True)
class UnitEnded(Fact):
    """A unit came to its end.

    Attributes:
        code: of the unit.
        ends_on: last day on which it exists.
    """

    verb = "unit.ended"
    words = _("A unit came to its end")

    code: str
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
