"""Agreements by words and filters, with exact counts; sessions and commitments by words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from alameda.council.models import Agreement, Commitment, Session
from alameda.foundation.texts import askable
from alameda.pages import selectors as pages
from alameda.pages.rules.cube import Chosen, Cube

AXES = {
    "anio": "year",
    "materia": "business",
    "resultado": "outcome",
    "comision": "committee__slug",
}
CHUNK_ROWS = 500
CONFIG = "alameda_es"
EXPORTED = (
    "code",
    "year",
    "number",
    "session__code",
    "agreed_on",
    "outcome",
    "business",
    "committee__slug",
    "title",
    "text",
    "amount_clp",
    "fund",
    "beneficiary",
    "vote__code",
    "vote__present",
    "vote__favour",
    "vote__against",
    "vote__abstain",
    "vote__not_voting",
    "vote__recused",
    "published_at",
    "publication_due_on",
    "is_demo",
)


def having(rows: QuerySet[Agreement], words: str) -> QuerySet[Agreement]:
    """Those with the words, by their Spanish stems, or of exactly that code."""
    if not words:
        return rows
    return rows.filter(Q(search=_query(words)) | Q(code=words.upper()))


def sessions_having(rows: QuerySet[Session], words: str) -> QuerySet[Session]:
    """Those whose name or subject has the words, by their stems, or whose code begins so."""
    if not words:
        return rows
    text = SearchVector("subject__title", "title", "body__name", config=CONFIG)
    return rows.annotate(text=text).filter(Q(text=_query(words)) | Q(code__istartswith=words))


def commitments_having(rows: QuerySet[Commitment], words: str) -> QuerySet[Commitment]:
    """Those whose text or owner has the words, by their stems, or of exactly that code."""
    if not words:
        return rows
    vector = SearchVector("text", "owner", config=CONFIG)
    return rows.annotate(vector=vector).filter(Q(vector=_query(words)) | Q(code=words.upper()))


def _query(words: str) -> SearchQuery:
    return SearchQuery(askable(words), config=CONFIG, search_type="websearch")


def agreements_cube(rows: QuerySet[Agreement]) -> Cube:
    """The agreements by year, business, outcome and committee."""
    return pages.cube_of(rows, AXES)


def narrowed(rows: QuerySet[Agreement], chosen: Chosen) -> QuerySet[Agreement]:
    """The agreements that the filters leave."""
    return pages.narrowed(rows, AXES, chosen)


def exported(rows: QuerySet[Agreement]) -> Iterator[dict[str, Any]]:
    """Every row, newest first, with what is published of it."""
    found = rows.order_by("-agreed_on", "-pk").values(*EXPORTED)
    yield from found.iterator(chunk_size=CHUNK_ROWS)
