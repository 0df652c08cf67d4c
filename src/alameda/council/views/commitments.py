"""Commitments: what was asked for, who owes it, until when, and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.council.models import Commitment
from alameda.council.rules.vocabulary import COMMITMENT_KINDS, COMMITMENT_STATES
from alameda.council.selectors.commitments import clock_of, commitments, get_commitment
from alameda.council.selectors.decisions import ties_of
from alameda.council.selectors.search import commitments_having
from alameda.council.selectors.sessions import may_read
from alameda.council.selectors.work import carried_to
from alameda.council.views.people_shown import link_of
from alameda.council.views.session_side import commitment_entries, commitment_entry
from alameda.council.views.wording import crumbs, session_title, word_of
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.vocabulary import keys, say
from alameda.pages.forms import parse
from alameda.pages.selectors import cube_of, narrowed, page_of
from alameda.pages.views.clocks import known
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import listing, shown
from alameda.pages.views.recorded import record_of
from alameda.pages.views.tied import steps_of
from alameda.territory.selectors import region_letters
from alameda.ui.clocks import told, told_of_days
from alameda.ui.context import address_of
from alameda.ui.parts import Clock, Fact, Link

AXES = {"estado": "state", "tipo": "kind"}


@public
@require_safe
@kept_while_nothing_happens("council", filters=("estado", "tipo"))
def commitment_list(request: ActorRequest) -> HttpResponse:
    """Every commitment, what is due first before all; the open ones unless asked otherwise."""
    asked = parse(request.GET, {"estado": keys(COMMITMENT_STATES), "tipo": keys(COMMITMENT_KINDS)})
    rows = commitments_having(commitments(), asked.words)
    cube = cube_of(rows, AXES)
    chosen = dict(asked.chosen)
    is_all = bool(chosen["estado"])
    found = narrowed(rows, AXES, chosen if is_all else {**chosen, "estado": ("open",)})
    page = page_of(found, by="due_on", cursor=asked.cursor, is_up=True)
    total = cube.total(chosen if is_all else {**chosen, "estado": ("open",)})
    names = {
        "estado": (_("State"), {word.key: say(word) for word in COMMITMENT_STATES}),
        "tipo": (_("Kind"), {word.key: say(word) for word in COMMITMENT_KINDS}),
    }
    sentence = (
        ngettext("%(count)s commitment", "%(count)s commitments", total)
        if is_all
        else ngettext("%(count)s open commitment", "%(count)s open commitments", total)
    )
    context = {
        "listing": listing(asked, names, cube, page, commitment_entries(page.rows)),
        "summary": sentence % {"count": words.number(total)},
        "crumbs": crumbs(),
    }
    return shown(request, "council/commitments.html", context)


@public
@require_safe
@kept_while_nothing_happens("council", is_tied=True)
def commitment_page(request: ActorRequest, code: str) -> HttpResponse:
    """One commitment: what was asked, by whom, who owes it, its clock, its answer."""
    row = get_commitment(code)
    entry = commitment_entry(row, today=timezone.localdate(), region=region_letters())
    context = {
        "commitment": row,
        "kind": word_of(COMMITMENT_KINDS, row.kind),
        "entry": entry,
        "is_cut": entry.title != row.text,
        "sentence": _sentence(row),
        "clock": _clock(row),
        "facts": _facts(row),
        "document": Link(label=row.document.title, url=address_of(row.document.get_absolute_url()))
        if row.document is not None and may_read(row.document, request.actor)
        else None,
        "carried": [
            Link(
                label=session_title(item.session),
                url=address_of(item.get_absolute_url()),
            )
            for item in carried_to(row)
            if item.session is not None
        ],
        "steps": steps_of(ties_of(row.subject_id, actor=request.actor)),
        "entries": record_of(row.code),
        "crumbs": crumbs((_("Commitments"), "/consejo/compromisos/")),
        "permalink": settings.BASE_URL + row.get_absolute_url(),
        "follow": follow_of(row.code, feed=f"x/{row.code}"),
        "today": timezone.localdate(),
    }
    return shown(request, "council/commitment.html", context)


def _sentence(row: Commitment) -> str:
    values = {
        "owner": row.owner,
        "raised": words.day_long(row.raised_on),
        "due": words.day_long(row.due_on),
        "answered": words.day_long(row.answered_on),
    }
    if row.state == "answered":
        return _("Asked on %(raised)s; %(owner)s answered on %(answered)s.") % values
    if row.state == "withdrawn":
        return _("Asked on %(raised)s, and withdrawn.") % values
    return _("Asked on %(raised)s. Answer due on %(due)s. Responsible: %(owner)s.") % values


def _clock(row: Commitment) -> Clock | None:
    if row.state != "open":
        return None
    what = _("Answers the request.")
    counted = known(lambda: clock_of(row, region=region_letters()))
    if counted is not None and counted.due_on == row.due_on:
        return told(counted, who=row.owner, what=what)
    basis = _("the day agreed in the session: no law sets a term")
    return told_of_days(row.raised_on, row.due_on, who=row.owner, what=what, basis=basis)


def _facts(row: Commitment) -> list[Fact]:
    found = [Fact(label=_("Code"), value=row.code), Fact(label=_("Owes it"), value=row.owner)]
    if row.raised_by is not None:
        link = link_of(row.raised_by)
        found.append(Fact(label=_("Asked by"), value=link.label, url=link.url))
    if row.session is not None:
        path = row.item.get_absolute_url() if row.item else row.session.get_absolute_url()
        found.append(
            Fact(label=_("Session"), value=session_title(row.session), url=address_of(path))
        )
    found.append(Fact(label=_("Asked on"), value=words.day_long(row.raised_on)))
    found.append(Fact(label=_("Due"), value=words.day_long(row.due_on)))
    return found
