"""The Council as Popolo: persons, organizations, memberships, events, motions and votes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from alameda.council.models import Bloc, Councillor, Vote
from alameda.opendata.selectors import civic, rows

Thing = dict[str, Any]


def sections() -> Iterator[tuple[str, Iterator[Thing]]]:
    """Every part of the document and what it holds, in order."""
    yield "persons", (_person(row) for row in rows.councillors())
    yield "organizations", _organizations()
    council = rows.council_slug()
    yield "memberships", (each for row in rows.councillors() for each in _memberships(row, council))
    yield "events", (_event(civic.event(row)) for row in rows.sessions())
    yield "motions", (_motion(row) for row in rows.votes())
    yield "vote_events", (_vote_event(row) for row in rows.votes())


def _sources(path: str) -> list[dict[str, str]]:
    return [{"url": f"{settings.BASE_URL}{path}", "note": ""}]


def _person(row: Councillor) -> Thing:
    return {
        "id": row.code,
        "name": row.name,
        "sort_name": row.sort_name,
        "identifiers": [{"scheme": "alameda", "identifier": row.code}],
        "sources": _sources(row.get_absolute_url()),
    }


def _organizations() -> Iterator[Thing]:
    for row in rows.bodies():
        yield {
            "id": row.slug,
            "name": row.name,
            "classification": row.kind,
            "parent_id": row.parent.slug if row.parent else None,
            "founding_date": row.starts_on.isoformat(),
            "dissolution_date": row.ends_on.isoformat() if row.ends_on else None,
            "sources": _sources(row.get_absolute_url()),
        }
    for bloc in Bloc.objects.order_by("pk"):
        yield {
            "id": f"bloc-{bloc.slug}",
            "name": bloc.name,
            "classification": "bloc",
            "founding_date": bloc.starts_on.isoformat(),
            "dissolution_date": bloc.ends_on.isoformat() if bloc.ends_on else None,
            "sources": _sources("/consejo/integrantes/"),
        }


def _memberships(row: Councillor, council: str) -> Iterator[Thing]:
    seats = [
        *((f"mandate-{seat.pk}", council, seat.kind, seat) for seat in row.mandates.all()),
        *(
            (f"committee-{seat.pk}", seat.body.slug, seat.post, seat)
            for seat in row.memberships.all()
        ),
        *(
            (f"bloc-{seat.pk}", f"bloc-{seat.bloc.slug}", "member", seat)
            for seat in row.blocs.all()
        ),
    ]
    for key, of, role, seat in seats:
        yield {
            "id": key,
            "person_id": row.code,
            "organization_id": of,
            "role": role,
            "start_date": seat.starts_on.isoformat(),
            "end_date": seat.ends_on.isoformat() if seat.ends_on else None,
            "sources": _sources(row.get_absolute_url()),
        }


def _event(told: Thing) -> Thing:
    place = told["location"]
    return {
        "id": told["extras"]["identifier"],
        "name": told["name"],
        "start_date": told["start_date"],
        "end_date": told["end_date"] or None,
        "location": place["name"] if place else None,
        "status": told["status"],
        "classification": told["classification"],
        "sources": told["sources"],
    }


def _motion(row: Vote) -> Thing:
    return {
        "id": f"motion-{row.code}",
        "organization_id": row.session.body.slug,
        "legislative_session_id": row.session.code,
        "text": civic.vote_event(row, "")["motion_text"],
        "identifier": row.code,
        "requirement": row.majority,
        "result": row.outcome,
        "sources": _sources(row.get_absolute_url()),
    }


def _vote_event(row: Vote) -> Thing:
    told = civic.vote_event(row, "")
    return {
        "id": row.code,
        "organization_id": row.session.body.slug,
        "legislative_session_id": row.session.code,
        "identifier": row.code,
        "motion_id": f"motion-{row.code}",
        "result": row.outcome,
        "counts": told["counts"],
        "votes": [
            {"voter_id": ballot.councillor.code, "option": civic.OPTIONS[ballot.choice]}
            for ballot in getattr(row, "told_ballots", [])
        ],
        "sources": told["sources"],
    }
