"""Feeds and calendars, as any reader asks for them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from alameda.following import selectors
from alameda.following.rules.calendars import Calendar, icalendar
from alameda.following.rules.feeds import Feed, Place, atom
from alameda.foundation.access import ActorRequest, public, read_by_machines
from alameda.territory.models import Region
from alameda.ui.site import demonstration_mark

KEPT_SECONDS = 300
ATOM = "application/atom+xml; charset=utf-8"
ICALENDAR = "text/calendar; charset=utf-8"


@read_by_machines
@public
def feed(request: ActorRequest, name: str) -> HttpResponse:
    """A feed in Atom; ``?lang=en`` gives it in English."""
    with translation.override(_language(request)):
        found = _marked_feed(selectors.feed_named(name))
        body = atom(found, place=_place(request))
    return _answer(request, body, content_type=ATOM, changed_at=found.changed_at)


@read_by_machines
@public
def calendar(request: ActorRequest, name: str) -> HttpResponse:
    """A calendar in iCalendar; ``?lang=en`` gives it in English."""
    with translation.override(_language(request)):
        found = _marked_calendar(selectors.calendar_named(name))
        body = icalendar(found, place=_place(request))
    answer = _answer(request, body, content_type=ICALENDAR, changed_at=found.changed_at)
    answer["Content-Disposition"] = f'inline; filename="{name.replace("/", "-")}.ics"'
    return answer


def _marked_feed(found: Feed) -> Feed:
    """A feed of a demonstration says so in its title: it is read elsewhere, without its page."""
    if not settings.IS_DEMO:
        return found
    mark = demonstration_mark()
    subtitle = f"{mark}. {found.subtitle}" if found.subtitle else f"{mark}."
    return replace(found, title=f"{found.title} ({mark})", subtitle=subtitle)


def _marked_calendar(found: Calendar) -> Calendar:
    """A calendar of a demonstration says so, and each of its meetings, which stand among others."""
    if not settings.IS_DEMO:
        return found
    mark = demonstration_mark()
    events = [replace(event, detail=f"{mark}. {event.detail}".strip()) for event in found.events]
    return replace(found, title=f"{found.title} ({mark})", events=events)


def _language(request: ActorRequest) -> str:
    return "en" if request.GET.get("lang") == "en" else "es"


def _place(request: ActorRequest) -> Place:
    language = _language(request)
    government = Region.objects.values_list("government", flat=True).first()
    return Place(
        base_url=settings.BASE_URL,
        path=request.path + ("?lang=en" if language == "en" else ""),
        language=language,
        author=government or "Alameda",
    )


def _answer(
    request: ActorRequest, body: bytes, *, content_type: str, changed_at: datetime
) -> HttpResponse:
    """The bytes, or 304 where the reader has them; the same for everybody."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    whole = HttpResponse(body, content_type=content_type)
    moment = int(changed_at.timestamp())
    answer = get_conditional_response(request, etag=etag, last_modified=moment, response=whole)
    answer = answer or whole
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(moment)
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer["Content-Language"] = _language(request)
    answer["Access-Control-Allow-Origin"] = "*"  # any page may read what anybody may follow
    return answer
