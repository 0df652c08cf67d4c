"""The register of members as its keeper sees it: who sits, and who votes from where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from alameda.accounts.models import RoleGrant
from alameda.council.models import (
    Bloc,
    BlocMembership,
    Body,
    Circumscription,
    Councillor,
    Leave,
    Mandate,
)
from alameda.council.selectors.members import holds_on
from alameda.foundation.vocabulary import Word

OWN = Word("own", "Vota desde su cuenta", "Votes from an own account", "done")
NO_ROLE = Word("no_role", "Su cuenta no tiene el rol", "The account lacks the role", "late")
NO_ACCOUNT = Word("no_account", "Sin cuenta", "Without account", "wait")


@dataclass(frozen=True)
class Line:
    """A member in office.

    Attributes:
        access: whether the member votes from an account, and what is lacking for it.
        is_away: whether there is leave on that day.
    """

    councillor: Councillor
    mandate: Mandate
    bloc: Bloc | None
    access: Word
    is_away: bool


def in_office(day: date) -> list[Line]:
    """Who has a seat on a day, the governor first: four queries."""
    mandates = list(
        Mandate.objects.filter(holds_on(day))
        .select_related("councillor", "circumscription")
        .order_by("-kind", "councillor__sort_name", "pk")
    )
    blocs = {
        row.councillor_id: row.bloc
        for row in BlocMembership.objects.filter(holds_on(day)).select_related("bloc")
    }
    away = set(Leave.objects.filter(holds_on(day)).values_list("councillor_id", flat=True))
    roles = roles_of([row.councillor for row in mandates], day)
    mandates.sort(key=lambda row: row.kind != "governor")
    return [
        Line(
            councillor=row.councillor,
            mandate=row,
            bloc=blocs.get(row.councillor_id),
            access=access_of(row.councillor, row.kind, roles),
            is_away=row.councillor_id in away,
        )
        for row in mandates
    ]


def roles_of(members: Sequence[Councillor], day: date) -> dict[int, set[str]]:
    """The roles of a seat that the accounts of members hold on a day, by account."""
    accounts = [row.account_id for row in members if row.account_id]
    found: dict[int, set[str]] = defaultdict(set)
    rows = RoleGrant.objects.filter(
        holds_on(day), person_id__in=accounts, role__in=("councillor", "governor")
    )
    for person_id, role in rows.values_list("person_id", "role"):
        found[person_id].add(role)
    return found


def access_of(member: Councillor, kind: str, roles: dict[int, set[str]]) -> Word:
    """Whether a member with a seat of a kind votes from an account."""
    if member.account_id is None:
        return NO_ACCOUNT
    return OWN if kind in roles.get(member.account_id, ()) else NO_ROLE


def not_in_office(day: date) -> list[tuple[Councillor, Mandate | None]]:
    """Who is in the register without a seat on a day, each with the last mandate: two queries."""
    now = Mandate.objects.filter(holds_on(day)).values("councillor_id")
    rows = list(Councillor.objects.exclude(pk__in=now).order_by("sort_name", "pk"))
    last = {
        mandate.councillor_id: mandate
        for mandate in Mandate.objects.filter(councillor__in=rows)
        .select_related("circumscription")
        .order_by("starts_on", "pk")
    }
    return [(row, last.get(row.pk)) for row in rows]


def circumscriptions(day: date) -> list[tuple[Circumscription, int]]:
    """Every circumscription with its seats that are taken on a day: three queries."""
    held = Mandate.objects.filter(holds_on(day), circumscription__isnull=False)
    taken = Counter(held.values_list("circumscription_id", flat=True))
    rows = Circumscription.objects.prefetch_related("comunas").order_by("slug")
    return [(row, taken[row.pk]) for row in rows]


def blocs(day: date) -> list[tuple[Bloc, int]]:
    """The blocs that have not ended by a day, each with its members then: two queries."""
    held = BlocMembership.objects.filter(holds_on(day))
    sitting = Counter(held.values_list("bloc_id", flat=True))
    rows = Bloc.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).order_by("name")
    return [(row, sitting[row.pk]) for row in rows]


def lasting_bodies(day: date) -> list[Body]:
    """The Council and its committees that have not ended by a day."""
    rows = Body.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return list(rows.order_by("kind", "name"))


@dataclass(frozen=True)
class Beginning:
    """What a Council needs before its first session.

    Attributes:
        council: whether it is set up.
        places: whether it has circumscriptions.
        sitting: councillors with a seat.
        seats: how many the circumscriptions elect.
        has_governor: whether somebody presides.
        lacking: members who cannot vote from an account yet.
    """

    council: Body | None
    places: int
    sitting: int
    seats: int
    has_governor: bool
    lacking: int

    @property
    def is_ready(self) -> bool:
        """Whether a session can be convened, opened and voted."""
        return bool(self.council and self.sitting and self.has_governor)


def beginning(day: date) -> Beginning:
    """How far the Council is set up on a day."""
    lines = in_office(day)
    places = list(Circumscription.objects.values_list("seats", flat=True))
    return Beginning(
        council=Body.objects.filter(kind="council").first(),
        places=len(places),
        sitting=sum(line.mandate.kind == "councillor" for line in lines),
        seats=sum(places),
        has_governor=any(line.mandate.kind == "governor" for line in lines),
        lacking=sum(line.access.key != "own" for line in lines),
    )
