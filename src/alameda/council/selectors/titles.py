"""What a vote was on, in a line: the titles of its items, where it covered several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from alameda.council.models import Vote

TITLES_SHOWN = 3
TITLE_LETTERS = 90


def titles_of_votes(votes: Iterable[int]) -> dict[int, list[str]]:
    """The titles of the items of each vote, by its primary key; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Vote.items.through.objects.filter(vote_id__in=list(votes))
    ordered = rows.order_by("vote_id", "agendaitem__position", "agendaitem")
    for vote, title in ordered.values_list("vote_id", "agendaitem__title"):
        found[vote].append(title)
    return found


def title_of_vote(vote: Vote, titles: Sequence[str]) -> str:
    """The title of its item; of several, the first ones, cut, and how many more there are."""
    if not titles:
        return vote.question or vote.code
    if len(titles) == 1:
        return titles[0]
    said = "; ".join(Truncator(title).chars(TITLE_LETTERS) for title in titles[:TITLES_SHOWN])
    left = len(titles) - TITLES_SHOWN
    if left <= 0:
        return said
    return _("%(titles)s, and %(count)s more") % {"titles": said, "count": left}
