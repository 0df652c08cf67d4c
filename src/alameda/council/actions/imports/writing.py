"""Writing the sessions and items of a source: made, changed or left as they are.

What is there is read at once, and what is new is written at once: a source may hold many years.
Nobody calls this but ``run``, which holds the lock and the transaction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alameda.council import events
from alameda.council.actions.imports.members import MemberWriter
from alameda.council.actions.imports.rows import BATCH, Codes, change
from alameda.council.models import AgendaItem, Attendance, Session
from alameda.council.rules import vocabulary
from alameda.council.rules.imports.shapes import ItemRow, SessionRow
from alameda.foundation.vocabulary import find
from alameda.record.events import Fact
from alameda.thread.models import Subject

LETTERS = {"ordinary": "O", "extraordinary": "E"}


class SessionWriter:
    """Sessions and items at work.

    Attributes:
        members: the members and committees, written already.
        counts: rows by what became of them: ``created``, ``updated``, ``unchanged``.
        facts: to be published at the end.
        sessions: by key of the source; so are the items.
    """

    def __init__(self, members: MemberWriter) -> None:
        self.members = members
        self.past, self.profile, self.run = members.past, members.profile, members.run
        self.counts: Counter[str] = Counter()
        self.facts: list[Fact] = []
        self.sessions: dict[str, Session] = {}
        self.items: dict[str, AgendaItem] = {}
        self.marked = {found.session for found in self.past.found if found.marks}
        self.voted = {vote.item for vote in self.past.votes.values()}
        keys = [self.source_key("session", key) for key in self.past.sessions]
        rows = Session.objects.filter(source_key__in=keys)
        self.there = {row.source_key: row for row in rows.select_related("subject")}
        self.attended: dict[int, dict[int, Attendance]] = defaultdict(dict)
        for found in Attendance.objects.filter(session__in=self.there.values()):
            self.attended[found.session_id][found.councillor_id] = found
        self.fresh: list[Session] = []
        self.fresh_attendance: list[Attendance] = []

    def write(self) -> None:
        """Sessions first, then their items in the order of the source."""
        for session in self.past.sessions.values():
            self._session(session)
        Subject.objects.bulk_create([row.subject for row in self.fresh], BATCH)
        Session.objects.bulk_create(self.fresh, BATCH)
        Attendance.objects.bulk_create(self.fresh_attendance, BATCH)
        # The findings that a page shows are those of the last reading.
        Session.objects.filter(pk__in=[row.pk for row in self.there.values()]).update(
            import_run=self.run
        )
        self._items()

    def source_key(self, kind: str, key: str) -> str:
        """What names a row of this source for ever."""
        return f"{self.profile.name}:{kind}:{key}"

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
        else:
            outcome = change(session, values)
        self.sessions[row.key] = session
        self.counts[outcome] += 1
        attendance = self._attendance(row, session, starts_at)
        self.counts.update(attendance)
        if outcome != "unchanged" or set(attendance) - {"unchanged"}:
            self._tell(row, session, is_new=outcome == "created")

    def _tell(self, row: SessionRow, session: Session, *, is_new: bool) -> None:
        attended = self.past.attended(row.key).items()
        self.facts.append(
            events.PastSessionImported(
                subject=session.code,
                import_number=self.run.number,
                is_new=is_new,
                kind=row.kind,
                number=row.number,
                held_on=row.starts_at.date(),
                attendance={self.members.councillors[key].code: state for key, state in attended},
                is_inconsistent=session.is_inconsistent,
            )
        )

    def _new_session(self, row: SessionRow, values: dict[str, Any]) -> Session:
        code = f"S-{row.starts_at.year}-{LETTERS[row.kind]}{row.number:02d}"
        subject = Subject(
            code=code,
            kind="session",
            title=f"{find(vocabulary.SESSION_KINDS, row.kind).es} {row.number}",
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

    def _attendance(self, row: SessionRow, session: Session, starts_at: datetime) -> Counter[str]:
        """Write who was there; rows by what became of them."""
        there = self.attended[session.pk] if session.pk else {}
        counts: Counter[str] = Counter()
        for key, state in self.past.attended(row.key).items():
            member = self.members.councillors[key]
            values = {"state": state, "held_on": starts_at.date()}
            if (found := there.get(member.pk)) is None:
                self.fresh_attendance.append(
                    Attendance(session=session, councillor=member, **values)
                )
                counts["created"] += 1
            else:
                counts[change(found, values)] += 1
        return counts

    def _items(self) -> None:
        keys = [self.source_key("item", key) for key in self.past.items]
        rows = AgendaItem.objects.filter(source_key__in=keys)
        there = {row.source_key: row for row in rows.select_related("session", "committee")}
        held = AgendaItem.objects.filter(session__in=self.there.values())
        codes = Codes(held.values_list("code", flat=True))
        positions: Counter[str] = Counter()
        fresh = []
        for row in self.past.items.values():
            positions[row.session] += 1
            values = self._item_values(row, positions[row.session])
            source_key = self.source_key("item", row.key)
            item = there.get(source_key)
            if item is None:
                code = codes.next(f"{self.sessions[row.session].code}-I", width=2)
                item = AgendaItem(
                    code=code, body=self.members.council, source_key=source_key, **values
                )
                fresh.append(item)
                self.counts["created"] += 1
            else:
                self.counts[change(item, values)] += 1
            self.items[row.key] = item
        AgendaItem.objects.bulk_create(fresh, BATCH)

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
