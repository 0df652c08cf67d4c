"""Citizen points as the secretary judges them: onto an agenda, or declined with a public reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import ReasonForm
from alameda.acting.views import Act, Outcome, Refusal, Slot, Slots, perform
from alameda.council.actions.points import decline_point
from alameda.council.actions.proposing import put_point
from alameda.council.models import CitizenPoint, Session
from alameda.council.rules.vocabulary import POINT_STATES
from alameda.council.selectors.points import get_point, points
from alameda.desk.council.forms.matters import PointOnAgendaForm
from alameda.desk.council.views.members import KEEPERS_PAGE, check_keeper
from alameda.desk.council.views.preparing import crumbs
from alameda.desk.council.views.wording import word_mark
from alameda.desk.policies import COUNCIL_ROOM
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError

Data = dict[str, Any]
SHOWN = 60


def tabled(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Put a point on an agenda."""
    session = Session.objects.filter(code=data["session"]).first()
    if session is None:
        raise BadInputError(_("Choose a session."), field="session")
    point = get_point(data["target"])
    put_point(point, session=session, actor=actor)
    said = {"code": point.code, "session": session.subject.title}
    return Outcome(said=_("%(code)s is on the agenda: %(session)s.") % said)


def decline(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Decline a point."""
    point = decline_point(get_point(data["target"]), reason=data["reason"], actor=actor)
    return Outcome(said=_("%(code)s is declined; the reason is public.") % {"code": point.code})


POINTS: Mapping[str, Act[None]] = {
    "table": Act(form=PointOnAgendaForm, run=tabled),
    "decline": Act(form=ReasonForm, run=decline),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=KEEPERS_PAGE)
def judge(request: ActorRequest) -> HttpResponse:
    """The points that wait for a judgement: those with their supporters first."""
    check_keeper(request)
    coming = Session.objects.filter(
        state__in=("convened", "agenda_published"), body__kind="council", kind="ordinary"
    ).select_related("subject")
    sessions = [(row.code, row.subject.title) for row in coming.order_by("starts_at")]
    refusal = None
    if request.method == "POST":
        done = perform(request, None, acts=POINTS, choices={"session": sessions})
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=POINTS, choices={"session": sessions}, refusal=refusal)
    reached = points().filter(state="reached").order_by("reached_on", "pk")
    collecting = points().filter(state="collecting").order_by("-supporters", "-pk")[:SHOWN]
    context = {
        "slots": slots,
        "reached": [_shown(row, slots, has_sessions=bool(sessions)) for row in reached],
        "collecting": [_shown(row, slots, has_sessions=False) for row in collecting],
        "has_sessions": bool(sessions),
        "crumbs": crumbs(),
    }
    return render(request, "desk/points.html", context, status=slots.status)


def _shown(
    point: CitizenPoint, slots: Slots, *, has_sessions: bool
) -> tuple[CitizenPoint, dict[str, str], list[Slot]]:
    key, label, tone = word_mark(POINT_STATES, point.state)
    acts = []
    if has_sessions:
        title = _("Put it on an agenda")
        acts.append(slots.make("table", _("On the agenda"), target=point.code, title=title))
    acts.append(
        slots.make(
            "decline",
            _("Decline it"),
            target=point.code,
            title=_("Decline it, with a public reason"),
            is_quiet=True,
        )
    )
    return point, {"key": key, "label": label, "tone": tone}, acts
