"""The standing orders of a council as dated data: quorum, majorities, ties, points, allowance.

Read from ``rules/orders/*.toml``: the country's in ``country.toml``, and a region's own values in
a file named by its two letters of ISO 3166-2:CL. Pure. Source: docs/rules/council.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from alameda.foundation.parameters import Dated, dated, holding

COUNTRY: Final = "country"
_SHARE: Final = re.compile(r"(?P<sign>>=|>) (?P<top>\d+)/(?P<bottom>\d+)(?: \+ (?P<more>\d+))?")
_MAJORITY: Final = "majority."


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of a number: at least a fraction, or more than it, and perhaps some more.

    Attributes:
        text: as the data writes it, such as ``"> 1/2 + 1"``.
        top: numerator.
        bottom: denominator.
        is_strict: more than the fraction; otherwise at least.
        more: added to that.
    """

    text: str
    top: int
    bottom: int
    is_strict: bool
    more: int

    def of(self, number: int) -> int:
        """The whole number that this share of a number asks for; never less than one."""
        parts = number * self.top
        least = parts // self.bottom + 1 if self.is_strict else -(-parts // self.bottom)
        return max(least + self.more, 1)


@dataclass(frozen=True, kw_only=True)
class Provision(Dated):
    """One rule on a day, with who says so.

    Attributes:
        value: a share, a whole number or yes or no.
        of: of a majority: ``present`` or ``in_office``.
    """

    value: Share | int | bool
    of: str


@dataclass(frozen=True, kw_only=True)
class Majority:
    """How many in favour a decision needs.

    Attributes:
        key: such as ``present`` or ``overrule``.
        share: of whom.
        of: ``present`` (those present, without the recused) or ``in_office``.
    """

    key: str
    share: Share
    of: str


@dataclass(frozen=True, kw_only=True)
class StandingOrders:
    """What holds in a council on a day.

    Attributes:
        on: the day.
        region: two letters, or empty.
        quorum_first: of those in office, at first summons.
        quorum_second: of those in office, at second summons.
        ordinary_hours: of notice that a summons gives, of committees too.
        extraordinary_hours: of notice that the summons of an extraordinary session gives.
        governor_counts: whether the governor is one of those in office and of the quorum.
        governor_votes: whether the governor has a ballot.
        majorities: by key.
        not_voting_counts: whether who is present and does not vote is in the base of ``present``.
        tie_rounds: tied votes before who presides breaks the tie.
        point_supporters: that a citizen point needs.
        point_days: calendar days it has to collect them.
        plenary_utm: a month, for every session of the Council.
        is_proportional: whether that falls in proportion to absences, or is lost whole.
        justified_counts: whether a justified absence is paid as attendance.
        committee_utm: for each committee session.
        committee_max_utm: a month, for all committees together.
        yearly_utm: a year.
        yearly_percent: attendance that gives the yearly allowance.
        provisions: each of these with its basis, by key of the data.
    """

    on: date
    region: str
    quorum_first: Share
    quorum_second: Share
    ordinary_hours: int
    extraordinary_hours: int
    governor_counts: bool
    governor_votes: bool
    majorities: Mapping[str, Majority]
    not_voting_counts: bool
    tie_rounds: int
    point_supporters: int
    point_days: int
    plenary_utm: int
    is_proportional: bool
    justified_counts: bool
    committee_utm: int
    committee_max_utm: int
    yearly_utm: int
    yearly_percent: int
    provisions: Mapping[str, Provision]


FIELDS: Final = {
    "quorum_first": ("quorum.first", Share),
    "quorum_second": ("quorum.second", Share),
    "ordinary_hours": ("summons.ordinary_hours", int),
    "extraordinary_hours": ("summons.extraordinary_hours", int),
    "governor_counts": ("governor.counts", bool),
    "governor_votes": ("governor.votes", bool),
    "not_voting_counts": ("majority.not_voting_counts", bool),
    "tie_rounds": ("tie.rounds", int),
    "point_supporters": ("points.supporters", int),
    "point_days": ("points.days", int),
    "plenary_utm": ("allowance.plenary_utm", int),
    "is_proportional": ("allowance.is_proportional", bool),
    "justified_counts": ("allowance.justified_counts", bool),
    "committee_utm": ("allowance.committee_utm", int),
    "committee_max_utm": ("allowance.committee_max_utm", int),
    "yearly_utm": ("allowance.yearly_utm", int),
    "yearly_percent": ("allowance.yearly_percent", int),
}


@lru_cache(maxsize=256)
def standing_orders(on: date, *, region: str = "") -> StandingOrders:
    """What holds on a day; the region's own values where it has them, else the country's.

    Args:
        on: day on which the session began, in the region's time zone.
        region: two letters of ISO 3166-2:CL, or empty.

    Raises:
        ParameterUnknownError: a rule is not known for that day.
    """
    found = {key: holding(known, on=on, region=region) for key, known in provisions().items()}
    values: dict[str, Any] = {}
    for field, (key, kind) in FIELDS.items():
        value = found[key].value
        if type(value) is not kind:
            msg = f"{key}: {value!r} is no {kind.__name__}"
            raise TypeError(msg)
        values[field] = value
    majorities = {
        key.removeprefix(_MAJORITY): Majority(
            key=key.removeprefix(_MAJORITY), share=provision.value, of=provision.of
        )
        for key, provision in found.items()
        if key.startswith(_MAJORITY) and isinstance(provision.value, Share)
    }
    return StandingOrders(on=on, region=region, majorities=majorities, provisions=found, **values)


@lru_cache(maxsize=1)
def provisions() -> dict[str, tuple[Provision, ...]]:
    """Every rule by key, each with its values: the regions' own first, then by date."""
    tables = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in files(__package__).joinpath("orders").iterdir()
        if file.name.endswith(".toml")
    }
    country = tables.pop(COUNTRY)
    return {
        key: tuple(
            _read(key, head=country[key], row=row, region=region)
            for region, table in (*sorted(tables.items()), ("", country))
            for row in sorted(table.get(key, {}).get("values", ()), key=_valid_from)
        )
        for key in country
    }


def parse_share(text: str) -> Share:
    """A share as the data writes it: ``>= 3/5``, ``> 1/2``, ``> 1/2 + 1``.

    Raises:
        ValueError: it is not written that way, or is more than the whole.
    """
    found = _SHARE.fullmatch(text)
    if found is None:
        msg = f"{text!r} is not a share: write it like '>= 3/5' or '> 1/2 + 1'"
        raise ValueError(msg)
    top, bottom = int(found["top"]), int(found["bottom"])
    if not 0 < top <= bottom:
        msg = f"{text!r} is not a share: it must be more than nothing and at most the whole"
        raise ValueError(msg)
    return Share(
        text=text,
        top=top,
        bottom=bottom,
        is_strict=found["sign"] == ">",
        more=int(found["more"] or 0),
    )


def _valid_from(row: Mapping[str, Any]) -> date:
    found: date = row["valid_from"]
    return found


def _read(key: str, *, head: Mapping[str, Any], row: Mapping[str, Any], region: str) -> Provision:
    value = row["value"]
    return Provision(
        value=parse_share(value) if isinstance(value, str) else value,
        of=head.get("of", ""),
        **dated(key, head=head, row=row, region=region),
    )
