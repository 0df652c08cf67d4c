"""Writing the sessions and items of a source: made, changed or left as they are, row by row.

Nobody calls this but ``run``, which holds the lock and the transaction.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alameda.council import events
from alameda.council.actions.imports.members import MemberWriter
from alameda.council.actions.imports.rows import change, next_code
from alameda.council.models import AgendaItem, Attendance, Session
from alameda.council.rules import vocabulary
from alameda.council.rules.imports.shapes import ItemRow, SessionRow
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

    def write(self) -> None:
        """Sessions first, then their items in the order of the source."""
        for session in self.past.sessions.values():
            self._session(session)
        positions: Counter[str] = Counter()
        for item in self.past.items.values():
            positions[item.session] += 1
            self._item(item, positions[item.session])

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
        session = Session.objects.filter(source_key=source_key).first()
        if session is None:
            session = self._new_session(row, {**values, "source_key": source_key})
            outcome = "created"
        else:
            outcome = change(session, values)
            # The findings that a page shows are those of the last reading.
            Session.objects.filter(pk=session.pk).update(import_run=self.run)
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
        subject = Subject.objects.create(
            code=code,
            kind="session",
            title=f"{vocabulary.find(vocabulary.SESSION_KINDS, row.kind).es} {row.number}",
            address=f"/consejo/sesiones/{code}/",
            state="closed",
        )
        return Session.objects.create(
            subject=subject,
            code=code,
            body=self.members.council,
            state="closed",
            import_run=self.run,
            **values,
        )

    def _attendance(self, row: SessionRow, session: Session, starts_at: datetime) -> Counter[str]:
        """Write who was there; rows by what became of them."""
        there = {found.councillor_id: found for found in session.attendance.all()}
        fresh = []
        counts: Counter[str] = Counter()
        for key, state in self.past.attended(row.key).items():
            member = self.members.councillors[key]
            values = {"state": state, "held_on": starts_at.date()}
            if (found := there.get(member.pk)) is None:
                fresh.append(Attendance(session=session, councillor=member, **values))
                counts["created"] += 1
            else:
                counts[change(found, values)] += 1
        Attendance.objects.bulk_create(fresh)
        return counts

    def _item(self, row: ItemRow, position: int) -> None:
        session = self.sessions[row.session]
        values = {
            "session": session,
            "business": row.business or "other",
            "title": row.title,
            "state": self._state(row),
            "section": row.section,
            "position": position,
            "number": row.number,
            "committee": self.members.committees.get(row.committee),
        }
        source_key = self.source_key("item", row.key)
        item = AgendaItem.objects.filter(source_key=source_key).first()
        if item is None:
            codes = session.items.values_list("code", flat=True)
            item = AgendaItem.objects.create(
                code=next_code(f"{session.code}-I", codes, width=2),
                body=self.members.council,
                source_key=source_key,
                **values,
            )
            self.counts["created"] += 1
        else:
            self.counts[change(item, values)] += 1
        self.items[row.key] = item

    def _state(self, row: ItemRow) -> str:
        if row.key in self.voted:
            return "agreement_issued"
        return "withdrawn" if row.is_withdrawn else "dealt_with"
