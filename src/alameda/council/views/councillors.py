"""Who sits on the Council, and the whole record of each: attendance, votes, recusals, requests."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.council.models import Ballot
from alameda.council.rules import vocabulary
from alameda.council.rules.vocabulary import CHOICES, LEAVE_KINDS, MANDATE_KINDS, POSTS
from alameda.council.selectors.councillors import (
    Career,
    ballots_cube,
    ballots_of,
    career_of,
    formerly_seated,
    get_councillor,
    listed,
    narrowed,
    seated_on,
)
from alameda.council.selectors.titles import title_of_vote, titles_of_votes
from alameda.council.views.people_shown import link_of
from alameda.council.views.seats import by_bloc, by_place
from alameda.council.views.session_side import commitment_entries
from alameda.council.views.votes_shown import choice_of
from alameda.council.views.wording import (
    choice_label,
    crumbs,
    outcome_label,
    session_title,
    word_of,
)
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.vocabulary import find, keys, say
from alameda.pages.forms import Asked, parse
from alameda.pages.selectors import page_of
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import listing, shown
from alameda.ui.context import address_of
from alameda.ui.parts import Entry, Fact, Link


@public
@require_safe
@kept_while_nothing_happens("council")
def councillor_list(request: ActorRequest) -> HttpResponse:
    """Who sits today, by circumscription and by bloc."""
    today = timezone.localdate()
    members = seated_on(today, actor=request.actor)
    context = {
        "count": len(members),
        "summary": ngettext("%(count)s member", "%(count)s members", len(members))
        % {"count": words.number(len(members))},
        "blocs": by_bloc(members),
        "places": by_place(members),
        "former": [link_of(person) for person in formerly_seated(today, actor=request.actor)],
        "crumbs": crumbs(),
    }
    return shown(request, "council/councillors.html", context)


@public
@require_safe
@kept_while_nothing_happens("council", filters=("voto", "anio"))
def councillor_page(request: ActorRequest, slug: str) -> HttpResponse:
    """One councillor: her seat, her attendance, and every vote of hers."""
    councillor = get_councillor(slug, actor=request.actor)
    career = career_of(councillor)
    asked = parse(request.GET, {"voto": keys(CHOICES), "anio": None})
    found = ballots_of(councillor, words=asked.words)
    cube = ballots_cube(found)
    chosen = dict(asked.chosen)
    rows = listed(narrowed(found, chosen))
    page = page_of(rows, by="held_on", cursor=asked.cursor)
    total = cube.total(chosen)
    years = sorted({values[1] for values, _count in cube.cells}, reverse=True)
    names = {
        "voto": (_("Choice"), {word.key: say(word) for word in CHOICES}),
        "anio": (_("Year"), {year: year for year in years}),
    }
    counts = cube.counts("voto", {})
    choices = [choice_of(key, counts.get(key, 0)) for key in keys(CHOICES)]
    context = {
        "councillor": councillor,
        "facts": _facts(career),
        "office": _office(career),
        "career": career,
        "attendance": _attendance(career),
        "missed": [
            Link(
                label=f"{words.day(row.held_on)}: {session_title(row.session)}. "
                f"{word_of(vocabulary.ATTENDANCE_STATES, row.state)}",
                url=address_of(row.session.get_absolute_url()),
            )
            for row in career.missed
        ],
        "recusals": [
            Link(
                label=f"{words.day(row.declared_at)}: {row.item.title}",
                url=address_of(row.item.get_absolute_url()),
            )
            for row in career.recusals
        ],
        "recusal_count": words.number(career.recusal_count),
        "commitments": commitment_entries(career.commitments),
        "asked_count": words.number(sum(career.asked.values())),
        "answered": _("%(count)s answered")
        % {"count": words.number(career.asked.get("answered", 0))},
        "choices": choices if sum(counts.values()) else (),
        "listing": listing(asked, names, cube, page, _entries(page.rows)),
        "summary": ngettext("%(count)s vote", "%(count)s votes", total)
        % {"count": words.number(total)},
        "is_narrowed": not _is_plain(asked),
        "crumbs": crumbs((_("Members"), "/consejo/integrantes/")),
        "permalink": settings.BASE_URL + f"/consejo/integrantes/{councillor.slug}/",
        "today": timezone.localdate(),
        "follow": follow_of(councillor.name, feed=f"consejo/integrantes/{councillor.slug}"),
    }
    return shown(request, "council/councillor.html", context)


def _is_plain(asked: Asked) -> bool:
    return asked.is_empty and not asked.cursor


def _entries(ballots: Sequence[Ballot]) -> list[Entry]:
    """Each vote with what she did and how it ended."""
    titles = titles_of_votes([ballot.vote_id for ballot in ballots])
    found = []
    for ballot in ballots:
        vote = ballot.vote
        word = find(CHOICES, ballot.choice)
        found.append(
            Entry(
                title=title_of_vote(vote, titles[vote.pk]),
                url=address_of(vote.get_absolute_url()),
                state_key=ballot.choice,
                state_label=choice_label(ballot.choice),
                tone=word.tone,  # type: ignore[arg-type]  # checked where it is made
                meta=[words.day(ballot.held_on)],
                detail=_("Result: %(outcome)s.") % {"outcome": outcome_label(vote.outcome).lower()},
            )
        )
    return found


def _office(career: Career) -> str:
    """Her office in a line: the last seat she held."""
    if not career.mandates:
        return ""
    last = career.mandates[-1]
    place = last.circumscription.name if last.circumscription else ""
    return ", ".join(filter(None, (word_of(MANDATE_KINDS, last.kind), place)))


def _span(starts_on: object, ends_on: object) -> str:
    values = {"start": words.day(starts_on), "end": words.day(ends_on)}  # type: ignore[arg-type]  # both are dates
    if ends_on is None:
        return _("since %(start)s") % values
    return _("%(start)s to %(end)s") % values


def _facts(career: Career) -> list[Fact]:
    found = [
        Fact(
            label=word_of(MANDATE_KINDS, row.kind),
            value=row.circumscription.name if row.circumscription else _("The whole region"),
            note=". ".join(filter(None, (_span(row.starts_on, row.ends_on), row.act))),
        )
        for row in career.mandates
    ]
    found += [
        Fact(label=_("Bloc"), value=row.bloc.name, note=_span(row.starts_on, row.ends_on))
        for row in career.blocs
    ]
    found += [
        Fact(
            label=word_of(POSTS, row.post),
            value=row.body.name,
            url=address_of(f"/consejo/comisiones/{row.body.slug}/"),
            note=_span(row.starts_on, row.ends_on),
        )
        for row in career.memberships
    ]
    found += [
        Fact(label=word_of(LEAVE_KINDS, row.kind), value=_span(row.starts_on, row.ends_on))
        for row in career.leaves
    ]
    return found


def _attendance(career: Career) -> dict[str, str]:
    """Sessions attended, and who says so."""
    held = sum(career.attendance.values())
    present = career.attendance.get("present", 0)
    if not held:
        return {}
    return {
        "value": words.percent(100 * present / held),
        "detail": _("%(present)s of %(held)s sessions")
        % {"present": words.number(present), "held": words.number(held)},
        "basis": _attendance_basis(held, career.as_published),
    }


def _attendance_basis(held: int, published: int) -> str:
    if not published:
        return _("Sessions of the Council whose attendance the secretary certified.")
    if published == held:
        return _("Sessions of the Council, as published by the source they were imported from.")
    return _(
        "Sessions of the Council: %(certified)s certified by the secretary, %(published)s as"
        " published by the source they were imported from."
    ) % {"certified": words.number(held - published), "published": words.number(published)}
