"""The public portfolio: what a set of filters leaves, and the rows of one page of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from django.conf import settings
from django.db import connection

from alameda.foundation.texts import askable
from alameda.investments.models import Initiative
from alameda.investments.rules import columns
from alameda.investments.rules.states import STATES, State, group_of
from alameda.investments.selectors.facets import Filters, Index, Selection
from alameda.investments.selectors.facets.columns import KIND_KEYS, NO_DAY, ROUTE_KEYS, Ints
from alameda.investments.selectors.facets.index import UNKNOWN_DAYS, wanted_of
from alameda.investments.selectors.facets.labels import Labels, Place
from alameda.investments.selectors.facets.vocabulary import fold, nearest

PAGE_ROWS = 50
How = Literal["", "words", "beginnings", "similar"]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        pks: primary keys, best first.
        how: by the words as asked, by their beginnings, or by similar words.
        words: the words that were looked for in the end.
    """

    pks: Ints
    how: How
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative of a page, ready to be worded.

    Attributes:
        late_days: days late today; ``None`` where not known, zero or less on time.
        progress_pct: physical progress, 0 to 100; ``None`` where nobody reported it.
    """

    pk: int
    code: str
    name: str
    state: State
    kind: str
    route: str
    year: int
    sector: str
    unit: str
    comunas: tuple[Place, ...]
    is_region_wide: bool
    amount_clp: int | None
    paid_clp: int
    progress_pct: float | None
    late_days: int | None
    entered_on: date | None
    planned_end_on: date | None
    expected_end_on: date | None
    finished_on: date | None
    acted_on: date | None

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/inversiones/{self.code}/"


def search_initiatives(words: str, index: Index) -> Found:
    """Initiatives by words: as asked, else by beginnings of words, else by similar words."""
    pks = _by_words(words)
    if len(pks):
        return Found(pks=pks, how="words", words=words)
    pks = _by_beginnings(words)
    if len(pks):
        return Found(pks=pks, how="beginnings", words=words)
    alike = " ".join(_alike(word, index) for word in _WORD.findall(words)).strip()
    pks = _by_words(alike) if alike and alike != words.lower() else pks
    return Found(pks=pks, how="similar" if len(pks) else "", words=alike if len(pks) else words)


def _alike(word: str, index: Index) -> str:
    if any(sign.isdigit() for sign in word):
        return word.lower()
    meant = nearest(word, index.vocabulary)
    return word.lower() if meant in {"", fold(word)} else meant


# One buffer of keys instead of a tuple a row. A code or BIP number in full comes first.
_HITS = """
SELECT string_agg(int8send(id), ''::bytea ORDER BY is_exact DESC, rank DESC, id DESC)
FROM (
    SELECT i.id, FALSE AS is_exact, ts_rank(i.search, q.words) AS rank
    FROM investments_initiative i, (SELECT {query} AS words) q
    WHERE i.search @@ q.words
    UNION ALL
    SELECT i.id, TRUE, 1 FROM investments_initiative i
    WHERE i.code = %(asked)s OR i.bip = %(asked)s
) AS hits
"""


def _by_words(words: str) -> Ints:
    return _hits("websearch_to_tsquery('alameda_es', %(words)s)", words=askable(words), asked=words)


def _by_beginnings(words: str) -> Ints:
    parts = [f"{word}:*" for word in _WORD.findall(words)]
    if not parts:
        return np.empty(0, dtype=np.int64)
    return _hits("to_tsquery('alameda_es', %(words)s)", words=" & ".join(parts), asked=words)


def _hits(query: str, *, words: str, asked: str) -> Ints:
    with connection.cursor() as cursor:
        cursor.execute(_HITS.format(query=query), {"words": words, "asked": asked.upper()})
        buffer = cursor.fetchone()[0]
    pks = np.frombuffer(buffer or b"", dtype=">i8").astype(np.int64)
    _values, first = np.unique(pks, return_index=True)
    best_first: Ints = pks[np.sort(first)]
    return best_first


def select_initiatives(
    index: Index,
    labels: Labels,
    filters: Filters,
    *,
    today: date,
    order: str = "newest",
    found: Found | None = None,
) -> Selection:
    """What the filters leave; ``found`` is the answer to their words, where they have any."""
    if found is None and filters.query:
        found = search_initiatives(filters.query, index)
    return index.select(
        wanted_of(filters, labels.resolve),
        today=today,
        found=found.pks if found else None,
        order=order,
    )


def rows_at(index: Index, labels: Labels, places: Ints, *, today: date) -> list[Row]:
    """The rows at some places, in that order, with one query for their codes and names."""
    arrays = {name: array[places].tolist() for name, array in index.columns.arrays.items()}
    late = index.late_days(today)[places].tolist()
    comunas = index.comunas_of(places)
    texts = {
        pk: (code, name)
        for pk, code, name in Initiative.objects.filter(pk__in=arrays["pk"]).values_list(
            "pk", "code", "name"
        )
    }
    rows = []
    for at, pk in enumerate(arrays["pk"]):
        if pk not in texts:  # gone since the index was read, a moment ago
            continue
        code, name = texts[pk]
        rows.append(
            Row(
                pk=pk,
                code=code,
                name=name,
                state=STATES[arrays["state"][at]],
                kind=KIND_KEYS[arrays["kind"][at]],
                route=ROUTE_KEYS[arrays["route"][at]],
                year=arrays["year"][at],
                sector=labels.name("sector", arrays["sector"][at]),
                unit=labels.name("unit", arrays["unit"][at]),
                comunas=tuple(labels.comunas[key] for key in comunas[int(places[at])]),
                is_region_wide=arrays["region_wide"][at] == 1,
                amount_clp=arrays["amount"][at] if arrays["amount"][at] >= 0 else None,
                paid_clp=arrays["paid"][at],
                progress_pct=_pct(arrays["progress"][at]),
                late_days=None if late[at] == UNKNOWN_DAYS else late[at],
                entered_on=_day(arrays["entered"][at]),
                planned_end_on=_day(arrays["planned"][at]),
                expected_end_on=_day(arrays["expected"][at]),
                finished_on=_day(arrays["finished"][at]),
                acted_on=_day(arrays["acted"][at]),
            )
        )
    return rows


def _day(ordinal: int) -> date | None:
    return None if ordinal == NO_DAY else date.fromordinal(ordinal)


def _pct(hundredths: int) -> float | None:
    return None if hundredths < 0 else hundredths / 100


CHUNK_ROWS = 2_000
EXPORTED = (
    "pk",
    "code",
    "bip",
    "name",
    "kind",
    "route",
    "stage",
    "state",
    "state_since",
    "sector__slug",
    "subsector",
    "province__cut",
    "is_region_wide",
    "executing_unit__name",
    "year",
    "requested_clp",
    "approved_clp",
    "contracted_clp",
    "paid_clp",
    "physical_pct",
    "financial_pct",
    "entered_on",
    "planned_end_on",
    "expected_end_on",
    "finished_on",
    "last_event_on",
    "beneficiaries_women",
    "beneficiaries_men",
    "beneficiaries_total",
    "jobs",
    "is_demo",
)


def exported_rows(
    index: Index, labels: Labels, places: Ints, *, today: date
) -> Iterator[dict[str, object]]:
    """Every row at these places with all that is published of it, a few thousand at a time."""
    for start in range(0, len(places), CHUNK_ROWS):
        chunk = places[start : start + CHUNK_ROWS]
        pks = index.columns.arrays["pk"][chunk].tolist()
        late = index.late_days(today)[chunk].tolist()
        comunas = index.comunas_of(chunk)
        known = {row["pk"]: row for row in Initiative.objects.filter(pk__in=pks).values(*EXPORTED)}
        for pk, place, days in zip(pks, chunk.tolist(), late, strict=True):
            if pk in known:
                cuts = sorted(labels.comunas[key].cut for key in comunas[place])
                yield _published(known[pk], cuts, None if days == UNKNOWN_DAYS else days)


def _published(row: dict[str, Any], cuts: list[str], late_days: int | None) -> dict[str, object]:
    """A row with the names and order of ``rules.columns.INITIATIVES``."""
    computed = {
        "state_group": group_of(row["state"]).key,
        "sector": row["sector__slug"],
        "comunas": cuts,
        "province": row["province__cut"],
        "executing_unit": row["executing_unit__name"],
        "late_days": late_days,
        "address": f"{settings.BASE_URL}/inversiones/{row['code']}/",
    }
    published = {**row, **computed}
    return {column.name: published[column.name] for column in columns.INITIATIVES}


@dataclass(frozen=True)
class PlaceMoney:
    """What one comuna has of a selection.

    Attributes:
        count: initiatives in it, whole or in part.
        amount_clp: its part of their amounts: what lies in several comunas is shared out equally.
        per_person_clp: that, by inhabitant; ``None`` where the population is not known.
        step: 1 to 5 by fifths of the comunas with a figure; 0 where there is none.
        rank: 1 is the most money by inhabitant; ``None`` without a figure.
    """

    place: Place
    count: int
    amount_clp: int
    per_person_clp: int | None
    step: int
    rank: int | None


STEPS = 5


def money_by_comuna(index: Index, labels: Labels, selection: Selection) -> list[PlaceMoney]:
    """Every comuna of the region with its part of a selection, in Spanish order."""
    sums = index.shares(selection.places, "amount")
    counts = index.comuna_counts(selection.places)
    per_person = {
        pk: round(sums.get(pk, 0) / place.population)
        for pk, place in labels.comunas.items()
        if place.population
    }
    falling = sorted(per_person.values(), reverse=True)
    tops = np.quantile(falling, (0.2, 0.4, 0.6, 0.8)) if falling else np.empty(0)
    return [
        PlaceMoney(
            place=place,
            count=counts.get(pk, 0),
            amount_clp=sums.get(pk, 0),
            per_person_clp=per_person.get(pk),
            step=1 + int(np.searchsorted(tops, per_person[pk], side="left"))
            if pk in per_person
            else 0,
            rank=falling.index(per_person[pk]) + 1 if pk in per_person else None,
        )
        for pk, place in labels.comunas.items()
    ]
