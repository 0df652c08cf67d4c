"""What was asked for: commitments, points of citizens, matters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alameda.council.holding.shared import (
    DEMO,
    MOMENT,
    SUBJECT,
    UNSAID,
    VERSION,
    money,
    taken,
    text_digest,
)
from alameda.foundation.written import digest
from alameda.record.rules.holding import Holding, Says, Told, by_digest


def _raised(told: Told) -> Iterator[Says]:
    names = ("kind", "session", "raised_by", "unit", "raised_on", "due_on", "term")
    yield Says((told.subject,), {**taken(told, *names), **by_digest(told), "state": "open"})


def _answered(told: Told) -> Iterator[Says]:
    said = taken(told, "answered_on", "document", answer="answer_sha256")
    yield Says((told.subject,), {**said, "state": "answered"})


def _withdrawn(told: Told) -> Iterator[Says]:
    said = {"state": "withdrawn", "answer": digest(told["reason"])}
    yield Says((told.subject,), said)


def _point_opened(told: Told) -> Iterator[Says]:
    said = taken(told, "needed", "closes_on")
    yield Says((told.subject,), said)


def _point_reached(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"reached_on": told["reached_on"]})


def _point_expired(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"ended": "expired", "needed": told["needed"]})


def _point_declined(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"ended": "declined", "reason": told["reason"]})


def _point_ended(state: str) -> str:
    """A point moves with its item, of which no fact says so: only how it ended is held."""
    return state if state in {"declined", "expired"} else ""


def _matter(told: Told) -> Iterator[Says]:
    names = ("business", "title", "received_on", "comuna", "amount_clp")
    said = {**money(told), **by_digest(told)}
    yield Says((told.subject,), {**taken(told, *names), **said, "state": "entered"})


def _matter_corrected(told: Told) -> Iterator[Says]:
    names = ("title", "received_on", "comuna", "amount_clp", "fund", "paper")
    yield Says((told.subject,), {**taken(told, *names), **by_digest(told)})


def _matter_moved(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"state": told["to_state"]})


HOLDINGS: Final = (
    Holding(
        model="council.commitment",
        key=("code",),
        columns={
            "kind": "kind",
            "session": "session__code",
            "raised_by": "raised_by__code",
            "unit": "owner_unit__code",
            "raised_on": "raised_on",
            "due_on": "due_on",
            "term": "term",
            "state": "state",
            "answered_on": "answered_on",
            "document": "document__code",
            "answer": "answer",
        },
        readings={"answer": text_digest},
        strict=("answered_on", "answer", "document"),
        tellings={
            "commitment.raised": _raised,
            "commitment.answered": _answered,
            "commitment.withdrawn": _withdrawn,
        },
        digested=("text", "owner"),
        apart={"subject": SUBJECT, "item": UNSAID, "is_demo": DEMO, "version": VERSION},
    ),
    Holding(
        model="council.citizenpoint",
        key=("code",),
        columns={
            "needed": "needed",
            "closes_on": "closes_on",
            "reached_on": "reached_on",
            "reason": "reason",
            "ended": "state",
        },
        readings={"ended": _point_ended},
        strict=("reached_on", "reason", "ended"),
        tellings={
            "point.opened": _point_opened,
            "point.reached": _point_reached,
            "point.expired": _point_expired,
            "point.declined": _point_declined,
        },
        apart={
            "subject": SUBJECT,
            "salt": "of the digests of its words; no page shows it",
            "title": "what the public types is not kept for ever",
            "text": "what the public types is not kept for ever",
            "proposer": "a person is not public",
            "supporters": "a number that moves; the entry says it when it is reached",
            "opened_on": MOMENT,
            "is_demo": DEMO,
        },
        is_whole=False,
    ),
    Holding(
        model="council.matter",
        key=("code",),
        columns={
            "business": "business",
            "title": "title",
            "received_on": "received_on",
            "comuna": "comuna__cut",
            "amount_clp": "amount_clp",
            "fund": "fund",
            "paper": "paper",
            "state": "state",
        },
        tellings={
            "matter.registered": _matter,
            "matter.corrected": _matter_corrected,
            "matter.moved": _matter_moved,
        },
        digested=("summary", "applicant"),
        apart={
            "subject": SUBJECT,
            "decided_on": "the entry of its last move says it",
            "is_demo": DEMO,
            "version": VERSION,
        },
        is_whole=False,
    ),
)  # fmt: skip
