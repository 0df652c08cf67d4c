"""The vote that is open now, for each councillor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from alameda.acting.selectors import Task
from alameda.council.models import Vote
from alameda.council.selectors.waiting import me_as_councillor, session_now_of
from alameda.foundation.actor import Actor
from alameda.ui.context import address_of


def voter_tasks(actor: Actor, *, today: date, region: str) -> Iterator[Task]:
    """The session under way and the vote that waits for this councillor, if any."""
    del region
    councillor = me_as_councillor(actor)
    session = session_now_of(councillor, today=today) if councillor else None
    if session is None:
        return
    votes: list[Vote] = getattr(session, "open_votes", [])
    waits = bool(votes) and any(not ballot.choice for ballot in getattr(votes[0], "mine", []))
    yield Task(
        title=votes[0].question if waits else session.subject.title,
        kind=_("Vote") if waits else _("Session"),
        what=_("Vote") if waits else _("Follow the session"),
        url=address_of("/mesa/voto/"),
        code=votes[0].code if waits else session.code,
        detail=_("The vote is open: your vote is missing.") if waits else _("In session now."),
        is_now=True,
    )
