"""What everybody may read of the Council, row by row, never all in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q

from alameda.council.models import (
    AgendaItem,
    Agreement,
    Ballot,
    BlocMembership,
    Body,
    Councillor,
    Mandate,
    Membership,
    Session,
    Vote,
)
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.councillors import councillors_visible_to
from alameda.council.selectors.sessions import sessions_visible_to
from alameda.foundation.actor import VISITOR
from alameda.thread.models import Subject

CHUNK = 200
BEFORE_PUBLIC = "convened"
KINDS = ("body", "councillor", "session", "agreement")


def bodies() -> list[Body]:
    """The Council and its committees."""
    rows = Body.objects.filter(subject__visibility=Subject.Visibility.PUBLIC)
    return list(rows.select_related("parent", "subject").order_by("pk"))


def council_slug() -> str:
    """The slug of the Council; empty where there is none."""
    return Body.objects.filter(kind="council").values_list("slug", flat=True).first() or ""


def councillors() -> Iterator[Councillor]:
    """Members with every place they have or had."""
    rows = councillors_visible_to(VISITOR).select_related("subject").order_by("pk")
    rows = rows.prefetch_related(
        Prefetch("mandates", Mandate.objects.order_by("pk")),
        Prefetch("memberships", Membership.objects.select_related("body").order_by("pk")),
        Prefetch("blocs", BlocMembership.objects.select_related("bloc").order_by("pk")),
    )
    return rows.iterator(chunk_size=CHUNK)


def agreements() -> Iterator[Agreement]:
    """Agreements that are public."""
    rows = agreements_visible_to(VISITOR).filter(
        subject__visibility=Subject.Visibility.PUBLIC,
        session__subject__visibility=Subject.Visibility.PUBLIC,
    )
    rows = rows.select_related("session__body", "certificate", "committee", "item", "vote")
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def sessions() -> Iterator[Session]:
    """Sessions with their agenda, where it is published."""
    items = AgendaItem.objects.exclude(session__state=BEFORE_PUBLIC).order_by("position", "pk")
    rows = sessions_visible_to(VISITOR).select_related("body", "subject").order_by("pk")
    rows = rows.prefetch_related(Prefetch("items", items, to_attr="told_items"))
    return rows.iterator(chunk_size=CHUNK)


def votes() -> Iterator[Vote]:
    """Closed votes with their ballots, and the agreements of them that are public."""
    ballots = Ballot.objects.exclude(choice="").select_related("councillor").order_by("pk")
    public = agreements_visible_to(VISITOR).order_by("pk")
    rows = Vote.objects.filter(
        session__in=sessions_visible_to(VISITOR), state=Vote.State.CLOSED
    ).select_related("session__body")
    rows = rows.prefetch_related(
        Prefetch("ballots", ballots, to_attr="told_ballots"),
        Prefetch("agreements", public, to_attr="told_agreements"),
        Prefetch("items", AgendaItem.objects.order_by("position", "pk"), to_attr="told_items"),
    )
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def terms() -> list[tuple[date, date | None]]:
    """The terms of the Council: the days between which its mandates were given."""
    rows = Mandate.objects.filter(replaces__isnull=True, ended_by="")
    return list(rows.values_list("starts_on", "ends_on").distinct().order_by("starts_on"))


def term_of(day: date, known: list[tuple[date, date | None]]) -> str:
    """The name of the term of a day; its year where no term holds."""
    for starts_on, ends_on in known:
        if starts_on <= day and (ends_on is None or day <= ends_on):
            return term_name(starts_on, ends_on)
    return str(day.year)


def term_name(starts_on: date, ends_on: date | None) -> str:
    """A term by its years."""
    return f"{starts_on.year}-{ends_on.year}" if ends_on else str(starts_on.year)


def fingerprint() -> str:
    """What changes when anything that is told of the Council does: three small counts."""
    public = Q(visibility=Subject.Visibility.PUBLIC)
    subjects = Subject.objects.filter(kind__in=KINDS).aggregate(
        Max("changed_at"), Count("pk"), open=Count("pk", filter=public)
    )
    sessions_ = Session.objects.aggregate(Max("changed_at"), Count("pk"))
    agreed = Agreement.objects.aggregate(Max("changed_at"), Count("pk"))
    voted = Vote.objects.aggregate(Max("changed_at"), Count("pk"))
    said = f"{settings.BASE_URL} {subjects} {sessions_} {agreed} {voted}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]
