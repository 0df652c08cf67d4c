"""One initiative: where it stands, its thread, its clock, its money, its place, its record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import name_of
from alameda.investments import policies
from alameda.investments.models import Initiative
from alameda.investments.rules import vocabulary
from alameda.investments.rules.states import state_of
from alameda.investments.selectors.facets import Index, current_index
from alameda.investments.selectors.facets.labels import Labels, current_labels
from alameda.investments.selectors.initiatives import get_initiative
from alameda.investments.selectors.story.deadline import deadline_of
from alameda.investments.selectors.story.rows import Neighbour, Rows, neighbours_of, rows_of
from alameda.investments.views.detail.clock import clock_of, sample_note
from alameda.investments.views.detail.money import curve_of, drift_part, figures_of
from alameda.investments.views.detail.papers import facts_of, papers_of, place_part, record_of
from alameda.investments.views.detail.sentence import sentence_html, sentence_text
from alameda.investments.views.detail.thread import thread_part
from alameda.investments.views.wording import closed_label, state_label, tone_of
from alameda.pages.views.keeping import page_version
from alameda.territory.models import Comuna
from alameda.territory.selectors import region_letters
from alameda.thread.rules import Brief
from alameda.thread.selectors import briefs_of_kind
from alameda.ui.context import address_of
from alameda.ui.freshness import marked
from alameda.ui.parts import Crumb, Download

# With fewer steps than this the facts stand under the thread, so that neither column hangs empty.
SHORT_STEPS = 14
AGREEMENT = "agreement"


@public
@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """The page of one initiative; other spellings of its code lead to its one address."""
    initiative = get_initiative(spelled(code), actor=request.actor)
    if initiative.code != code:
        return redirect(address_of(initiative.get_absolute_url()), permanent=True)
    index = current_index()
    labels = current_labels(index)
    return marked(
        request,
        index.version,
        labels.version,
        page_version("investments", is_tied=True),
        request.actor.public_name,
        make=lambda: _page(request, initiative, index, labels),
    )


def spelled(code: str) -> str:
    """A code without the spaces, points and capitals that people put in it."""
    tidy = "".join(code.split()).replace("–", "-").replace("—", "-").replace("−", "-")
    is_number = tidy.replace(".", "").replace("-", "").isdigit()
    return (
        tidy.replace(".", "")
        if is_number
        else tidy.upper()
        if tidy.lower().startswith("inv-")
        else code
    )


def _page(
    request: ActorRequest, initiative: Initiative, index: Index, labels: Labels
) -> HttpResponse:
    today = timezone.localdate()
    rows = rows_of(initiative)
    place = place_part(rows, index, labels, today=today)
    context = {**_context(request, rows, today=today), "place": place}
    return render(request, "investments/detail.html", context)


def _context(request: ActorRequest, rows: Rows, *, today: date) -> dict[str, object]:
    initiative = rows.initiative
    state = state_of(initiative.state)
    region = region_letters()
    deadline = deadline_of(rows, region=region, today=today)
    api = f"/api/v1/initiatives/{initiative.code}"
    neighbours = neighbours_of(initiative, actor=request.actor)
    decisions = decisions_of(neighbours, actor=request.actor)
    thread = thread_part(rows, neighbours, decisions, today=today)
    return {
        "initiative": initiative,
        "state_label": state_label(state),
        "state_tone": tone_of(state),
        "kind_words": _kind_words(initiative),
        "crumbs": _crumbs(rows.comunas),
        "sentence": sentence_html(rows, today=today),
        "sentence_text": sentence_text(rows, today=today),
        "figures": figures_of(rows),
        "thread": thread,
        "decisions": list(decisions.values()),
        "is_short": len(thread.steps) < SHORT_STEPS,
        "clock": clock_of(deadline, state=initiative.state, today=today) if deadline else None,
        "clock_note": sample_note(deadline, route=initiative.route) if deadline else "",
        "curve": curve_of(rows),
        "drift": drift_part(rows),
        "papers": papers_of(rows),
        "facts": facts_of(rows),
        "entries": record_of(initiative.code),
        "can_move": bool(
            request.actor.grants and policies.moves_open_to(request.actor, initiative)
        ),
        "work_url": address_of(f"/mesa/iniciativas/{initiative.code}/")
        if request.actor.grants and may_work_on(request.actor, initiative)
        else "",
        "move_url": address_of(f"{initiative.get_absolute_url()}mover/"),
        "permalink": settings.BASE_URL + initiative.get_absolute_url(),
        "follow": follow_of(initiative.name, feed=f"x/{initiative.code}"),
        "short_link": f"{settings.BASE_URL}/x/{initiative.code}/",
        "today": today,
        "downloads": [
            Download(label="JSON", url=api),
            Download(label=_("Payments"), url=f"{api}/payments", detail="JSON"),
            Download(label=_("Thread"), url=f"/api/v1/thread/{initiative.code}", detail="PROV-O"),
        ],
    }


def may_work_on(actor: Actor, initiative: Initiative) -> bool:
    """Whether the desk has anything for this person to do with it besides moving it."""
    return policies.may_correct(actor, initiative) or policies.may_withdraw(actor, initiative)


def decisions_of(neighbours: Sequence[Neighbour], *, actor: Actor) -> dict[str, Brief]:
    """What the Council agreed on it, by code, oldest first; two queries where there is any."""
    codes = [each.code for each in neighbours if each.subject_kind == AGREEMENT]
    return briefs_of_kind(AGREEMENT, codes, actor=actor)


def _kind_words(row: Initiative) -> list[str]:
    stage = name_of(vocabulary.STAGES, row.stage, language=words.language())
    found = [
        closed_label("kind", row.kind),
        stage,
        row.sector.name if row.sector else "",
    ]
    return [word for word in found if word]


def _crumbs(comunas: Sequence[Comuna]) -> list[Crumb]:
    found = [Crumb(label=_("Investments"), url=address_of("/inversiones/"))]
    if len(comunas) == 1:
        found.append(Crumb(label=comunas[0].name, url=address_of(comunas[0].get_absolute_url())))
    return found
