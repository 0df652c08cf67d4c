"""What an earlier file of a source brought and this one no longer has: kept, and said.

Only where the file has a session that an earlier one brought, and so corrects it: a file of other
years lacks what it never had. Of whole sessions, those of the years that the file tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from alameda.council.models import AgendaItem, Attendance, Ballot, Body, Councillor, Session, Vote
from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.profile import Profile
from alameda.council.rules.imports.shapes import Past


class Gone:
    """The comparison of what is there with what a file has."""

    def __init__(self, past: Past, profile: Profile) -> None:
        self.past, self.profile = past, profile
        self.refused = {(found.table, found.row) for found in past.found if found.is_refusal}
        self.kept = [self._start("session") + key for key in past.sessions]

    def found(self) -> list[Found]:
        """Every row that is gone, table by table."""
        if not Session.objects.filter(source_key__in=self.kept).exists():
            return []
        return [
            *self._members(),
            *self._committees(),
            *self._sessions(),
            *self._attendance(),
            *self._items(),
            *self._votes(),
            *self._ballots(),
        ]

    def _start(self, kind: str) -> str:
        return f"{self.profile.name}:{kind}:"

    def _one(
        self, kind: str, row: str, code: str, *, session: str = "", vote: str = ""
    ) -> Iterator[Found]:
        table = self.profile.tables[kind].name
        if (table, row) not in self.refused:
            yield Found("row-gone", table, row, {"value": code}, session=session, vote=vote)

    def _members(self) -> Iterator[Found]:
        start = self._start("councillor")
        rows = Councillor.objects.filter(source_key__startswith=start)
        for source_key, code in rows.values_list("source_key", "code"):
            key = source_key.removeprefix(start)
            if key not in self.past.councillors:
                yield from self._one("councillors", key, code)

    def _committees(self) -> Iterator[Found]:
        start = self._start("committee")
        rows = Body.objects.filter(source_key__startswith=start)
        for source_key, code in rows.values_list("source_key", "subject__code"):
            key = source_key.removeprefix(start)
            if key not in self.past.committees:
                yield from self._one("committees", key, code)

    def _sessions(self) -> Iterator[Found]:
        start = self._start("session")
        years = {session.starts_at.year for session in self.past.sessions.values()}
        rows = Session.objects.filter(source_key__startswith=start, year__in=years)
        for source_key, code in rows.values_list("source_key", "code"):
            key = source_key.removeprefix(start)
            if key not in self.past.sessions:
                yield from self._one("sessions", key, code)

    def _attendance(self) -> Iterator[Found]:
        keys = self._keys_of_members()
        rows = Attendance.objects.filter(session__source_key__in=self.kept).values_list(
            "session__source_key", "councillor__slug", "councillor__source_key", "councillor__code"
        )
        for source_key, slug, own, code in rows:
            session = source_key.removeprefix(self._start("session"))
            member = keys.get(own) or keys.get(slug, "")
            if member not in self.past.attended(session):
                row = f"{session}/{member or code}"
                yield from self._one("attendance", row, code, session=session)

    def _items(self) -> Iterator[Found]:
        start = self._start("item")
        rows = AgendaItem.objects.filter(
            session__source_key__in=self.kept, source_key__startswith=start
        )
        for source_key, session, code in rows.values_list(
            "source_key", "session__source_key", "code"
        ):
            key = source_key.removeprefix(start)
            if key not in self.past.items:
                of = str(session).removeprefix(self._start("session"))
                yield from self._one("items", key, code, session=of)

    def _votes(self) -> Iterator[Found]:
        start = self._start("vote")
        votes = Vote.objects.filter(session__source_key__in=self.kept, source_key__startswith=start)
        for source_key, code in votes.values_list("source_key", "code"):
            key = source_key.removeprefix(start)
            if key not in self.past.votes:
                yield from self._one("votes", key, code)

    def _ballots(self) -> Iterator[Found]:
        start, members = self._start("vote"), self._keys_of_members()
        named = {(ballot.vote, ballot.councillor) for ballot in self.past.ballots}
        keys = [f"{start}{key}" for key in self.past.votes]
        rows = Ballot.objects.filter(vote__source_key__in=keys).values_list(
            "vote__source_key", "councillor__slug", "councillor__source_key", "councillor__code"
        )
        for source_key, slug, own, code in rows:
            vote = source_key.removeprefix(start)
            member = members.get(own) or members.get(slug, "")
            if (vote, member) not in named:
                session = self.past.votes[vote].session
                row = f"{vote}/{member or code}"
                yield from self._one("ballots", row, code, session=session, vote=vote)

    def _keys_of_members(self) -> dict[str, str]:
        """The key of each member of the file, by what it is called here, and by its address."""
        found = {slugify(row.name)[:120]: key for key, row in self.past.councillors.items()}
        found |= {self._start("councillor") + key: key for key in self.past.councillors}
        return found
