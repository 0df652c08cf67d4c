"""Sessions: the list, and the page of one with all that happened in it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.council.models import Body, Minutes, Session
from alameda.council.rules.vocabulary import MINUTES_STATES, SESSION_KINDS
from alameda.council.selectors.minutes import get_minutes
from alameda.council.selectors.search import sessions_having
from alameda.council.selectors.sessions import (
    AHEAD,
    UNDER_WAY,
    get_session,
    narrowed,
    sessions_cube,
    sessions_visible_to,
    story_of,
)
from alameda.council.views.agenda import sections_of
from alameda.council.views.live import live_part, waiting_for
from alameda.council.views.people_shown import presence_lines, roll_of
from alameda.council.views.session_side import (
    commitment_entries,
    findings_of,
    head_facts,
    papers_of,
    terms_of,
)
from alameda.council.views.wording import crumbs, session_title, state_of_session, whole_moment
from alameda.documents.selectors import is_signed, versions_of
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.vocabulary import find, keys, say
from alameda.pages.forms import parse
from alameda.pages.selectors import page_of
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import PUBLIC_AGE_S, listing, shown
from alameda.pages.views.recorded import record_of
from alameda.ui.context import address_of
from alameda.ui.parts import Entry, Follow

LIVE_AGE_S = 2
NEAR = timedelta(minutes=30)


@public
@require_safe
@kept_while_nothing_happens("council", filters=("anio", "organo", "tipo"))
def session_list(request: ActorRequest) -> HttpResponse:
    """Every session, the newest first, narrowed as the address says."""
    bodies = dict(Body.objects.values_list("slug", "name"))
    known = {"anio": None, "organo": bodies, "tipo": keys(SESSION_KINDS)}
    asked = parse(request.GET, known)
    found = sessions_having(sessions_visible_to(request.actor), asked.words)
    cube = sessions_cube(found)
    years = sorted({values[0] for values, _count in cube.cells}, reverse=True)
    chosen = {param: asked.values(param) for param in cube.axes}
    rows = narrowed(
        found,
        years=chosen["anio"],
        bodies=chosen["organo"],
        kinds=chosen["tipo"],
    )
    page = page_of(rows, by="starts_at", cursor=asked.cursor)
    total = cube.total(chosen)
    kinds = {word.key: say(word) for word in SESSION_KINDS}
    names = {
        "anio": (_("Year"), dict(zip(years, years, strict=True))),
        "organo": (_("Body"), bodies),
        "tipo": (_("Kind"), kinds),
    }
    entries = [entry_of(session) for session in page.rows]
    context = {
        "listing": listing(asked, names, cube, page, entries),
        "summary": _summary(total),
        "crumbs": crumbs(),
    }
    return shown(request, "council/sessions.html", context)


def _summary(total: int) -> str:
    sentence = ngettext("%(count)s session", "%(count)s sessions", total)
    return sentence % {"count": words.number(total)}


def entry_of(session: Session) -> Entry:
    """A session as an entry of a list."""
    state = state_of_session(session)
    title = session_title(session)
    if session.title:
        title = f"{title}: {session.title}"
    meta = [whole_moment(session.starts_at)]
    if session.kind == "committee":
        meta.append(session.body.name)
    detail = ""
    if session.is_inconsistent:
        detail = _("As published, it contradicts itself.")
    elif session.quorum_present is not None:
        detail = ngettext(
            "%(present)s member present at its opening",
            "%(present)s members present at its opening",
            session.quorum_present,
        ) % {"present": words.number(session.quorum_present)}
    return Entry(
        title=title,
        url=address_of(session.get_absolute_url()),
        state_key=state.key,
        state_label=say(state),
        tone=state.tone,  # type: ignore[arg-type]  # checked where it is made
        meta=meta,
        detail=detail,
        is_warm=session.is_inconsistent,
    )


@public
@require_safe
@kept_while_nothing_happens("council", "documents", "thread")
def session_page(request: ActorRequest, code: str) -> HttpResponse:
    """One session: its state, its agenda item by item, who was there, its terms and its papers."""
    session = get_session(code, actor=request.actor)
    story = story_of(session, actor=request.actor)
    state = state_of_session(session)
    is_live = session.state in UNDER_WAY
    clocks, done = terms_of(story)
    context = {
        "session": session,
        "title": session_title(session),
        "state": state,
        "state_label": say(state),
        "when": whole_moment(session.starts_at),
        "live": live_part(session, story) if is_live else None,
        "waiting": waiting_for(session),
        "sections": () if is_live else sections_of(story),
        "is_agenda_hidden": story.is_agenda_hidden,
        "is_ahead": session.state in AHEAD,
        "roll": roll_of(story),
        "moves": presence_lines(story),
        "clocks": clocks,
        "facts": [*head_facts(session), *done, *papers_of(session)],
        "commitments": commitment_entries(story.commitments),
        "findings": findings_of(story.findings),
        "entries": record_of(session.code),
        "crumbs": crumbs((_("Sessions"), "/consejo/sesiones/")),
        "permalink": settings.BASE_URL + session.get_absolute_url(),
        "follow": _follow(session),
        "today": timezone.localdate(),
    }
    age_s = LIVE_AGE_S if is_live or _is_near(session) else PUBLIC_AGE_S
    return shown(request, "council/session.html", context, age_s=age_s)


def _is_near(session: Session) -> bool:
    """Whether it may open at any moment: those who wait load it again and again."""
    return session.state in AHEAD and session.starts_at - NEAR <= timezone.now()


def _follow(session: Session) -> Follow:
    """Its own feed, and the calendar of its body."""
    body = session.body
    calendar = "consejo" if body.kind == "council" else f"consejo/comisiones/{body.slug}"
    return follow_of(session_title(session), feed=f"x/{session.code}", calendar=calendar)


@public
@require_safe
@kept_while_nothing_happens("council", "documents")
def session_minutes(request: ActorRequest, code: str) -> HttpResponse:
    """The minutes of a session, part by part, once they are public."""
    session = get_session(code, actor=request.actor)
    minutes = get_minutes(session, actor=request.actor)
    title = session_title(session)
    context = {
        "session": session,
        "minutes": minutes,
        "title": title,
        "state": find(MINUTES_STATES, minutes.state),
        "state_label": say(find(MINUTES_STATES, minutes.state)),
        "document_url": address_of(minutes.document.get_absolute_url())
        if minutes.document is not None and minutes.published_at is not None
        else "",
        "is_signed": _is_signed(minutes),
        "crumbs": crumbs(
            (_("Sessions"), "/consejo/sesiones/"), (title, session.get_absolute_url())
        ),
        "today": timezone.localdate(),
        "permalink": f"{settings.BASE_URL}{session.get_absolute_url()}acta/",
    }
    return shown(request, "council/minutes.html", context)


def _is_signed(minutes: Minutes) -> bool:
    """Whether the paper of the minutes carries a signature: said only where it does."""
    if minutes.document is None:
        return False
    return is_signed(versions_of(minutes.document)[0])
