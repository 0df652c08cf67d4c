"""What the portal shows of the Council: what comes, what was agreed, and what a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce

from django.db.models import Q, QuerySet
from django.utils import timezone

from alameda.council.models import Agreement, Commitment, Councillor, Matter, Session
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.commitments import commitments
from alameda.council.selectors.councillors import councillors_visible_to
from alameda.council.selectors.search import commitments_having, having, sessions_having
from alameda.council.selectors.sessions import AHEAD, UNDER_WAY, sessions_visible_to
from alameda.foundation.actor import VISITOR
from alameda.investments.models import Initiative
from alameda.investments.selectors.facets.vocabulary import nearest, words_of
from alameda.portal.rules import folded

FOUND = 5
STILL_NEXT = timedelta(hours=12)


@dataclass(frozen=True)
class CouncilNow:
    """The Council in two lines: the session under way or the next one, and the last agreement."""

    session: Session | None
    agreement: Agreement | None

    @property
    def is_live(self) -> bool:
        """Whether the session is under way."""
        return self.session is not None and self.session.state in UNDER_WAY


def council_now() -> CouncilNow:
    """The session that matters now and the newest agreement: three queries at most."""
    sessions = sessions_visible_to(VISITOR).order_by("starts_at", "pk")
    live = sessions.filter(state__in=UNDER_WAY).first()
    soon = timezone.now() - STILL_NEXT
    agreements = agreements_visible_to(VISITOR).select_related("vote", "committee")
    return CouncilNow(
        session=live or sessions.filter(state__in=AHEAD, starts_at__gte=soon).first(),
        agreement=agreements.defer("text", "search").first(),
    )


def decided_in(cut: str, *, limit: int) -> list[Agreement]:
    """The newest agreements on initiatives and matters of a comuna; one query."""
    matters = Matter.objects.filter(comuna__cut=cut).values("subject_id")
    initiatives = Initiative.objects.filter(comunas__cut=cut).values("subject_id")
    about = Q(item__matter__in=matters) | Q(item__matter__in=initiatives)
    rows = agreements_visible_to(VISITOR).filter(about)
    return list(rows.select_related("vote", "committee").defer("text", "search")[:limit])


@dataclass(frozen=True)
class CouncilFound:
    """What a search found in the Council: the first ones of each, and how many there are."""

    agreements: Sequence[Agreement]
    agreement_count: int
    sessions: Sequence[Session]
    session_count: int
    councillors: Sequence[Councillor]
    councillor_count: int
    commitments: Sequence[Commitment]
    commitment_count: int

    @property
    def codes(self) -> list[str]:
        """Of what is shown."""
        shown = (self.agreements, self.sessions, self.councillors, self.commitments)
        return [row.code for rows in shown for row in rows]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        counts = (self.agreement_count, self.session_count, self.councillor_count)
        return not (any(counts) or self.commitment_count)


def find_in_council(words: str) -> CouncilFound:
    """Agreements, sessions and commitments by their Spanish stems or code; members by name."""
    agreements = having(agreements_visible_to(VISITOR), words)
    sessions = sessions_having(sessions_visible_to(VISITOR), words).order_by("-starts_at", "-pk")
    asked = commitments_having(commitments(), words).order_by("-raised_on", "-pk")
    shown = agreements.select_related("vote", "committee").defer("text", "search")[:FOUND]
    counts = [rows.order_by().count() for rows in (agreements, sessions, asked)]
    named = councillors_named(words, may_guess=not any(counts))
    return CouncilFound(
        agreements=list(shown),
        agreement_count=counts[0],
        sessions=list(sessions[:FOUND]),
        session_count=counts[1],
        councillors=named[:FOUND],
        councillor_count=len(named),
        commitments=list(asked[:FOUND]),
        commitment_count=counts[2],
    )


def councillors_named(words: str, *, may_guess: bool) -> list[Councillor]:
    """Members whose name has every word, or who are of exactly that code.

    Args:
        words: as they were written; accents and case do not matter.
        may_guess: where nobody has them, take the words of names that are spelt most like them.
    """
    everybody = councillors_visible_to(VISITOR).order_by("sort_name", "pk")
    names = {pk: folded(name) for pk, name in everybody.values_list("pk", "name")}
    asked = folded(words).split()
    if not names or not asked:
        return []
    hits = _having_all(names, asked)
    if not hits and may_guess:
        known = words_of(names.values())
        meant = [nearest(word, known) for word in asked]
        hits = _having_all(names, meant) if all(meant) else set()
    return list(_of(everybody, hits, words))


def _of(everybody: QuerySet[Councillor], hits: set[int], words: str) -> QuerySet[Councillor]:
    return everybody.filter(Q(pk__in=hits) | Q(code=words.upper()))


def _having_all(names: dict[int, str], asked: list[str]) -> set[int]:
    """Who has, for each word, a word of the name that begins with it."""

    def has(word: str) -> set[int]:
        return {pk for pk, name in names.items() if f" {word}" in f" {name}"}

    return reduce(set.intersection, (has(word) for word in asked))
