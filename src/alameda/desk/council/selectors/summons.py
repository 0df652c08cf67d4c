"""What the summons of a session says, for its template."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from alameda.council.models import Session
from alameda.desk.council.selectors.sittings import Sitting
from alameda.documents.models import Document
from alameda.ui.site import brand

TELLS = ("first", "second", "place", "broadcast_url", "items")
WALL_CLOCK = "%Y-%m-%dT%H:%M"


def summons_data(session: Session) -> dict[str, Any]:
    """The data of the template ``council_summons``: in Spanish, as the paper is."""
    face = brand()
    second = session.second_starts_at
    return {
        "government": face.government,
        "region": face.region,
        "is_demo": settings.IS_DEMO,
        "code": session.code,
        "session_title": session.subject.title,
        "first": f"{timezone.localtime(session.starts_at):{WALL_CLOCK}}",
        "second": f"{timezone.localtime(second):{WALL_CLOCK}}" if second else "",
        "place": session.place,
        "broadcast_url": session.broadcast_url,
        "items": [
            {
                "section": word.es,
                "items": [{"number": item.number, "title": item.title} for item in items],
            }
            for word, items in Sitting(session).sections
        ],
    }


def is_outdated(session: Session, summons: Document) -> bool:
    """Whether a summons tells another hour, place or agenda than the session has now."""
    newest = summons.versions.order_by("-number").first()
    told = (newest.data if newest else None) or {}
    now = summons_data(session)
    return any(told.get(name) != now[name] for name in TELLS)


def summons_of(session: Session) -> Document | None:
    """The summons of a session, once it was made."""
    return Document.objects.filter(subject=session.subject_id, kind="summons").order_by("pk").last()
