"""Writing the sessions and items of a source: made, changed or left as they are.

What is there is read at once, and what is new is written at once: a source may hold many years.
Nobody calls this but ``run``, which holds the lock and the transaction.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain, count, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F

from alameda.council.actions.imports.members import MemberWriter
from alameda.council.actions.imports.rows import Codes
from alameda.council.events.imports import PastSessionImported
from alameda.council.models import AgendaItem, Attendance, Finding, Session
from alameda.council.rules import vocabulary
from alameda.council.rules.imports.shapes import ItemRow, SessionRow
from alameda.foundation.vocabulary import find
from alameda.record.events import Fact
from alameda.thread.models import Subject

LETTERS = {"ordinary": "O", "extraordinary": "E"}
QUIET = frozenset({"import_run_id"})


class SessionWriter:
    """Sessions and items at work.

    Attributes:
        members: the members and committees, written already.
        sessions: by key of the source; so are the items.
    """

    def __init__(self, members: MemberWriter) -> None:
        self.members = members
        self.past, self.profile, self.run = members.past, members.profile, members.run
        self.kept, self.accounts = members.kept, members.accounts
        self.sessions: dict[str, Session] = {}
        self.items: dict[str, AgendaItem] = {}
        self.marked = {
            found.session
            for found in self.past.found
            if found.marks == "session" or (found.marks == "vote" and found.vote)
        }
        self.voted = {vote.item for vote in self.past.votes.values()}
        keys = [self.source_key("session", key) for key in self.past.sessions]
        rows = Session.objects.filter(source_key__in=keys)
        self.there = {row.source_key: row for row in rows.select_related("subject")}
        self.attended: dict[int, dict[int, Attendance]] = defaultdict(dict)
        for found in Attendance.objects.filter(session__in=self.there.values()):
            self.attended[found.session_id][found.councillor_id] = found
        self.codes = self._taken_codes()
        self.fresh: list[Session] = []
        self.fresh_attendance: list[Attendance] = []
        self.changed: dict[str, str] = {}

    def write(self) -> None:
        """Sessions first, then their items in the order of the source."""
        for session in self.past.sessions.values():
            self._session(session)
        self.kept.make([row.subject for row in self.fresh])
        self.kept.make(self.fresh)
        self.kept.make(self.fresh_attendance)
        self._items()

    def point(self, findings: Iterable[Finding]) -> None:
        """Let each session name the reading whose findings its page shows.

        That is this one where the session, or what was found in it, is not what it was: an import
        that changes nothing leaves no trace on a session, so nothing waits for it.
        """
        found: dict[int, list[Finding]] = defaultdict(list)
        for one in findings:
            if one.session_id is not None:
                found[one.session_id].append(one)
        before: dict[int, list[Finding]] = defaultdict(list)
        shown = Finding.objects.filter(session__in=self.there.values())
        for one in shown.filter(run=F("session__import_run")):
            before[one.session_id or 0].append(one)
        for key in self.sessions.keys() & self.past.sessions.keys():
            session = self.sessions[key]
            pk = session.pk
            if pk is not None and (key in self.changed or _alike(found[pk]) != _alike(before[pk])):
                self.kept.change(session, {"import_run_id": self.run.pk}, quiet=QUIET)

    def told(self) -> list[Fact]:
        """A fact for each session of which anything was made or changed, once all is written."""
        return [
            self._told(self.past.sessions[key], is_new=outcome == "created")
            for key, outcome in self.changed.items()
        ]

    def source_key(self, kind: str, key: str) -> str:
        """What names a row of this source for ever."""
        return self.members.source_key(kind, key)

    def note(self, session: str, outcome: str) -> None:
        """Say that something of a session was made or changed."""
        if outcome == "unchanged":
            return
        self.kept.move(self.sessions[session])
        self.changed.setdefault(session, "updated")

    def _taken_codes(self) -> set[str]:
        wanted = [_code(row) for row in self.past.sessions.values()]
        return set(Subject.objects.filter(code__in=wanted).values_list("code", flat=True))

    def _session(self, row: SessionRow) -> None:
        starts_at = row.starts_at.replace(tzinfo=ZoneInfo(self.profile.time_zone))
        values = {
            "kind": row.kind,
            "year": starts_at.year,
            "number": row.number,
            "starts_at": starts_at,
            "source": row.source,
            "is_inconsistent": row.key in self.marked,
        }
        source_key = self.source_key("session", row.key)
        session = self.there.get(source_key)
        if session is None:
            session = self._new_session(row, {**values, "source_key": source_key})
            self.fresh.append(session)
            outcome = "created"
            self.changed[row.key] = outcome
        else:
            outcome = self.kept.change(session, values)
            self.kept.change(session.subject, {"title": _title(row)})
        self.sessions[row.key] = session
        self.accounts.tell("sessions", row.key, outcome, session.code)
        if outcome == "updated":
            self.changed[row.key] = outcome
        self._attendance(row, session, starts_at)

    def _told(self, row: SessionRow, *, is_new: bool) -> Fact:
        session = self.sessions[row.key]
        attended = self.past.attended(row.key).items()
        return PastSessionImported(
            subject=session.code,
            import_number=self.run.number,
            is_new=is_new,
            kind=row.kind,
            number=row.number,
            held_on=row.starts_at.date(),
            attendance={self.members.councillors[key].code: state for key, state in attended},
            is_inconsistent=session.is_inconsistent,
        )

    def _new_session(self, row: SessionRow, values: dict[str, Any]) -> Session:
        code = self._free_code(row)
        subject = Subject(
            code=code,
            kind="session",
            title=_title(row),
            address=f"/consejo/sesiones/{code}/",
            state="closed",
        )
        return Session(
            subject=subject,
            code=code,
            body=self.members.council,
            state="closed",
            import_run=self.run,
            **values,
        )

    def _free_code(self, row: SessionRow) -> str:
        """A code is for ever: one whose number was corrected keeps it, and leaves it to nobody."""
        code, place = _code(row), 1
        while code in self.codes:
            place += 1
            code = f"{_code(row)}-{place}"
            if Subject.objects.filter(code=code).exists():
                self.codes.add(code)
        self.codes.add(code)
        return code

    def _attendance(self, row: SessionRow, session: Session, starts_at: datetime) -> None:
        """Write who was there."""
        there = self.attended[session.pk] if session.pk else {}
        for key, state in self.past.attended(row.key).items():
            member = self.members.councillors[key]
            values = {"state": state, "held_on": starts_at.date()}
            found = there.get(member.pk)
            if found is None:
                self.fresh_attendance.append(
                    Attendance(session=session, councillor=member, **values)
                )
                outcome = "created"
            else:
                outcome = self.kept.change(found, values)
            self.accounts.tell("attendance", (row.key, key), outcome, session.code)
            self.note(row.key, outcome)

    def _items(self) -> None:
        keys = [self.source_key("item", key) for key in self.past.items]
        rows = AgendaItem.objects.filter(source_key__in=keys)
        there = {row.source_key: row for row in rows.select_related("session", "committee")}
        held = list(AgendaItem.objects.filter(session__in=self.there.values()))
        codes = Codes(item.code for item in held)
        own = {session.pk: key for key, session in self.sessions.items()}
        positions = self._positions(there, held)
        fresh = []
        for row in self.past.items.values():
            values = self._item_values(row, positions[row.key])
            source_key = self.source_key("item", row.key)
            item = there.get(source_key)
            if item is None:
                code = codes.next(f"{self.sessions[row.session].code}-I", width=2)
                item = AgendaItem(
                    code=code, body=self.members.council, source_key=source_key, **values
                )
                fresh.append(item)
                outcome = "created"
            else:
                left = own.get(item.session_id or 0, row.session)
                outcome = self.kept.change(item, values)
                self.note(left, outcome)
            self.items[row.key] = item
            self.accounts.tell("items", row.key, outcome, item.code)
            self.note(row.session, outcome)
        self.kept.make(fresh)

    def _positions(
        self, there: Mapping[str, AgendaItem], held: Iterable[AgendaItem]
    ) -> dict[str, int]:
        """Where each item stands in its session: as it stood, where the file keeps that order.

        An item that is refused or gone moves no other; one that is new at the end comes last.
        """
        last: Counter[int | None] = Counter()
        for item in held:
            last[item.session_id] = max(last[item.session_id], item.position)
        keys: dict[str, list[str]] = defaultdict(list)
        for row in self.past.items.values():
            keys[row.session].append(row.key)
        found: dict[str, int] = {}
        for session, mine in keys.items():
            pk = self.sessions[session].pk
            items = [there.get(self.source_key("item", key)) for key in mine]
            stood = [item.position for item in items if item and item.session_id == pk]
            heads = [item for item in items[: len(stood)] if item and item.session_id == pk]
            is_kept = len(heads) == len(stood) and all(one < two for one, two in pairwise(stood))
            places = chain(stood, count(last[pk] + 1)) if is_kept else count(1)
            found |= dict(zip(mine, places, strict=False))
        return found

    def _item_values(self, row: ItemRow, position: int) -> dict[str, Any]:
        return {
            "session": self.sessions[row.session],
            "business": row.business or "other",
            "title": row.title,
            "state": self._state(row),
            "section": row.section,
            "position": position,
            "number": row.number,
            "committee": self.members.committees.get(row.committee),
        }

    def _state(self, row: ItemRow) -> str:
        if row.key in self.voted:
            return "agreement_issued"
        return "withdrawn" if row.is_withdrawn else "dealt_with"


def _alike(findings: Iterable[Finding]) -> Counter[str]:
    """What findings say, whatever reading found it."""
    return Counter(
        json.dumps([one.kind, one.table, one.row, one.values, one.vote_id], sort_keys=True)
        for one in findings
    )


def _code(row: SessionRow) -> str:
    return f"S-{row.starts_at.year}-{LETTERS[row.kind]}{row.number:02d}"


def _title(row: SessionRow) -> str:
    return f"{find(vocabulary.SESSION_KINDS, row.kind).es} {row.number}"
