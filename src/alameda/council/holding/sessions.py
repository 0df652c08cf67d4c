"""Sessions and who attended them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from alameda.council.holding.shared import (
    CHANGED,
    DEMO,
    MOMENT,
    SOURCE,
    SUBJECT,
    UNSAID,
    VERSION,
    imported,
    taken,
)
from alameda.record.rules.holding import Holding, Says, Told, by_digest, moment


def _convened(told: Told) -> Iterator[Says]:
    said = taken(told, "body", "kind", "number", "place")
    moments = {name: moment(told[name]) for name in ("starts_at", "second_starts_at")}
    yield Says((told.subject,), {**said, **moments, **by_digest(told), "state": "convened"})


def _retimed(told: Told) -> Iterator[Says]:
    moments = {name: moment(told[name]) for name in ("starts_at", "second_starts_at")}
    yield Says((told.subject,), moments)


def _opened(told: Told) -> Iterator[Says]:
    names = ("summons", "in_office", "quorum_needed", "quorum_present", "presided_by")
    yield Says((told.subject,), {**taken(told, *names), "state": "open"})


def _chair(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"presided_by": told["councillor"]})


def _recording(told: Told) -> Iterator[Says]:
    said = {"recording_url": told["url"], "recording_starts_at": moment(told["starts_at"])}
    yield Says((told.subject,), said)


def _state(state: str) -> Any:
    def telling(told: Told) -> Iterator[Says]:
        yield Says((told.subject,), {"state": state})

    return telling


def _past_session(told: Told) -> Iterator[Says]:
    said = taken(told, "kind", "number", "is_inconsistent")
    yield Says((told.subject,), said, source=imported(told))


def _attendance(told: Told) -> Iterator[Says]:
    for state in ("present", "absent", "excused", "on_leave"):
        for code in told[state]:
            yield Says((told.subject, code), {"state": state})


def _past_attendance(told: Told) -> Iterator[Says]:
    for code, state in told["attendance"].items():
        yield Says((told.subject, code), {"state": state}, source=imported(told))


HOLDINGS: Final = (
    Holding(
        model="council.session",
        key=("code",),
        columns={
            "body": "body__subject__code",
            "kind": "kind",
            "number": "number",
            "state": "state",
            "place": "place",
            "starts_at": "starts_at",
            "second_starts_at": "second_starts_at",
            "summons": "summons",
            "in_office": "in_office",
            "quorum_needed": "quorum_needed",
            "quorum_present": "quorum_present",
            "presided_by": "presided_by__code",
            "recording_url": "recording_url",
            "recording_starts_at": "recording_starts_at",
            "is_inconsistent": "is_inconsistent",
        },
        digested=("title", "year", "source"),
        strict=("recording_url", "presided_by", "summons"),
        tellings={
            "session.convened": _convened,
            "session.retimed": _retimed,
            "agenda.published": _state("agenda_published"),
            "session.opened": _opened,
            "chair.changed": _chair,
            "session.suspended": _state("suspended"),
            "session.resumed": _state("open"),
            "session.closed": _state("closed"),
            "session.failed": _state("failed"),
            "session.cancelled": _state("cancelled"),
            "minutes.drafted": _state("minutes_drafted"),
            "minutes.approved": _state("minutes_approved"),
            "minutes.published": _state("published"),
            "recording.linked": _recording,
            "past_session.imported": _past_session,
        },
        apart={
            "subject": SUBJECT,
            "starts_wall": "the instant is held; this is what a clock showed then",
            "second_starts_wall": "the instant is held; this is what a clock showed then",
            "zone": "the instant is held; this is what a clock showed then",
            "convened_at": MOMENT,
            "agenda_published_at": MOMENT,
            "opened_at": MOMENT,
            "closed_at": MOMENT,
            "broadcast_url": UNSAID,
            "recording_published_at": MOMENT,
            "attendance_certified_at": MOMENT,
            "import_run": SOURCE,
            "source_key": SOURCE,
            "is_demo": DEMO,
            "version": VERSION,
            "changed_at": CHANGED,
        },
    ),
    Holding(
        model="council.attendance",
        key=("session__code", "councillor__code"),
        columns={"state": "state"},
        tellings={
            "attendance.certified": _attendance,
            "past_session.imported": _past_attendance,
        },
        apart={"held_on": "the day of its session, which is held"},
    ),
)  # fmt: skip
