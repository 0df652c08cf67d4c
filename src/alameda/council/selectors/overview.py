"""The Council at a glance: what comes, what was agreed, what is owed, how punctual it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, ExpressionWrapper, F, Max, Min, Q, fields
from django.db.models.functions import TruncDate
from django.utils import timezone

from alameda.council.models import Agreement, Attendance, Commitment, Session
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.commitments import open_commitments
from alameda.council.selectors.councillors import Member, seated_on
from alameda.council.selectors.sessions import AHEAD, UNDER_WAY, sessions_visible_to
from alameda.foundation.actor import Actor

FEW = 6
YEAR_DAYS = 365


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """Out of a hundred; nothing where there is nothing to count."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Overview:
    """What the page of the Council tells.

    Attributes:
        live: sessions under way now.
        ahead: the next sessions, soonest first.
        in_term: of the agreements of a year that are due or public, those public within the term.
        recorded: of the sessions of a year with 72 hours gone, those whose recording was in term.
    """

    live: Sequence[Session]
    ahead: Sequence[Session]
    latest: Session | None
    agreements: Sequence[Agreement]
    members: Sequence[Member]
    owed: Sequence[Commitment]
    owed_count: int
    late_count: int
    in_term: Share
    recorded: Share


def overview(*, actor: Actor, today: date, recording_hours: int) -> Overview:
    """The Council at a glance: nine queries."""
    sessions = sessions_visible_to(actor)
    soon = timezone.now() - timedelta(hours=12)
    owed = open_commitments()
    counts = owed.order_by().aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))
    )
    return Overview(
        live=list(sessions.filter(state__in=UNDER_WAY).order_by("starts_at")),
        ahead=list(
            sessions.filter(state__in=AHEAD, starts_at__gte=soon).order_by("starts_at")[:FEW]
        ),
        latest=sessions.exclude(state__in=(*AHEAD, *UNDER_WAY, "cancelled"))
        .order_by("-starts_at")
        .first(),
        agreements=list(
            agreements_visible_to(actor)
            .select_related("vote", "committee")
            .defer("text", "search")[:FEW]
        ),
        members=seated_on(today, actor=actor),
        owed=list(owed.select_related(None)[:FEW]),
        owed_count=counts["all"],
        late_count=counts["late"],
        in_term=_published_in_term(today),
        recorded=_recorded_in_term(today, recording_hours),
    )


def _published_in_term(today: date) -> Share:
    rows = Agreement.objects.filter(
        agreed_on__gt=today - timedelta(days=YEAR_DAYS),
        session__import_run__isnull=True,
        publication_due_on__isnull=False,
    )
    on = TruncDate("published_at", tzinfo=timezone.get_current_timezone())
    in_term = Q(published_on__lte=F("publication_due_on"))
    counted = Q(published_at__isnull=False) | Q(publication_due_on__lt=today)
    found = rows.annotate(published_on=on).aggregate(
        part=Count("pk", filter=in_term), whole=Count("pk", filter=counted)
    )
    return Share(found["part"], found["whole"])


def _recorded_in_term(today: date, hours: int) -> Share:
    term = timedelta(hours=hours)
    rows = Session.objects.filter(
        closed_at__isnull=False,
        closed_at__date__gt=today - timedelta(days=YEAR_DAYS),
        import_run__isnull=True,
    )
    due_at = ExpressionWrapper(F("closed_at") + term, output_field=fields.DateTimeField())
    found = rows.annotate(due_at=due_at).aggregate(
        part=Count("pk", filter=Q(recording_published_at__lte=F("due_at"))),
        whole=Count(
            "pk", filter=Q(recording_published_at__isnull=False) | Q(due_at__lt=timezone.now())
        ),
    )
    return Share(found["part"], found["whole"])


def months_with_attendance() -> tuple[date, date] | None:
    """The first and the last month that have certified sessions."""
    certified = Attendance.objects.filter(session__attendance_certified_at__isnull=False)
    span = certified.aggregate(first=Min("held_on"), last=Max("held_on"))
    if span["first"] is None:
        return None
    return span["first"].replace(day=1), span["last"].replace(day=1)
