"""Tied votes: how often the same was tied, and whether it was voted again."""

from __future__ import annotations

from alameda.council.models import Vote


def later_vote(vote: Vote) -> Vote | None:
    """The newest vote that came after this one on any of its items and was not annulled."""
    return (
        Vote.objects.filter(session=vote.session_id, items__in=vote.items.all(), pk__gt=vote.pk)
        .exclude(state=Vote.State.ANNULLED)
        .order_by("-pk")
        .first()
    )


def tied_votes(vote: Vote) -> int:
    """How many votes on the same ended in a tie that nobody broke, this one too."""
    return Vote.objects.filter(
        session=vote.session_id,
        items=vote.items.first(),
        state=Vote.State.CLOSED,
        outcome="tied",
    ).count()
