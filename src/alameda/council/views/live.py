"""The part of a session's page that changes while it lasts: drawn once, read by thousands.

Each process keeps the part of a session for a moment, by its code and language. A reader who asks
within that moment costs no query; afterwards one reader asks for the version alone, and only a
version that changed is drawn again, by one reader while the others get what there was.

The page of a session that opens within a day asks here too, slowly and from the beginning: a page
that was drawn or kept hours before is still open when the hour comes, so it cannot be told later
to begin asking. Until the session opens there is nothing to answer, nor to draw.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.council.models import Session, Vote
from alameda.council.selectors.live import pulse_of
from alameda.council.selectors.sessions import (
    AHEAD,
    UNDER_WAY,
    SessionStory,
    get_session,
    story_of,
)
from alameda.council.views.agenda import ShownItem, ShownSection, sections_of
from alameda.council.views.happened import Told, told
from alameda.council.views.wording import state_of_session
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.actor import VISITOR
from alameda.foundation.vocabulary import say
from alameda.ui.context import address_of

KEPT_S = 2.0
EVERY_S = 4
AWAITED_EVERY_S = 15
AWAITED = timedelta(days=1)
PARTS_KEPT = 64
TOLD = 6
CACHE_CONTROL = f"public, max-age={KEPT_S:.0f}, stale-while-revalidate=10"


@dataclass(frozen=True)
class LivePart:
    """What the live part shows; ``summary`` is what a screen reader is told when it changes."""

    url: str
    page_url: str
    every_s: int
    is_live: bool
    state_key: str
    state_label: str
    tone: str
    quorum: str
    is_quorum_short: bool
    now: ShownItem | None
    voting: str
    sections: Sequence[ShownSection]
    happened: Sequence[Told]
    summary: str


@dataclass(frozen=True)
class Waiting:
    """What a page asks, and how often, until its session opens."""

    url: str
    page_url: str
    every_s: int


def waiting_for(session: Session) -> Waiting | None:
    """How the page of a session waits for its opening; nothing where it is not near in time."""
    is_near = abs(session.starts_at - timezone.now()) <= AWAITED
    if session.state not in AHEAD or not is_near:
        return None
    page_url = address_of(session.get_absolute_url())
    return Waiting(url=f"{page_url}vivo/", page_url=page_url, every_s=AWAITED_EVERY_S)


def live_part(session: Session, story: SessionStory) -> LivePart:
    """The live part of a session."""
    state = state_of_session(session)
    sections = sections_of(story)
    now = next((item for part in sections for item in part.items if item.is_now), None)
    page_url = address_of(session.get_absolute_url())
    short = session.quorum_needed is not None and story.present_count < session.quorum_needed
    return LivePart(
        url=f"{page_url}vivo/",
        page_url=page_url,
        every_s=EVERY_S,
        is_live=session.state in UNDER_WAY,
        state_key=state.key,
        state_label=say(state),
        tone=state.tone,
        quorum=_quorum(session, story),
        is_quorum_short=short,
        now=now,
        voting=_voting(story.open_vote),
        sections=sections,
        happened=[told(each) for each in reversed(story.happenings[-TOLD:])],
        summary=_summary(say(state), now),
    )


def _quorum(session: Session, story: SessionStory) -> str:
    values = {
        "present": words.number(story.present_count),
        "office": words.number(session.in_office or 0),
        "needed": words.number(session.quorum_needed or 0),
    }
    if session.quorum_needed is None:
        return _("%(present)s present") % values
    return _("%(present)s of %(office)s present; quorum %(needed)s") % values


def _voting(vote: Vote | None) -> str:
    if vote is None:
        return ""
    choices = list(vote.ballots.values_list("choice", flat=True))
    could = sum(choice != "recused" for choice in choices)
    cast = sum(choice not in {"", "recused"} for choice in choices)
    return ngettext(
        "Vote open: %(cast)s of %(could)s has voted",
        "Vote open: %(cast)s of %(could)s have voted",
        cast,
    ) % {"cast": words.number(cast), "could": words.number(could)}


def _summary(state: str, now: ShownItem | None) -> str:
    if now is None:
        return state
    values = {"state": state, "item": f"{now.number} {now.title}".strip(), "how": now.state_label}
    return _("%(state)s. Now: %(item)s. %(how)s.") % values


@dataclass(frozen=True)
class Kept:
    """A part as it was drawn: until when it is fresh, of which version, and its bytes.

    No bytes: the session has not begun.
    """

    until: float
    version: str
    body: bytes
    packed: bytes
    etag: str


_parts: OrderedDict[tuple[str, str], Kept] = OrderedDict()
_drawing: dict[tuple[str, str], threading.Lock] = {}
_lock = threading.Lock()


def forget_parts() -> None:
    """Drop every kept part."""
    with _lock:
        _parts.clear()
        _drawing.clear()


@public
@require_safe
def session_live(request: ActorRequest, code: str) -> HttpResponse:
    """The live part; a reader without script is led to the whole page."""
    if request.headers.get("HX-Request") != "true":
        page = address_of(f"/consejo/sesiones/{code}/")
        response: HttpResponse = HttpResponseRedirect(f"{page}#live")
        patch_vary_headers(response, ("HX-Request",))
        return response
    key = (code, words.language())
    kept = _parts.get(key)
    if kept is None or time.monotonic() >= kept.until:
        kept = _fresh(key, kept)
    return _answer(request, kept)


def _fresh(key: tuple[str, str], former: Kept | None) -> Kept:
    """The part as it is now; who comes while another draws it takes the former one."""
    with _lock:
        turn = _drawing.setdefault(key, threading.Lock())
    if not turn.acquire(blocking=former is None):
        return former or _draw(key)
    try:
        found = _parts.get(key)
        if found is None or time.monotonic() >= found.until:
            found = _looked_at(key, found)
    finally:
        turn.release()
        with _lock:
            if key not in _parts:  # nothing is kept of what is no session
                _drawing.pop(key, None)
    return found


def _looked_at(key: tuple[str, str], former: Kept | None) -> Kept:
    version = pulse_of(key[0])
    if former is not None and former.version == version:
        kept = replace(former, until=time.monotonic() + KEPT_S)
    else:
        kept = _draw(key, version)
    with _lock:
        _parts[key] = kept
        _parts.move_to_end(key)
        while len(_parts) > PARTS_KEPT:
            gone, _part = _parts.popitem(last=False)
            _drawing.pop(gone, None)
    return kept


def _draw(key: tuple[str, str], version: str = "") -> Kept:
    session = get_session(key[0], actor=VISITOR)
    body = b""
    if session.state not in AHEAD:
        part = live_part(session, story_of(session, actor=VISITOR))
        body = render_to_string("council/live_answer.html", {"live": part}).encode()
    mark = blake2b(body, digest_size=12).hexdigest()
    return Kept(
        until=time.monotonic() + KEPT_S,
        version=version,
        body=body,
        packed=gzip.compress(body, compresslevel=6, mtime=0),
        etag=f'W/"{mark}"',
    )


def _answer(request: ActorRequest, kept: Kept) -> HttpResponse:
    known = {mark.strip() for mark in request.headers.get("If-None-Match", "").split(",")}
    if kept.etag in known:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    elif not kept.body:
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(kept.packed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(kept.body)
    response.headers["ETag"] = kept.etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ("Accept-Encoding", "HX-Request"))
    return response
