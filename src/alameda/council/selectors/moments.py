"""How a session tells the thread its dated acts."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem, Agreement, Session
from alameda.council.rules.states import ITEM, LEFT
from alameda.council.selectors.sessions import get_session
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import say
from alameda.thread.rules import Moment


def session_moments(code: str, actor: Actor) -> list[Moment]:
    """The dated acts of a session, in order: its summons, its course, what it agreed, its papers.

    Raises:
        NotFoundError: no such session, or none that this actor may see.
    """
    session = get_session(code, actor=actor)
    url = settings.BASE_URL + session.get_absolute_url()
    told = [_moment(at, title, url=url) for at, title in _milestones(session) if at is not None]
    told += [_agreed(agreement) for agreement in session.agreements.select_related("item")]
    if session.opened_at is not None:
        day = words.local_date(session.opened_at)
        left = session.items.filter(state__in=LEFT)
        told += [_left(item, on=day, url=url) for item in left]
    return sorted(told, key=lambda moment: moment.on)


def _milestones(session: Session) -> list[tuple[datetime | None, str]]:
    minutes = getattr(session, "minutes", None)
    return [
        (session.convened_at, _("The session was convened")),
        (session.agenda_published_at, _("The agenda was published")),
        (session.opened_at, _("The session opened")),
        (session.closed_at, _("The session was closed")),
        (session.attendance_certified_at, _("The attendance was certified")),
        (session.recording_published_at, _("The recording was linked")),
        (minutes.approved_at if minutes else None, _("The minutes were approved")),
        (minutes.published_at if minutes else None, _("The minutes were published")),
    ]


def _moment(at: datetime, title: str, *, url: str) -> Moment:
    return Moment(on=words.local_date(at), kind="act", title=title, url=url)


def _agreed(agreement: Agreement) -> Moment:
    return Moment(
        on=agreement.agreed_on,
        kind="vote",
        title=_("Agreement %(code)s") % {"code": agreement.code},
        detail=agreement.title,
        url=settings.BASE_URL + agreement.get_absolute_url(),
    )


def _left(item: AgendaItem, *, on: date, url: str) -> Moment:
    title = say(ITEM.state(item.state))
    return Moment(on=on, kind="end", title=title, detail=item.title, url=f"{url}#{item.anchor}")
