"""The vote that is open now, for each councillor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from alameda.acting.selectors import Lane, Pick, Task, by_words, kind_axis
from alameda.council.models import Councillor, Session, Vote
from alameda.council.selectors.waiting import session_now_of
from alameda.ui.context import address_of


def voter_lanes(councillor: Councillor, *, today: date) -> Iterator[Lane]:
    """The session under way and the vote that waits for this councillor, if any."""
    session = session_now_of(councillor, today=today)
    if session is None:
        return

    def tell(picks: Sequence[Pick]) -> dict[Pick, Task]:
        return dict.fromkeys(picks, _task(session))

    yield Lane(
        name="vote",
        rows=Session.objects.filter(pk=session.pk),
        since=TruncDate("starts_at"),
        is_now=True,
        tell=tell,
        axes={"tipo": kind_axis("sesion", _("Session"))},
        having=by_words("subject__title", "title"),
    )


def _task(session: Session) -> Task:
    votes: list[Vote] = getattr(session, "open_votes", [])
    waits = bool(votes) and any(not ballot.choice for ballot in getattr(votes[0], "mine", []))
    return Task(
        title=votes[0].question if waits else session.subject.title,
        kind=_("Vote") if waits else _("Session"),
        what=_("Vote") if waits else _("Follow the session"),
        url=address_of("/mesa/voto/"),
        code=votes[0].code if waits else session.code,
        detail=_("The vote is open: your vote is missing.") if waits else _("In session now."),
        is_now=True,
    )
