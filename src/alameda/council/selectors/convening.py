"""What is out of the ordinary in a session that is about to be convened or opened.

It is said before it is done, on the page that asks; done nonetheless, the log and the record of the
session say so. What the law does not allow is refused by the act itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.council.models import Body, Councillor, Leave, Session
from alameda.council.selectors.members import holds_on
from alameda.council.selectors.orders import orders_on
from alameda.foundation import words

NOT_HELD = ("cancelled", "failed")


@dataclass(frozen=True, kw_only=True)
class Warned:
    """Something out of the ordinary.

    Attributes:
        key: as the record keeps it.
        text: one sentence.
    """

    key: str
    text: str


def next_number(body: Body, kind: str, year: int) -> int:
    """The number of the next session of a body, of a kind, in a year."""
    held = Session.objects.filter(body=body, kind=kind, year=year)
    return int(held.aggregate(last=Max("number"))["last"] or 0) + 1


def session_code(body: Body, kind: str, year: int, number: int) -> str:
    """The code of a session: S-2026-O07, S-2026-E02, S-2026-SALUD-03."""
    if kind == "committee":
        return f"S-{year}-{body.slug.upper()}-{number:02d}"
    return f"S-{year}-{'O' if kind == 'ordinary' else 'E'}{number:02d}"


def session_title(body: Body, kind: str, number: int) -> str:
    """What a session is called, in the language of the papers."""
    if kind == "committee":
        return f"Sesión {number} de {body.name}"
    return f"Sesión {'ordinaria' if kind == 'ordinary' else 'extraordinaria'} {number}"


def warnings_of_convening(
    body: Body, *, kind: str, starts_at: datetime, now: datetime
) -> list[Warned]:
    """What is out of the ordinary in the summons of a session that is not convened yet."""
    found = [_notice(kind, starts_at=starts_at, now=now), _order(body, kind, starts_at=starts_at)]
    return [each for each in found if each is not None]


def _notice(kind: str, *, starts_at: datetime, now: datetime) -> Warned | None:
    if starts_at < now:
        return Warned(key="late", text=_("Convened after its hour."))
    orders = orders_on(timezone.localdate(starts_at))
    asked = orders.extraordinary_hours if kind == "extraordinary" else orders.ordinary_hours
    left = starts_at - now
    if left >= timedelta(hours=asked):
        return None
    hours = int(left / timedelta(hours=1))
    given = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": words.number(hours)}
    if not hours:
        given = _("less than an hour")
    text = _("Convened with %(given)s of notice; the standing orders ask for %(asked)s.")
    return Warned(key="short_notice", text=text % {"given": given, "asked": words.number(asked)})


def _order(body: Body, kind: str, *, starts_at: datetime) -> Warned | None:
    """Numbers are given as sessions are convened: a later one may hold a lower number."""
    year = timezone.localdate(starts_at).year
    later = (
        Session.objects.filter(body=body, kind=kind, year=year, starts_at__gt=starts_at)
        .exclude(state__in=NOT_HELD)
        .order_by("starts_at")
        .first()
    )
    if later is None:
        return None
    text = _("It is held before %(code)s, of %(day)s, which has a lower number.")
    said = {"code": later.code, "day": words.day_long(later.starts_at)}
    return Warned(key="out_of_order", text=text % said)


def on_leave(councillors: Iterable[Councillor], *, day: date) -> list[Councillor]:
    """Which of those members are on leave on a day, in their order."""
    each = list(councillors)
    away: Collection[int] = set(
        Leave.objects.filter(holds_on(day), councillor__in=[row.pk for row in each]).values_list(
            "councillor_id", flat=True
        )
    )
    return [row for row in each if row.pk in away]


def leave_sentence(councillor: Councillor) -> str:
    """That a member on leave is marked present."""
    return _("%(name)s is on leave that day, and is marked present.") % {"name": councillor.name}
