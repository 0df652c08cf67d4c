"""One immutable index: masks, exact counts and orders over the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b

import numpy as np

from alameda.investments.rules import bands, lateness
from alameda.investments.rules.states import GROUPS, STATES
from alameda.investments.selectors.facets.columns import (
    KIND_KEYS,
    NO_DAY,
    ROUTE_KEYS,
    STATE_KEYS,
    Columns,
    Ints,
    Mask,
)
from alameda.investments.selectors.facets.filters import CLOSED, FACETS, Filters
from alameda.investments.selectors.facets.vocabulary import words_of

NONE_ID = 0
REGION_WIDE_ID = -1
_PAIR = 1 << 32  # joins a place and a row key in one number
UNKNOWN_DAYS = np.iinfo(np.int32).min

_GROUP_PLACE = {group.key: place for place, group in enumerate(GROUPS)}
_GROUP_OF_STATE = np.array([_GROUP_PLACE[state.group] for state in STATES])
_OVER_STATES = [STATE_KEYS.index(key) for key in sorted(lateness.OVER_STATES)]
_FINISHED_STATES = [STATE_KEYS.index(key) for key in sorted(lateness.FINISHED_STATES)]
_BAND_TOPS = np.array([band.below_clp for band in bands.BANDS if band.below_clp is not None])


@dataclass(frozen=True)
class Chosen:
    """Some of the initiatives: a mask over the index, and the places where it is true."""

    mask: Mask

    @cached_property
    def places(self) -> Ints:
        """The places, ascending: what a narrow choice is counted by."""
        return np.flatnonzero(self.mask)

    @classmethod
    def of_all(cls, masks: Sequence[Mask]) -> Chosen | None:
        """What every mask lets through; ``None`` is everything."""
        return cls(np.logical_and.reduce(masks)) if masks else None


@dataclass(frozen=True)
class Facet:
    """A facet's values, and where each initiative has them.

    Attributes:
        values: its distinct values, ascending: row keys, years, or places in a closed list.
        codes: places in ``values``, one an entry.
        rows: the initiative of each entry; ``None`` where entries are the initiatives themselves.
    """

    values: Ints
    codes: Ints
    rows: Ints | None = None

    def mask(self, wanted: set[int], *, size: int) -> Mask:
        """Which initiatives have any of the wanted values."""
        is_wanted = np.isin(self.values, list(wanted))
        if self.rows is None:
            found: Mask = is_wanted[self.codes]
            return found
        found = np.zeros(size, dtype=bool)
        found[self.rows[is_wanted[self.codes]]] = True
        return found

    def counts(self, chosen: Chosen | None) -> Ints:
        """How many of the chosen initiatives have each value."""
        if chosen is None:
            return self._all_counts
        if self.rows is None:
            codes = self.codes[chosen.places]
        else:
            codes = self.codes[chosen.mask[self.rows]]
        return np.bincount(codes, minlength=len(self.values))

    @cached_property
    def _all_counts(self) -> Ints:
        return np.bincount(self.codes, minlength=len(self.values))


@dataclass(frozen=True)
class Selection:
    """What a set of filters leaves.

    Attributes:
        places: where the initiatives stand in the index, in the order asked for.
        counts: of each facet, how many each value would leave with the other facets' filters.
        amount_clp: sum of the amounts that are known.
        paid_clp: sum of what was paid.
        late: how many are late today.
        unknown_amounts: how many have no amount.
    """

    places: Ints
    counts: Mapping[str, dict[int, int]]
    amount_clp: int
    paid_clp: int
    late: int
    unknown_amounts: int

    def __len__(self) -> int:
        return len(self.places)


def _closed(values: Ints, size: int) -> Facet:
    """A facet over a closed list, whose places are its codes; -1 does not occur."""
    return Facet(values=np.arange(size), codes=values.astype(np.int64))


def _open(values: Ints, rows: Ints | None = None) -> Facet:
    found, codes = np.unique(values, return_inverse=True)
    return Facet(values=found, codes=codes, rows=rows)


class Index:
    """Every public initiative, as it was committed in one snapshot. Never changes."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._days: tuple[date, Ints] | None = None
        self._lateness: tuple[date, Facet] | None = None

    def __len__(self) -> int:
        return len(self.columns)

    @cached_property
    def version(self) -> str:
        """A digest of the contents: the same in every process that has the same state."""
        digest = blake2b(digest_size=10)
        for array in (*self.columns.arrays.values(), self.columns.link_comunas):
            digest.update(array.tobytes())
        digest.update("\n".join(self.columns.names).encode())
        return digest.hexdigest()

    @cached_property
    def facets(self) -> Mapping[str, Facet]:
        """The facets that do not depend on the day."""
        arrays = self.columns.arrays
        return {
            "comuna": self._linked(self.columns.link_comunas),
            "province": self._linked(self.columns.link_provinces, own=arrays["province"]),
            "group": _closed(_GROUP_OF_STATE[arrays["state"]], len(GROUPS)),
            "route": _closed(arrays["route"], len(ROUTE_KEYS)),
            "sector": _open(arrays["sector"]),
            "unit": _open(arrays["unit"]),
            "year": _open(arrays["year"]),
            "amount": _closed(self._bands(), len(bands.KEYS)),
            "kind": _closed(arrays["kind"], len(KIND_KEYS)),
        }

    @cached_property
    def used_values(self) -> frozenset[tuple[str, int]]:
        """Every value of an open facet that some initiative has."""
        return frozenset(
            (facet, value)
            for facet in ("comuna", "province", "sector", "unit")
            for value in self.facets[facet].values.tolist()
        )

    def _linked(self, targets: Ints, own: Ints | None = None) -> Facet:
        """A facet of many values: the links, an own value, and a word for those with none."""
        rows = np.searchsorted(self.columns.arrays["pk"], self.columns.link_pks)
        if own is not None:
            owners = np.flatnonzero(own)
            rows, targets = np.concatenate((rows, owners)), np.concatenate((targets, own[owners]))
            pairs = np.unique(rows * _PAIR + targets)
            rows, targets = np.divmod(pairs, _PAIR)
        is_bare = np.ones(len(self), dtype=bool)
        is_bare[rows] = False
        bare = np.flatnonzero(is_bare)
        is_wide = self.columns.arrays["region_wide"][bare] == 1
        words = np.where(is_wide, REGION_WIDE_ID, NONE_ID)
        return _open(np.concatenate((targets, words)), np.concatenate((rows, bare)))

    def _bands(self) -> Ints:
        amounts = self.columns.arrays["amount"]
        places = np.searchsorted(_BAND_TOPS, amounts, side="right")
        return np.where(amounts < 0, len(bands.BANDS), places)

    def late_days(self, today: date) -> Ints:
        """Days late of each initiative today, or ``UNKNOWN_DAYS``; ``rules.lateness`` in bulk."""
        if self._days is None or self._days[0] != today:
            self._days = (today, self._late_days(today.toordinal()))
        return self._days[1]

    def _late_days(self, today: int) -> Ints:
        arrays = self.columns.arrays
        planned, finished = arrays["planned"], arrays["finished"]
        expected = np.where(arrays["expected"] == NO_DAY, planned, arrays["expected"])
        is_finished = np.isin(arrays["state"], _FINISHED_STATES)
        open_ends = np.where(is_finished, expected, np.maximum(expected, today))
        ends = np.where(finished != NO_DAY, finished, open_ends)
        is_over = np.isin(arrays["state"], _OVER_STATES) & (finished == NO_DAY)
        return np.where((planned == NO_DAY) | is_over, UNKNOWN_DAYS, ends - planned)

    def lateness(self, today: date) -> Facet:
        """The facet that depends on the day."""
        if self._lateness is None or self._lateness[0] != today:
            self._lateness = (today, self._lateness_on(today))
        return self._lateness[1]

    def _lateness_on(self, today: date) -> Facet:
        days = self.late_days(today)
        keys = lateness.KEYS
        places = np.where(days > 0, keys.index(lateness.LATE), keys.index(lateness.ON_TIME))
        return _closed(
            np.where(days == UNKNOWN_DAYS, keys.index(lateness.UNKNOWN), places), len(keys)
        )

    def comunas_of(self, places: Ints) -> dict[int, list[int]]:
        """The comunas of some initiatives, by place."""
        pks = self.columns.arrays["pk"][places]
        by_pk, sorted_pks = self._links
        starts = np.searchsorted(sorted_pks, pks, side="left").tolist()
        ends = np.searchsorted(sorted_pks, pks, side="right").tolist()
        return {
            place: self.columns.link_comunas[by_pk[start:end]].tolist()
            for place, start, end in zip(places.tolist(), starts, ends, strict=True)
        }

    @cached_property
    def _links(self) -> tuple[Ints, Ints]:
        """The order of the links by initiative, and their initiatives in that order."""
        by_pk: Ints = np.argsort(self.columns.link_pks, kind="stable")
        return by_pk, self.columns.link_pks[by_pk]

    def places_of(self, pks: Ints) -> Ints:
        """Where these initiatives stand, in the same order; those it lacks are left out."""
        own = self.columns.arrays["pk"]
        places = np.searchsorted(own, pks)
        is_here = places < len(own)
        is_here[is_here] = own[places[is_here]] == pks[is_here]
        found: Ints = places[is_here]
        return found

    def select(
        self,
        wanted: Mapping[str, set[int]],
        *,
        today: date,
        found: Ints | None = None,
        order: str = "newest",
    ) -> Selection:
        """What the filters leave, with the exact counts of every facet.

        Args:
            wanted: of each facet that narrows, the values it lets through.
            today: lateness is computed against it.
            found: primary keys that a search gave, best first; ``None`` without a search.
            order: one of ``ORDERS``; ``relevance`` is the order of ``found``.
        """
        facets = {**self.facets, "late": self.lateness(today)}
        ranked = None if found is None else self.places_of(found)
        base = self._base(ranked)
        masks = {key: facets[key].mask(values, size=len(self)) for key, values in wanted.items()}
        everything = Chosen.of_all([*base, *masks.values()])
        counts = {}
        for key in FACETS:
            others = [mask for other, mask in masks.items() if other != key]
            chosen = everything if key not in masks else Chosen.of_all([*base, *others])
            counts[key] = _by_value(facets[key], chosen)
        return self._selection(everything, counts, today=today, order=order, ranked=ranked)

    def _base(self, ranked: Ints | None) -> list[Mask]:
        if ranked is None:
            return []
        mask = np.zeros(len(self), dtype=bool)
        mask[ranked] = True
        return [mask]

    def _selection(
        self,
        chosen: Chosen | None,
        counts: Mapping[str, dict[int, int]],
        *,
        today: date,
        order: str,
        ranked: Ints | None,
    ) -> Selection:
        places = (
            ranked if order == "relevance" and ranked is not None else self.ordered(order, today)
        )
        if chosen is not None:
            places = places[chosen.mask[places]]

        def of(column: Ints) -> Ints:
            return column if chosen is None else column[chosen.places]

        amounts = of(self.columns.arrays["amount"])
        return Selection(
            places=places,
            counts=counts,
            amount_clp=int(amounts[amounts > 0].sum()),
            paid_clp=int(of(self.columns.arrays["paid"]).sum()),
            late=int((of(self.late_days(today)) > 0).sum()),
            unknown_amounts=int((amounts < 0).sum()),
        )

    @cached_property
    def _orders(self) -> dict[tuple[str, date | None], Ints]:
        return {}

    def ordered(self, order: str, today: date) -> Ints:
        """Every place in an order; the primary key, newest first, settles ties."""
        key = (order, today if order == "late" else None)
        known = self._orders.get(key)
        if known is None:
            known = self._by_name() if order == "name" else self._falling(_KEYS[order](self, today))
            self._orders[key] = known
        return known

    def _falling(self, values: Ints) -> Ints:
        order: Ints = np.lexsort((-np.arange(len(values)), -values.astype(np.int64)))
        return order

    def _by_name(self) -> Ints:
        names = self.columns.names
        return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)

    def comuna_counts(self, places: Ints) -> dict[int, int]:
        """How many of these initiatives each comuna has."""
        mask = np.zeros(len(self), dtype=bool)
        mask[places] = True
        return _by_value(self.facets["comuna"], Chosen(mask))

    def sums(self, places: Ints, facet: str, column: str) -> dict[int, int]:
        """Sum of a money column by value of a facet of one value."""
        own = self.facets[facet]
        amounts = np.maximum(self.columns.arrays[column][places], 0)
        sums = np.zeros(len(own.values), dtype=np.int64)
        np.add.at(sums, own.codes[places], amounts)
        return dict(zip(own.values.tolist(), sums.tolist(), strict=True))

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """The words of all names; only a search that found nothing asks for them."""
        return words_of(self.columns.names)

    def shares(self, places: Ints, column: str) -> dict[int, int]:
        """Sum of a money column by comuna; what lies in several is shared out equally."""
        facet = self.facets["comuna"]
        rows = facet.rows if facet.rows is not None else np.arange(len(self))
        mask = np.zeros(len(self), dtype=bool)
        mask[places] = True
        kept = mask[rows]
        parts = np.bincount(rows, minlength=len(self))
        amounts = np.maximum(self.columns.arrays[column], 0)[rows[kept]] / parts[rows[kept]]
        sums = np.bincount(facet.codes[kept], weights=amounts, minlength=len(facet.values))
        return {
            int(value): round(float(amount))
            for value, amount in zip(facet.values, sums, strict=True)
        }


def _by_value(facet: Facet, chosen: Chosen | None) -> dict[int, int]:
    return dict(zip(facet.values.tolist(), facet.counts(chosen).tolist(), strict=True))


_KEYS: Mapping[str, Callable[[Index, date], Ints]] = {
    "relevance": lambda index, _today: index.columns.arrays["acted"],
    "newest": lambda index, _today: index.columns.arrays["acted"],
    "amount": lambda index, _today: index.columns.arrays["amount"],
    "late": lambda index, today: index.late_days(today),
    "progress": lambda index, _today: index.columns.arrays["progress"],
}


def closed_ids(facet: str, values: tuple[str, ...]) -> set[int]:
    """The places of a closed list's values; what it lacks is left out."""
    listed = CLOSED[facet]
    return {listed.index(value) for value in values if value in listed}


def wanted_of(filters: Filters, resolve: Callable[[str, str], int | None]) -> dict[str, set[int]]:
    """The filters in the index's own keys; ``resolve`` knows those of the open lists."""
    wanted: dict[str, set[int]] = {}
    for facet, values in filters.chosen:
        if facet in CLOSED:
            wanted[facet] = closed_ids(facet, values)
        else:
            resolved = (resolve(facet, value) for value in values)
            wanted[facet] = {key for key in resolved if key is not None}
    return wanted
