"""Who sits and who sat: the members of a day, and the whole record of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from alameda.council.models import (
    Agreement,
    Attendance,
    Ballot,
    Bloc,
    BlocMembership,
    Body,
    Commitment,
    Councillor,
    Leave,
    Mandate,
    Membership,
    Recusal,
    Vote,
)
from alameda.council.selectors.members import holds_on
from alameda.council.selectors.search import having
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.pages.rules.cube import Chosen, Cube
from alameda.thread.models import Subject

BALLOT_AXES = ("voto", "anio")
NAMED = ("code", "kind", "number", "year")  # what the name of a session is made of
SHOWN = 8
ASKED_SHOWN = 4


@dataclass(frozen=True)
class Member:
    """A member on a day, with her seat and her bloc."""

    councillor: Councillor
    mandate: Mandate
    bloc: Bloc | None


def councillors_visible_to(actor: Actor) -> QuerySet[Councillor]:
    """The councillors the actor may see: the public ones, and internal ones for staff."""
    shown = [Subject.Visibility.PUBLIC]
    if actor.is_staff:
        shown.append(Subject.Visibility.INTERNAL)
    return Councillor.objects.filter(subject__visibility__in=shown)


def seated_on(day: date, *, actor: Actor) -> list[Member]:
    """The members in office on a day, by surname; two queries."""
    blocs = {
        row.councillor_id: row.bloc
        for row in BlocMembership.objects.filter(holds_on(day)).select_related("bloc")
    }
    mandates = (
        Mandate.objects.filter(holds_on(day), councillor__in=councillors_visible_to(actor))
        .select_related("councillor", "circumscription")
        .order_by("councillor__sort_name", "pk")
    )
    return [Member(row.councillor, row, blocs.get(row.councillor_id)) for row in mandates]


def formerly_seated(day: date, *, actor: Actor) -> list[Councillor]:
    """Who had a seat once and has none on that day."""
    rows = councillors_visible_to(actor)
    now = Mandate.objects.filter(holds_on(day)).values("councillor_id")
    return list(rows.exclude(pk__in=now).order_by("sort_name", "pk"))


def get_councillor(slug: str, *, actor: Actor) -> Councillor:
    """One councillor by the last part of her address; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such councillor, or none that this actor may see.
    """
    found = None
    if "\x00" not in slug:
        found = councillors_visible_to(actor).filter(slug=slug).first()
    if found is None:
        raise NotFoundError(_("Nobody of that name sits on the Council."))
    return found


@dataclass(frozen=True)
class Career:
    """The record of one councillor, but for the list of her votes.

    Attributes:
        attendance: sessions of the Council by state, certified or as an import published them.
        as_published: how many of those nobody certified here.
        missed: the newest of those that she did not attend.
        commitments: the newest of what she asked for.
        asked: how much she asked for, by state.
    """

    mandates: Sequence[Mandate]
    blocs: Sequence[BlocMembership]
    memberships: Sequence[Membership]
    leaves: Sequence[Leave]
    attendance: dict[str, int]
    as_published: int
    missed: Sequence[Attendance]
    recusals: Sequence[Recusal]
    recusal_count: int
    commitments: Sequence[Commitment]
    asked: dict[str, int]


def career_of(councillor: Councillor) -> Career:
    """Her seats, blocs, committees, attendance, recusals and requests: ten queries."""
    attendance = councillor.attendance.filter(session__body__kind="council")
    states = (
        attendance.order_by()
        .values_list("state")
        .annotate(
            rows=Count("pk"),
            published=Count("pk", filter=Q(session__attendance_certified_at__isnull=True)),
        )
    )
    counted = list(states)
    recusals = councillor.recusals.order_by("-declared_at", "-pk")
    asked = councillor.commitments.order_by().values_list("state").annotate(rows=Count("pk"))
    return Career(
        mandates=list(councillor.mandates.select_related("circumscription")),
        blocs=list(councillor.blocs.select_related("bloc")),
        memberships=list(councillor.memberships.select_related("body")),
        leaves=list(councillor.leaves.all()),
        attendance={state: rows for state, rows, _published in counted},
        as_published=sum(published for _state, _rows, published in counted),
        missed=list(
            attendance.exclude(state="present")
            .select_related("session")
            .only("councillor", "state", "held_on", *(f"session__{name}" for name in NAMED))
            .order_by("-held_on", "-pk")[:SHOWN]
        ),
        recusals=list(
            recusals.select_related("item__session").only(
                "councillor", "declared_at", "item__title", "item__session__code"
            )[:SHOWN]
        ),
        recusal_count=recusals.count(),
        commitments=list(councillor.commitments.order_by("-raised_on", "-pk")[:ASKED_SHOWN]),
        asked=dict(asked),
    )


def ballots_of(councillor: Councillor, *, words: str = "") -> QuerySet[Ballot]:
    """Every ballot of hers in a vote that ended, with the words where there are any."""
    rows = Ballot.objects.filter(councillor=councillor, vote__state=Vote.State.CLOSED)
    if words:
        about = having(Agreement.objects.all(), words).order_by()
        rows = rows.filter(vote__in=about.values("vote_id"))
    return rows


def ballots_cube(rows: QuerySet[Ballot]) -> Cube:
    """Ballots by choice and year."""
    counted = (
        rows.order_by()
        .annotate(year=ExtractYear("held_on"))
        .values_list("choice", "year")
        .annotate(rows=Count("pk"))
    )
    return Cube(BALLOT_AXES, [((choice, str(year)), count) for choice, year, count in counted])


def narrowed(rows: QuerySet[Ballot], chosen: Chosen) -> QuerySet[Ballot]:
    """The ballots that the filters leave."""
    if chosen["voto"]:
        rows = rows.filter(choice__in=chosen["voto"])
    if chosen["anio"]:
        rows = rows.annotate(year=ExtractYear("held_on"))
        rows = rows.filter(year__in=[int(year) for year in chosen["anio"]])
    return rows


def listed(rows: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """The ballots with what a list of them says of each, and no more."""
    return rows.select_related("vote").only(
        "choice", "held_on", "vote__code", "vote__question", "vote__outcome"
    )


def committees() -> list[Body]:
    """The committees, those that still exist first."""
    rows = Body.objects.exclude(kind="council").select_related("parent")
    return sorted(rows, key=lambda body: (body.ends_on is not None, body.name))


def get_body(slug: str) -> Body:
    """A committee by the last part of its address.

    Raises:
        NotFoundError: there is no such committee.
    """
    found = None
    if "\x00" not in slug:
        rows = Body.objects.exclude(kind="council").select_related("parent", "subject")
        found = rows.filter(slug=slug, subject__visibility=Subject.Visibility.PUBLIC).first()
    if found is None:
        raise NotFoundError(_("There is no committee at this address."))
    return found


def members_of(body: Body, day: date) -> list[Membership]:
    """Who sits on a committee on a day, those with a post first."""
    posts = ("president", "chair", "vice_chair", "member")
    rows = body.memberships.filter(holds_on(day)).select_related("councillor")
    return sorted(rows, key=lambda row: (posts.index(row.post), row.councillor.sort_name))
