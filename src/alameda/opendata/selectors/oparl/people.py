"""Bodies, organisations, persons, memberships and terms, as OParl 1.1."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from alameda.council.models import (
    Bloc,
    BlocMembership,
    Body,
    Councillor,
    Mandate,
    Membership,
)
from alameda.council.rules import vocabulary
from alameda.foundation.vocabulary import find
from alameda.opendata.selectors import rows
from alameda.opendata.selectors.oparl import shapes
from alameda.opendata.selectors.oparl.shapes import Thing
from alameda.territory.models import Region

# OParl is German: its own words for kinds of organisation.
ORGANIZATION_TYPES = {"council": "Gremium", "committee": "Gremium", "subcommittee": "Gremium"}
CLASSIFICATIONS = {
    "council": "Parlament",
    "committee": "Ausschuss",
    "subcommittee": "Unterausschuss",
}
LISTS = (
    ("organization", "organizations"),
    ("person", "persons"),
    ("meeting", "meetings"),
    ("paper", "papers"),
    ("agendaItem", "agendaitems"),
    ("consultation", "consultations"),
    ("file", "files"),
    ("membership", "memberships"),
    ("locationList", "locations"),
    ("legislativeTermList", "legislativeterms"),
)
BODY = "gore"
START = datetime(2026, 1, 1, tzinfo=UTC)


def system() -> Thing:
    """The entrance."""
    region = Region.objects.first()
    return shapes.whole(
        {
            "id": shapes.list_of("").rstrip("/") + "/",
            "type": f"{shapes.VERSION}System",
            "oparlVersion": shapes.VERSION,
            "body": shapes.list_of("bodies"),
            "name": _marked(f"Alameda, {region.government}" if region else "Alameda"),
            "website": shapes.page("/"),
            "web": shapes.page("/consejo/"),
        }
    )


def body() -> Thing:
    """The regional government, whose Council this is."""
    region = Region.objects.first()
    changed = _last_change()
    made = shapes.thing("bodies", BODY, "Body", at=(changed, changed))
    council = rows.council_slug()
    made |= {
        "system": shapes.list_of("").rstrip("/") + "/",
        "name": _marked(region.government if region else "Gobierno Regional"),
        "shortName": region.name if region else "",
        "website": shapes.page("/"),
        "classification": "Gobierno regional",
        "web": shapes.page("/consejo/"),
        "mainOrganization": shapes.address("organizations", council) if council else "",
    }
    made |= {name: shapes.list_of(kind) for name, kind in LISTS}
    # Required, even where there is none yet.
    return {**shapes.whole(made), "legislativeTerm": legislative_terms()}


def _marked(name: str) -> str:
    """A name by which clients of OParl know a source: that of a demonstration says so."""
    return f"{name} (Demostración: sin validez)" if settings.IS_DEMO else name


def _last_change() -> datetime:
    last = Body.objects.select_related("subject").order_by("-subject__changed_at").first()
    return last.subject.changed_at if last else START


def terms() -> list[tuple[date, date]]:
    """The terms of the Council: the days between which its mandates were given."""
    given = Mandate.objects.filter(ends_on__isnull=False, replaces__isnull=True, ended_by="")
    found = given.values_list("starts_on", "ends_on").distinct().order_by("starts_on")
    return [(starts_on, ends_on) for starts_on, ends_on in found if ends_on]


def legislative_term(starts_on: date, ends_on: date) -> Thing:
    """A term; its key is its two days."""
    key = f"{starts_on}.{ends_on}"
    return {
        "id": shapes.address("legislativeterms", key),
        "type": f"{shapes.VERSION}LegislativeTerm",
        "body": shapes.address("bodies", BODY),
        "name": f"{starts_on.year}-{ends_on.year}",
        "startDate": shapes.day(starts_on),
        "endDate": shapes.day(ends_on),
    }


def legislative_terms() -> list[Thing]:
    """Every term."""
    return [legislative_term(*term) for term in terms()]


def organization(row: Body) -> Thing:
    """The Council or a committee."""
    at = (row.subject.created_at, row.subject.changed_at)
    made = shapes.thing("organizations", row.slug, "Organization", at=at)
    if not shapes.is_told(row.subject):
        return shapes.stub(made)
    if row.kind == "council":
        keys = [f"mandate-{pk}" for pk in Mandate.objects.values_list("pk", flat=True)]
    else:
        keys = [f"committee-{seat.pk}" for seat in row.memberships.all()]
    return shapes.whole(
        made
        | {
            "body": shapes.address("bodies", BODY),
            "name": row.name,
            "organizationType": ORGANIZATION_TYPES[row.kind],
            "classification": CLASSIFICATIONS[row.kind],
            "subOrganizationOf": (
                shapes.address("organizations", row.parent.slug) if row.parent else ""
            ),
            "membership": [shapes.address("memberships", key) for key in keys],
            "meeting": f"{shapes.list_of('meetings')}?organization={row.slug}",
            "startDate": shapes.day(row.starts_on),
            "endDate": shapes.day(row.ends_on),
            "web": shapes.page(row.subject.address),
        }
    )


def bloc(row: Bloc) -> Thing:
    """A bench."""
    return shapes.whole(
        {
            "id": shapes.address("organizations", f"bloc-{row.slug}"),
            "type": f"{shapes.VERSION}Organization",
            "body": shapes.address("bodies", BODY),
            "name": row.name,
            "organizationType": "Fraktion",
            "classification": "Fraktion",
            "membership": [
                shapes.address("memberships", f"bloc-{seat.pk}") for seat in row.members.all()
            ],
            "startDate": shapes.day(row.starts_on),
            "endDate": shapes.day(row.ends_on),
        }
    )


def person(row: Councillor, *, council: str) -> Thing:
    """A member with every place she has or had; ``council`` is the slug of the Council."""
    at = (row.subject.created_at, row.subject.changed_at)
    made = shapes.thing("persons", row.code, "Person", at=at)
    if not shapes.is_told(row.subject):
        return shapes.stub(made)
    seats = [
        *(mandate(seat, council) for seat in row.mandates.all()),
        *(membership(seat) for seat in row.memberships.all()),
        *(bloc_membership(seat) for seat in row.blocs.all()),
    ]
    return shapes.whole(
        made
        | {
            "body": shapes.address("bodies", BODY),
            "name": row.name,
            "membership": seats,
            "web": shapes.page(row.subject.address),
        }
    )


def people() -> QuerySet[Councillor]:
    """Members with all that ``person`` reads."""
    return Councillor.objects.select_related("subject").prefetch_related(
        "mandates",
        Prefetch("memberships", Membership.objects.select_related("body")),
        Prefetch("blocs", BlocMembership.objects.select_related("bloc")),
    )


def mandate(seat: Mandate, council: str) -> Thing:
    """A seat on the Council."""
    made = _seat(f"mandate-{seat.pk}", seat)
    return made | {
        "organization": shapes.address("organizations", council),
        "role": find(vocabulary.MANDATE_KINDS, seat.kind).es,
        "votingRight": True,
    }


def membership(seat: Membership) -> Thing:
    """A place in a committee."""
    return _seat(f"committee-{seat.pk}", seat) | {
        "organization": shapes.address("organizations", seat.body.slug),
        "role": find(vocabulary.POSTS, seat.post).es,
        "votingRight": True,
    }


def bloc_membership(seat: BlocMembership) -> Thing:
    """A place in a bench."""
    return _seat(f"bloc-{seat.pk}", seat) | {
        "organization": shapes.address("organizations", f"bloc-{seat.bloc.slug}"),
    }


def _seat(key: str, seat: Mandate | Membership | BlocMembership) -> Thing:
    return shapes.whole(
        {
            "id": shapes.address("memberships", key),
            "type": f"{shapes.VERSION}Membership",
            "startDate": shapes.day(seat.starts_on),
            "endDate": shapes.day(seat.ends_on),
        }
    )
