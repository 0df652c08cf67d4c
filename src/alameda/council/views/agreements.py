"""Agreements: the list by words and filters, its file, and the page of one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.council.models import Body
from alameda.council.rules.vocabulary import BUSINESS, OUTCOMES
from alameda.council.selectors.agreements import agreements_visible_to, get_agreement
from alameda.council.selectors.decisions import corrections_of, story_of_vote, ties_of
from alameda.council.selectors.search import (
    EXPORTED,
    agreements_cube,
    exported,
    having,
    narrowed,
)
from alameda.council.views.agreement_shown import clocks_of, entry_of, facts_of, sentence_of
from alameda.council.views.session_side import findings_of
from alameda.council.views.votes_shown import choices_of, how_counted, named, seat_rows
from alameda.council.views.wording import business_label, crumbs, outcome_label, outcome_tone
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.vocabulary import keys, say
from alameda.pages.forms import Asked, parse
from alameda.pages.selectors import page_of
from alameda.pages.views.downloads import csv_file
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import listing, shown
from alameda.pages.views.recorded import record_of
from alameda.pages.views.tied import briefs_tied, steps_of
from alameda.ui.context import address_of
from alameda.ui.parts import Download, Link


def _asked(request: ActorRequest) -> tuple[Asked, dict[str, str]]:
    """What the address asks, and the names of the committees."""
    committees = dict(
        Body.objects.exclude(kind="council").order_by("name").values_list("slug", "name")
    )
    known = {
        "anio": None,
        "materia": keys(BUSINESS),
        "resultado": keys(OUTCOMES),
        "comision": committees,
    }
    return parse(request.GET, known), committees


@public
@require_safe
@kept_while_nothing_happens("council", filters=("anio", "materia", "resultado", "comision"))
def agreement_list(request: ActorRequest) -> HttpResponse:
    """Every agreement, the newest first, by words and filters."""
    asked, committees = _asked(request)
    found = having(agreements_visible_to(request.actor), asked.words)
    cube = agreements_cube(found)
    chosen = dict(asked.chosen)
    page = page_of(
        narrowed(found, chosen).select_related("vote", "committee").defer("search", "text"),
        by="agreed_on",
        cursor=asked.cursor,
    )
    years = sorted({values[0] for values, _count in cube.cells}, reverse=True)
    names = {
        "anio": (_("Year"), {year: year for year in years}),
        "materia": (_("Business"), {word.key: say(word) for word in BUSINESS}),
        "resultado": (_("Result"), {word.key: say(word) for word in OUTCOMES}),
        "comision": (_("Committee"), committees),
    }
    total = cube.total(chosen)
    summary = ngettext("%(count)s agreement", "%(count)s agreements", total) % {
        "count": words.number(total)
    }
    file = address_of(f"/consejo/acuerdos.csv{asked.at().rstrip('?')}")
    follow = follow_of(_("Agreements of the Council"), feed="consejo/acuerdos")
    listed = listing(
        asked,
        names,
        cube,
        page,
        [entry_of(row) for row in page.rows],
        downloads=[Download(label="CSV", url=file)],
        follow=follow,
    )
    context = {"listing": listed, "summary": summary, "crumbs": crumbs(), "follow": follow}
    return shown(request, "council/agreements.html", context)


@public
@require_safe
def agreements_csv(request: ActorRequest) -> HttpResponseBase:
    """The agreements that the filters leave, as CSV, streamed row by row."""
    asked, _committees = _asked(request)
    rows = narrowed(having(agreements_visible_to(request.actor), asked.words), dict(asked.chosen))
    names = [name.replace("__", "_") for name in EXPORTED]
    return csv_file("acuerdos", names, ([row[name] for name in EXPORTED] for row in exported(rows)))


@public
@require_safe
@kept_while_nothing_happens("council", is_tied=True)
def agreement_page(request: ActorRequest, code: str) -> HttpResponse:
    """One agreement: what was decided, its text, who voted what, and what became of it."""
    agreement = get_agreement(code, actor=request.actor)
    vote = agreement.vote
    story = story_of_vote(vote, actor=request.actor)
    ties = ties_of(agreement.subject_id, actor=request.actor)
    correcting = corrections_of(agreement, actor=request.actor)
    context = {
        "agreement": agreement,
        "vote": vote,
        "title": agreement.title,
        "kind": business_label(agreement.business),
        "outcome_label": outcome_label(agreement.outcome),
        "outcome_tone": outcome_tone(agreement.outcome),
        "sentence": sentence_of(agreement),
        "choices": choices_of(vote),
        "counted": how_counted(vote),
        "groups": named(story.ballots),
        "seats": seat_rows(story.ballots, story.blocs) if story.blocs else [],
        "vote_url": address_of(vote.get_absolute_url()),
        "findings": findings_of(story.findings),
        "corrected_by": [
            Link(label=row.code, url=address_of(row.get_absolute_url())) for row in correcting
        ],
        "clocks": clocks_of(agreement),
        "facts": facts_of(agreement),
        "steps": steps_of(ties),
        "briefs": briefs_tied(ties, actor=request.actor),
        "entries": record_of(agreement.code),
        "crumbs": crumbs((_("Agreements"), "/consejo/acuerdos/")),
        "permalink": settings.BASE_URL + agreement.get_absolute_url(),
        "follow": follow_of(agreement.code, feed=f"x/{agreement.code}"),
        "today": timezone.localdate(),
    }
    return shown(request, "council/agreement.html", context)
