"""The Council at a glance."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.council.models import Session
from alameda.council.selectors.overview import Share, overview
from alameda.council.views.agreement_shown import entry_of as agreement_entry
from alameda.council.views.seats import by_bloc
from alameda.council.views.session_side import commitment_entries
from alameda.council.views.sessions import entry_of as session_entry
from alameda.council.views.wording import session_title, state_of_session, whole_moment
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.parameters import parameter
from alameda.foundation.vocabulary import say
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import shown
from alameda.ui.context import address_of
from alameda.ui.parts import Link


@public
@require_safe
@kept_while_nothing_happens("council")
def council_page(request: ActorRequest) -> HttpResponse:
    """What is next or under way, what was agreed, who sits, what is owed, how punctual it is."""
    today = timezone.localdate()
    rule = parameter("core.recording_hours", on=today, region="")
    told = overview(actor=request.actor, today=today, recording_hours=int(rule.value))
    next_up = next(iter((*told.live, *told.ahead)), None)
    context = {
        "sentence": _sentence(next_up),
        "is_live": bool(told.live),
        "next_url": address_of(next_up.get_absolute_url()) if next_up else "",
        "sessions": [
            session_entry(row)
            for row in (*told.live, *told.ahead, *([told.latest] if told.latest else []))
        ],
        "agreements": [agreement_entry(row) for row in told.agreements],
        "seats": by_bloc(told.members),
        "members_count": words.number(len(told.members)),
        "owed": commitment_entries(told.owed),
        "owed_count": words.number(told.owed_count),
        "late_count": words.number(told.late_count),
        "late_tone": "late" if told.late_count else "quiet",
        "in_term": _share(told.in_term),
        "recorded": _share(told.recorded),
        "places": _places(),
        "follow": follow_of(_("Regional Council"), feed="consejo", calendar="consejo"),
    }
    return shown(request, "council/council.html", context)


def _sentence(session: Session | None) -> str:
    if session is None:
        return _("No session has been convened.")
    values = {
        "session": session_title(session),
        "when": whole_moment(session.starts_at),
        "state": say(state_of_session(session)).lower(),
    }
    if session.opened_at is not None:
        return _("Now: %(session)s, %(state)s.") % values
    return _("Next: %(session)s, %(when)s.") % values


def _share(share: Share) -> dict[str, str]:
    if share.percent is None:
        return {}
    values = {"part": words.number(share.part), "whole": words.number(share.whole)}
    return {
        "value": words.percent(share.percent),
        "detail": _("%(part)s of %(whole)s in a year") % values,
    }


def _places() -> list[Link]:
    """Every part of the Council's pages."""
    return [
        Link(label=label, url=address_of(f"/consejo/{path}"))
        for label, path in (
            (_("Sessions"), "sesiones/"),
            (_("Agreements"), "acuerdos/"),
            (_("Members"), "integrantes/"),
            (_("Committees"), "comisiones/"),
            (_("Commitments"), "compromisos/"),
            (_("Citizen points"), "puntos/"),
            (_("Attendance and allowance"), "asistencia/"),
        )
    ]
