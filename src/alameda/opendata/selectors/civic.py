"""The Council as Open Civic Data: the objects that ``pupa`` knows, each with its source."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from alameda.council.models import Agreement, Body, Councillor, Session, Vote
from alameda.council.rules import vocabulary
from alameda.foundation.hours import known_ending
from alameda.foundation.vocabulary import find
from alameda.opendata.selectors import rows
from alameda.territory.models import Region

Thing = dict[str, Any]
OPTIONS = {
    "favour": "yes",
    "against": "no",
    "abstain": "abstain",
    "not_voting": "not voting",
    "recused": "excused",
}
CLASSIFICATIONS = {
    "council": "legislature",
    "committee": "committee",
    "subcommittee": "committee",
}
PASSED = frozenset({"closed", "minutes_drafted", "minutes_approved", "published"})


def ocd_id(kind: str, key: str) -> str:
    """A permanent id: the same for the same thing of the same site."""
    return f"ocd-{kind}/{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.BASE_URL}/{kind}/{key}')}"


def source(path: str, note: str = "") -> list[dict[str, str]]:
    """Where a thing can be read."""
    return [{"url": f"{settings.BASE_URL}{path}", "note": note}]


def sections() -> Iterator[tuple[str, Iterator[Thing]]]:
    """Every part of the document and what it holds, in order."""
    terms = rows.terms()
    yield "organizations", (organization(row) for row in rows.bodies())
    yield "people", (person(row) for row in rows.councillors())
    council = rows.council_slug()
    yield "memberships", (each for row in rows.councillors() for each in memberships(row, council))
    yield "bills", (bill(row, rows.term_of(row.agreed_on, terms)) for row in rows.agreements())
    yield "events", (event(row) for row in rows.sessions())
    yield "vote_events", (vote_event(row, rows.term_of(row.held_on, terms)) for row in rows.votes())


def division_id() -> str:
    """The region, as a division of its country."""
    region = Region.objects.first()
    return f"ocd-division/country:cl/region:{(region.iso_code if region else '').lower() or 'xx'}"


def jurisdiction() -> Thing:
    """The government whose Council this is, with its terms."""
    region = Region.objects.first()
    division = division_id()
    return {
        "_id": f"{division.replace('ocd-division', 'ocd-jurisdiction')}/government",
        "name": region.government if region else "Gobierno Regional",
        "url": f"{settings.BASE_URL}/",
        "division_id": division,
        "classification": "government",
        "legislative_sessions": [
            {
                "identifier": rows.term_name(starts_on, ends_on),
                "name": rows.term_name(starts_on, ends_on),
                "classification": "primary",
                "start_date": starts_on.isoformat(),
                "end_date": ends_on.isoformat() if ends_on else "",
            }
            for starts_on, ends_on in rows.terms()
        ],
        "feature_flags": [],
        "extras": {},
    }


def organization(row: Body) -> Thing:
    """The Council or a committee."""
    return {
        "_id": ocd_id("organization", row.slug),
        "name": row.name,
        "classification": CLASSIFICATIONS[row.kind],
        "parent_id": ocd_id("organization", row.parent.slug) if row.parent else None,
        "founding_date": row.starts_on.isoformat(),
        "dissolution_date": row.ends_on.isoformat() if row.ends_on else "",
        "identifiers": [{"identifier": row.slug, "scheme": "alameda"}],
        "other_names": [],
        "contact_details": [],
        "links": [],
        "image": "",
        "sources": source(row.get_absolute_url()),
        "extras": {},
    }


def person(row: Councillor) -> Thing:
    """A member."""
    return {
        "_id": ocd_id("person", row.code),
        "name": row.name,
        "sort_name": row.sort_name,
        "identifiers": [{"identifier": row.code, "scheme": "alameda"}],
        "other_names": [],
        "contact_details": [],
        "links": [],
        "image": "",
        "sources": source(row.get_absolute_url()),
        "extras": {},
    }


def memberships(row: Councillor, council: str) -> Iterator[Thing]:
    """Every place that a member has or had, in the Council and its committees."""
    seats = [
        *((find(vocabulary.MANDATE_KINDS, s.kind), council, s) for s in row.mandates.all()),
        *((find(vocabulary.POSTS, s.post), s.body.slug, s) for s in row.memberships.all()),
    ]
    for word, slug, seat in seats:
        yield {
            "_id": ocd_id("membership", f"{type(seat).__name__}-{seat.pk}"),
            "person_id": ocd_id("person", row.code),
            "person_name": row.name,
            "organization_id": ocd_id("organization", slug),
            "post_id": None,
            "on_behalf_of_id": None,
            "role": word.es,
            "label": "",
            "start_date": seat.starts_on.isoformat(),
            "end_date": seat.ends_on.isoformat() if seat.ends_on else "",
            "contact_details": [],
            "links": [],
            "extras": {},
        }


def bill(row: Agreement, term: str) -> Thing:
    """What was put to the Council and agreed."""
    certificate = row.certificate
    documents = (
        [_document("Certificado", certificate.get_absolute_url())]
        if certificate is not None and certificate.visibility == "public"
        else []
    )
    passed = row.outcome == "approved"
    return {
        "_id": ocd_id("bill", row.code),
        "legislative_session": term,
        "identifier": row.code,
        "title": row.title,
        "from_organization": ocd_id("organization", row.session.body.slug),
        "classification": ["resolution"],
        "subject": [vocabulary.business(row.business).es],
        "abstracts": [{"abstract": row.text, "note": ""}] if row.text else [],
        "other_titles": [],
        "other_identifiers": (
            [{"identifier": f"{row.number}/{row.year}", "scheme": "acuerdo", "note": ""}]
            if row.number
            else []
        ),
        "actions": [
            {
                "organization": ocd_id("organization", row.session.body.slug),
                "date": row.agreed_on.isoformat(),
                "description": find(vocabulary.OUTCOMES, row.outcome).es,
                "classification": ["passage" if passed else "failure"],
                "related_entities": [],
            }
        ],
        "sponsorships": [],
        "related_bills": [],
        "versions": [],
        "documents": documents,
        "sources": source(row.get_absolute_url()),
        "extras": {"amount_clp": row.amount_clp, "fund": row.fund, "beneficiary": row.beneficiary},
    }


def _document(note: str, path: str) -> Thing:
    link = {"url": f"{settings.BASE_URL}{path}", "media_type": "text/html", "text": ""}
    return {"note": note, "date": "", "links": [link]}


def _local(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def event(row: Session) -> Thing:
    """A session with its agenda."""
    starts_at = row.opened_at or row.starts_at
    ended_at = known_ending(starts_at, row.closed_at)
    return {
        "_id": ocd_id("event", row.code),
        "name": row.subject.title,
        "all_day": False,
        "start_date": _local(starts_at),
        "end_date": _local(ended_at) if ended_at else "",
        "status": _status(row),
        "classification": row.kind,
        "description": row.title,
        "location": {"name": row.place, "note": "", "coordinates": None} if row.place else None,
        "media": [],
        "documents": [],
        "links": [{"note": "Grabación", "url": row.recording_url}] if row.recording_url else [],
        "participants": [{"name": row.body.name, "type": "organization", "note": "host"}],
        "agenda": [
            {
                "description": item.title,
                "classification": [item.section] if item.section else [],
                "order": str(place),
                "subjects": [vocabulary.business(item.business).es],
                "media": [],
                "notes": [],
                "related_entities": [],
            }
            for place, item in enumerate(getattr(row, "told_items", []), start=1)
        ],
        "sources": source(row.get_absolute_url(), row.source),
        "extras": {"identifier": row.code, "is_inconsistent": row.is_inconsistent},
    }


def _status(row: Session) -> str:
    if row.state in {"cancelled", "failed"}:
        return "cancelled"
    return "passed" if row.state in PASSED else "confirmed"


def vote_event(row: Vote, term: str) -> Thing:
    """A vote: its counts as they were published, and who is named."""
    bills = [ocd_id("bill", agreed.code) for agreed in getattr(row, "told_agreements", [])]
    titles = "; ".join(item.title for item in getattr(row, "told_items", []))
    return {
        "_id": ocd_id("vote", row.code),
        "identifier": row.code,
        "motion_text": f"{row.question} {titles}".strip(),
        "motion_classification": ["passage"],
        "start_date": row.held_on.isoformat(),
        "end_date": "",
        "result": "pass" if row.outcome == "approved" else "fail",
        "organization": ocd_id("organization", row.session.body.slug),
        "legislative_session": term,
        # This standard knows votes on one thing: several are told apart, under ``extras``.
        "bill": bills[0] if len(bills) == 1 else None,
        "bill_action": None,
        "votes": [
            {
                "option": OPTIONS[ballot.choice],
                "voter_name": ballot.councillor.name,
                "voter_id": ocd_id("person", ballot.councillor.code),
                "note": "",
            }
            for ballot in getattr(row, "told_ballots", [])
        ],
        "counts": [
            {"option": option, "value": getattr(row, name)}
            for name, option in OPTIONS.items()
            if getattr(row, name) is not None
        ],
        "sources": source(row.get_absolute_url()),
        "extras": {
            "session": row.session.code,
            "bills": bills,
            "present": row.present,
            "is_inconsistent": row.is_inconsistent,
            "has_all_names": row.has_all_names,
        },
    }
