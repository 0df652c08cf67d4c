"""Citizen points: what citizens put on the agenda by reaching a number of supporters."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alameda.council import policies
from alameda.council.actions.points import open_point, support_point, withdraw_support
from alameda.council.forms.points import PointForm
from alameda.council.models import CitizenPoint
from alameda.council.rules.vocabulary import POINT_STATES
from alameda.council.selectors.decisions import ties_of
from alameda.council.selectors.points import (
    get_point,
    is_count_invented,
    is_supported_by,
    points,
)
from alameda.council.selectors.work import items_about
from alameda.council.views.wording import crumbs, session_title
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public, signed_in
from alameda.foundation.errors import BadInputError, RuleBrokenError
from alameda.foundation.vocabulary import find, keys, say
from alameda.pages.forms import parse
from alameda.pages.selectors import cube_of, narrowed, page_of
from alameda.pages.views.lists import listing, shown
from alameda.pages.views.recorded import record_of
from alameda.pages.views.tied import steps_of
from alameda.ui.context import address_of
from alameda.ui.parts import Entry, Fact, Link

AXES = {"estado": "state"}


@public
@require_safe
def point_list(request: ActorRequest) -> HttpResponse:
    """Every citizen point, the newest first."""
    asked = replace(parse(request.GET, {"estado": keys(POINT_STATES)}), words="")
    rows = points()
    found = narrowed(rows, AXES, dict(asked.chosen))
    page = page_of(found, by="opened_on", cursor=asked.cursor)
    names = {"estado": (_("State"), {word.key: say(word) for word in POINT_STATES})}
    entries = [_entry(point) for point in page.rows]
    context = {
        "listing": listing(asked, names, cube_of(rows, AXES), page, entries),
        "new_url": address_of("/consejo/puntos/nuevo/"),
        "crumbs": crumbs(),
    }
    return shown(request, "council/points.html", context)


def _entry(point: CitizenPoint) -> Entry:
    state = find(POINT_STATES, point.state)
    return Entry(
        title=point.title,
        url=address_of(point.get_absolute_url()),
        state_key=point.state,
        state_label=say(state),
        tone=state.tone,  # type: ignore[arg-type]  # checked where it is made
        meta=[point.code, words.day(point.opened_on)],
        detail=_count(point),
    )


def _count(point: CitizenPoint) -> str:
    return ngettext(
        "%(count)s supporter of the %(needed)s it needs",
        "%(count)s supporters of the %(needed)s it needs",
        point.supporters,
    ) % {"count": words.number(point.supporters), "needed": words.number(point.needed)}


@public
@require_safe
def point_page(request: ActorRequest, code: str) -> HttpResponse:
    """One citizen point: its text, how many support it, until when, what became of it."""
    point = get_point(code)
    state = find(POINT_STATES, point.state)
    is_open = point.state == "collecting"
    context = {
        "point": point,
        "state": state,
        "state_label": say(state),
        "sentence": _count(point),
        "is_invented": is_count_invented(point),
        "is_open": is_open and point.closes_on >= timezone.localdate(),
        "may_support": policies.may_open_point(request.actor),
        "supports": is_supported_by(point, actor=request.actor),
        "support_url": address_of(f"{point.get_absolute_url()}apoyo/"),
        "sign_in_url": f"{address_of('/cuenta/entrar/')}?{urlencode({'next': request.path})}",
        "facts": _facts(point),
        "items": [
            Link(label=session_title(item.session), url=address_of(item.get_absolute_url()))
            for item in items_about(point)
            if item.session is not None
        ],
        "steps": steps_of(ties_of(point.subject_id, actor=request.actor)),
        "entries": record_of(point.code),
        "crumbs": crumbs((_("Citizen points"), "/consejo/puntos/")),
        "permalink": settings.BASE_URL + point.get_absolute_url(),
        "follow": follow_of(point.title, feed=f"x/{point.code}"),
        "today": timezone.localdate(),
    }
    return shown(request, "council/point.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def point_new(request: ActorRequest) -> HttpResponse:
    """Show the form, or propose a point and go to its page."""
    form = PointForm(request.POST or None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            point = open_point(**form.cleaned_data, actor=request.actor)
        except (BadInputError, RuleBrokenError) as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            status = error.status
        else:
            messages.success(request, _("Your point is public, with your support as the first."))
            return redirect(address_of(point.get_absolute_url()))
    context = {
        "form": form,
        "crumbs": crumbs((_("Citizen points"), "/consejo/puntos/")),
        "back_url": address_of("/consejo/puntos/"),
    }
    return shown(request, "council/point_new.html", context, status=status)


@signed_in
@require_POST
def point_support(request: ActorRequest, code: str) -> HttpResponse:
    """Support a point, or stop supporting it, and return to its page."""
    point = get_point(code)
    is_leaving = request.POST.get("retirar") == "1"
    act = withdraw_support if is_leaving else support_point
    try:
        act(point, actor=request.actor)
    except RuleBrokenError as error:
        messages.error(request, str(error))
    else:
        said_so = _("You do not support it any more.") if is_leaving else _("You support it.")
        messages.success(request, said_so)
    return redirect(address_of(point.get_absolute_url()))


def _facts(point: CitizenPoint) -> list[Fact]:
    found = [
        Fact(label=_("Code"), value=point.code),
        Fact(label=_("Opened"), value=words.day_long(point.opened_on)),
        Fact(label=_("Closes"), value=words.day_long(point.closes_on)),
    ]
    if point.reached_on is not None:
        label = _("Reached its supporters")
        found.append(Fact(label=label, value=words.day_long(point.reached_on)))
    if point.reason:
        found.append(Fact(label=_("Reason"), value=point.reason))
    return found
