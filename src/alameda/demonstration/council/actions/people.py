"""Bodies, seats, blocs, committees and leave of an invented council, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from alameda.council.events.people import BodyAdded, CouncillorAdded, MandateStarted
from alameda.council.models import (
    Bloc,
    BlocMembership,
    Body,
    Circumscription,
    Councillor,
    Leave,
    Mandate,
    Membership,
)
from alameda.demonstration.council.rules.plans import CouncilPlan
from alameda.record.events import Fact
from alameda.thread.models import Subject


@dataclass(slots=True)
class People:
    """Primary keys of who and what sits, by slug or code.

    Attributes:
        bodies: primary key by slug.
        councillors: primary key by code.
    """

    bodies: dict[str, int] = field(default_factory=dict)
    councillors: dict[str, int] = field(default_factory=dict)


def write_people(plan: CouncilPlan, *, accounts: Mapping[str, int], today: date) -> People:
    """Write who sits; ``accounts`` has the person of a councillor, by slug."""
    people = People()
    _bodies(plan, people)
    _councillors(plan, people, accounts=accounts)
    _seats(plan, people)
    _places(plan, people, today=today)
    return people


def facts_of_people(plan: CouncilPlan) -> Iterator[Fact]:
    """What the record learns of them: codes, never names."""
    for slug, _name, kind, _remit in plan.bodies:
        yield BodyAdded(
            subject=f"B-{slug}",
            kind=kind,
            parent="" if kind == "council" else "B-consejo",
            starts_on=plan.starts_on,
        )
    for seat in plan.seats:
        yield CouncillorAdded(subject=seat.code)
        place = seat.circumscription
        yield MandateStarted(
            subject=seat.code,
            kind=seat.kind,
            circumscription="" if place is None else plan.circumscriptions[place][0],
            starts_on=seat.starts_on,
            ends_on=seat.ends_on,
            replaces=seat.replaces,
        )


def _bodies(plan: CouncilPlan, people: People) -> None:
    subjects = Subject.objects.bulk_create(
        Subject(
            code=f"B-{slug}",
            kind="body",
            title=name,
            address="/consejo/" if kind == "council" else f"/consejo/comisiones/{slug}/",
        )
        for slug, name, kind, _remit in plan.bodies
    )
    council: Body | None = None
    for subject, (slug, name, kind, remit) in zip(subjects, plan.bodies, strict=True):
        body = Body.objects.create(
            subject=subject,
            slug=slug,
            name=name,
            kind=kind,
            parent=council,
            remit=remit,
            starts_on=plan.starts_on,
            is_demo=True,
        )
        council = council or body
        people.bodies[slug] = body.pk


def _councillors(plan: CouncilPlan, people: People, *, accounts: Mapping[str, int]) -> None:
    subjects = Subject.objects.bulk_create(
        Subject(
            code=seat.code,
            kind="councillor",
            title=seat.name,
            address=f"/consejo/integrantes/{seat.slug}/",
        )
        for seat in plan.seats
    )
    rows = Councillor.objects.bulk_create(
        Councillor(
            subject=subject,
            code=seat.code,
            slug=seat.slug,
            name=seat.name,
            sort_name=seat.sort_name,
            account_id=accounts.get(seat.slug),
            is_demo=True,
        )
        for subject, seat in zip(subjects, plan.seats, strict=True)
    )
    people.councillors = {row.code: row.pk for row in rows}


def _seats(plan: CouncilPlan, people: People) -> None:
    places = Circumscription.objects.bulk_create(
        Circumscription(slug=slug, name=name, seats=seats)
        for slug, name, seats, _comunas in plan.circumscriptions
    )
    for place, (_slug, _name, _seats, comunas) in zip(places, plan.circumscriptions, strict=True):
        place.comunas.set(comunas)
    by_code: dict[str, Mandate] = {}
    for seat in plan.seats:
        at = seat.circumscription
        by_code[seat.code] = Mandate.objects.create(
            councillor_id=people.councillors[seat.code],
            kind=seat.kind,
            circumscription=None if at is None else places[at],
            starts_on=seat.starts_on,
            ends_on=seat.ends_on,
            ended_by=seat.ended_by,
            replaces=by_code.get(seat.replaces),
        )


def _places(plan: CouncilPlan, people: People, *, today: date) -> None:
    """Blocs, committees and leave; committees are told of the newest term only."""
    blocs = Bloc.objects.bulk_create(
        Bloc(slug=slug, name=name, starts_on=plan.starts_on) for slug, name in plan.blocs
    )
    BlocMembership.objects.bulk_create(
        BlocMembership(
            councillor_id=people.councillors[seat.code],
            bloc=blocs[seat.bloc],
            starts_on=seat.starts_on,
            ends_on=seat.ends_on,
        )
        for seat in plan.seats
        if seat.bloc is not None
    )
    Membership.objects.bulk_create(
        Membership(
            body_id=people.bodies[slug],
            councillor_id=people.councillors[seat.code],
            post=post,
            starts_on=seat.starts_on,
            ends_on=seat.ends_on,
        )
        for seat in plan.seats
        for slug, post in seat.committees
    )
    Leave.objects.bulk_create(
        Leave(
            councillor_id=people.councillors[each.code],
            kind=each.kind,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
        )
        for each in plan.leaves
        if each.starts_on <= today
    )
