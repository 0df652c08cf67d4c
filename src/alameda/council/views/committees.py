"""The committees: the list, and the page of one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.council.models import Body
from alameda.council.rules.vocabulary import BODY_KINDS, POSTS
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.councillors import committees, get_body, members_of
from alameda.council.selectors.sessions import sessions_visible_to
from alameda.council.views.agreement_shown import entry_of as agreement_entry
from alameda.council.views.sessions import entry_of as session_entry
from alameda.council.views.wording import crumbs, word_of
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import shown
from alameda.ui.context import address_of
from alameda.ui.parts import Entry, Fact

SHOWN = 8


@public
@require_safe
@kept_while_nothing_happens("council")
def committee_list(request: ActorRequest) -> HttpResponse:
    """Every committee, with what it deals with."""
    entries = [_entry(body) for body in committees()]
    return shown(request, "council/committees.html", {"entries": entries, "crumbs": crumbs()})


def _entry(body: Body) -> Entry:
    meta = [word_of(BODY_KINDS, body.kind)]
    if body.parent is not None and body.parent.kind != "council":
        meta.append(body.parent.name)
    return Entry(
        title=body.name,
        url=address_of(f"/consejo/comisiones/{body.slug}/"),
        state_key="ended" if body.ends_on else "",
        state_label=_("Ended") if body.ends_on else "",
        meta=meta,
        detail=body.remit,
    )


@public
@require_safe
@kept_while_nothing_happens("council")
def committee_page(request: ActorRequest, slug: str) -> HttpResponse:
    """One committee: who sits on it, its sessions, what it studied."""
    body = get_body(slug)
    today = timezone.localdate()
    sessions = sessions_visible_to(request.actor).filter(body=body).order_by("-starts_at")[:SHOWN]
    studied = agreements_visible_to(request.actor).filter(committee=body)
    studied = studied.select_related("vote", "committee")[:SHOWN]
    context = {
        "body": body,
        "kind": word_of(BODY_KINDS, body.kind),
        "members": [
            Fact(
                label=word_of(POSTS, row.post),
                value=row.councillor.name,
                url=address_of(f"/consejo/integrantes/{row.councillor.slug}/"),
                note=_("since %(start)s") % {"start": words.day(row.starts_on)},
            )
            for row in members_of(body, today)
        ],
        "sessions": [session_entry(row) for row in sessions],
        "agreements": [agreement_entry(row) for row in studied],
        "sessions_url": address_of(f"/consejo/sesiones/?organo={body.slug}"),
        "agreements_url": address_of(f"/consejo/acuerdos/?comision={body.slug}"),
        "crumbs": crumbs((_("Committees"), "/consejo/comisiones/")),
        "permalink": f"{settings.BASE_URL}/consejo/comisiones/{body.slug}/",
        "today": today,
        "follow": follow_of(
            body.name,
            feed=f"consejo/comisiones/{body.slug}",
            calendar=f"consejo/comisiones/{body.slug}",
        ),
    }
    return shown(request, "council/committee.html", context)
