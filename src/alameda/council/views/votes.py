"""One vote: how it ended, by whom, and how the result was computed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.council.models import BallotCorrection, Vote
from alameda.council.selectors.decisions import get_vote, story_of_vote
from alameda.council.views.session_side import findings_of
from alameda.council.views.votes_shown import choices_of, how_counted, named, seat_rows
from alameda.council.views.wording import (
    choice_label,
    crumbs,
    outcome_label,
    outcome_tone,
    session_title,
)
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import shown
from alameda.ui.context import address_of
from alameda.ui.parts import Fact, Link


@public
@require_safe
@kept_while_nothing_happens("council")
def vote_page(request: ActorRequest, code: str) -> HttpResponse:
    """A vote by name, with each item it was on; while it is open, only that it is."""
    vote = get_vote(code, actor=request.actor)
    story = story_of_vote(vote, actor=request.actor)
    session = vote.session
    context = {
        "vote": vote,
        "title": vote.question or _("Vote %(code)s") % {"code": vote.code},
        "is_open": vote.state == Vote.State.OPEN,
        "is_annulled": vote.state == Vote.State.ANNULLED,
        "outcome_label": outcome_label(vote.outcome),
        "outcome_tone": outcome_tone(vote.outcome),
        "choices": choices_of(vote),
        "counted": how_counted(vote),
        "groups": named(story.ballots),
        "seats": seat_rows(story.ballots, story.blocs) if story.blocs else [],
        "findings": findings_of(story.findings),
        "corrections": [_correction(row) for row in story.corrections],
        "items": [
            Link(
                label=f"{item.number} {item.title}".strip(),
                url=address_of(f"{session.get_absolute_url()}#{item.anchor}"),
            )
            for item in vote.items.all()
        ],
        "agreements": [
            Link(label=f"{row.code}: {row.title}", url=address_of(row.get_absolute_url()))
            for row in story.agreements
        ],
        "facts": _facts(vote),
        "session_url": address_of(session.get_absolute_url()),
        "crumbs": crumbs(
            (_("Sessions"), "/consejo/sesiones/"),
            (session_title(session), session.get_absolute_url()),
        ),
        "permalink": settings.BASE_URL + vote.get_absolute_url(),
        "today": timezone.localdate(),
    }
    return shown(request, "council/vote.html", context)


def _correction(row: BallotCorrection) -> str:
    return _("%(name)s: from %(before)s to %(after)s. %(reason)s") % {
        "name": row.ballot.councillor.name,
        "before": choice_label(row.from_choice).lower(),
        "after": choice_label(row.to_choice).lower(),
        "reason": row.reason,
    }


def _facts(vote: Vote) -> list[Fact]:
    session = vote.session
    found = [
        Fact(label=_("Code"), value=vote.code),
        Fact(
            label=_("Session"),
            value=session_title(session),
            url=address_of(session.get_absolute_url()),
        ),
    ]
    if vote.opened_at is not None:
        found.append(Fact(label=_("Opened"), value=words.moment(vote.opened_at)))
    if vote.closed_at is not None:
        found.append(Fact(label=_("Closed"), value=words.moment(vote.closed_at)))
    return found
