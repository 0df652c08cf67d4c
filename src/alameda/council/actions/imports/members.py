"""The members and committees that a source of past sessions names."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q
from django.utils.text import slugify

from alameda.council.actions.imports.accounts import Accounts
from alameda.council.actions.imports.rows import Codes
from alameda.council.events.imports import PastBodyImported, PastMemberImported, PastMemberRenamed
from alameda.council.models import Body, Councillor, Mandate, Membership, PastImport
from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.profile import Profile
from alameda.council.rules.imports.rows import plain_name
from alameda.council.rules.imports.shapes import CommitteeRow, CouncillorRow, Past
from alameda.intake.actions.kept import Kept
from alameda.record.events import Fact
from alameda.thread.models import Subject

QUIET = frozenset({"source_key"})
MOST_NAME, MOST_SLUG = 120, 60


class MemberWriter:
    """Members and committees at work: found by the key of the source, made where absent.

    One that the desk made, or an import that kept no keys, is found by the address of its name.

    Attributes:
        council: the Council itself, locked.
        kept: what this run touches.
        accounts: what became of each row.
        councillors: by key of the source; so are the committees.
        facts: to be published at the end.
        found: what is to be said of a row that was taken.
    """

    def __init__(
        self, past: Past, profile: Profile, *, run: PastImport, council: Body, kept: Kept
    ) -> None:
        self.past, self.profile, self.run, self.council = past, profile, run, council
        self.kept, self.accounts = kept, Accounts()
        self.councillors: dict[str, Councillor] = {}
        self.committees: dict[str, Body] = {}
        self.facts: list[Fact] = []
        self.found: list[Found] = []

    def source_key(self, kind: str, key: str) -> str:
        """What names a row of this source for ever."""
        return f"{self.profile.name}:{kind}:{key}"

    def write(self) -> None:
        """Members first: committees name who presides over them."""
        self._councillors()
        self._committees()

    # Members

    def _councillors(self) -> None:
        rows = self.past.councillors.values()
        keys = [self.source_key("councillor", row.key) for row in rows]
        slugs = [slugify(row.name)[:MOST_NAME] for row in rows]
        there = Councillor.objects.filter(Q(source_key__in=keys) | Q(slug__in=slugs))
        members = list(there.select_related("subject"))
        self.by_key = {member.source_key: member for member in members if member.source_key}
        self.by_slug = {member.slug: member for member in members}
        self.slugs = set(Councillor.objects.values_list("slug", flat=True))
        self.mandates: dict[int, Mandate] = {}
        ours = Mandate.objects.filter(
            councillor__in=members, starts_on=self.profile.term[0], ended_by=""
        )
        for mandate in ours:
            self.mandates[mandate.councillor_id] = mandate
        codes = Councillor.objects.filter(code__startswith="CR-").values_list("code", flat=True)
        self.codes = Codes(codes)
        fresh = [self._councillor(row) for row in rows]
        self.kept.make([member.subject for member, _kind in filter(None, fresh)])
        self.kept.make([member for member, _kind in filter(None, fresh)])
        starts_on, ends_on = self.profile.term
        self.kept.make(
            [
                Mandate(councillor=member, kind=kind, starts_on=starts_on, ends_on=ends_on)
                for member, kind in filter(None, fresh)
            ]
        )

    def _councillor(self, row: CouncillorRow) -> tuple[Councillor, str] | None:
        """The member of a row; with the kind of its mandate, where it is to be made."""
        key, slug = self.source_key("councillor", row.key), slugify(row.name)[:MOST_NAME]
        kind = "governor" if row.is_governor else "councillor"
        member = self.by_key.get(key)
        if member is None and (other := self.by_slug.get(slug)) and not other.source_key:
            member = other
            self.kept.change(member, {"source_key": key}, quiet=QUIET)
        if member is not None:
            self.councillors[row.key] = member
            outcome = self._corrected(member, row, kind)
            self.accounts.tell("councillors", row.key, outcome, member.code)
            return None
        member = self._new_councillor(row, key, _free(slug, self.slugs))
        self.councillors[row.key] = member
        self.accounts.tell("councillors", row.key, "created", member.code)
        self.facts.append(
            PastMemberImported(
                subject=member.code,
                import_number=self.run.number,
                mandate=kind,
                starts_on=self.profile.term[0],
            )
        )
        return member, kind

    def _corrected(self, member: Councillor, row: CouncillorRow, kind: str) -> str:
        """Rename a member that the source renamed, and mend its seat; what became of it."""
        outcome = "unchanged"
        if plain_name(member.name) != plain_name(row.name):
            self._renamed("councillors", row.key, member.name, row.name)
            names = {"name": row.name}
            if member.sort_name == member.name:
                names["sort_name"] = row.name
            outcome = self.kept.change(member, names)
            self.kept.change(member.subject, {"title": row.name})
            self.facts.append(PastMemberRenamed(subject=member.code, import_number=self.run.number))
        mandate = self.mandates.get(member.pk)
        if mandate and self.kept.change(mandate, {"kind": kind}) == "updated":
            outcome = "updated"
            self.kept.move(member.subject)
            self.facts.append(
                PastMemberImported(
                    subject=member.code,
                    import_number=self.run.number,
                    mandate=kind,
                    starts_on=mandate.starts_on,
                )
            )
        return outcome

    def _renamed(self, kind: str, key: str, before: str, value: str) -> None:
        table = self.profile.tables[kind].name
        self.found.append(Found("renamed", table, key, {"before": before, "value": value}))

    def _new_councillor(self, row: CouncillorRow, key: str, slug: str) -> Councillor:
        code = self.codes.next("CR-", width=3)
        subject = Subject(
            code=code,
            kind="councillor",
            title=row.name,
            address=f"/consejo/integrantes/{slug}/",
        )
        return Councillor(
            subject=subject,
            code=code,
            slug=slug,
            name=row.name,
            sort_name=row.name,
            source_key=key,
        )

    # Committees

    def _committees(self) -> None:
        rows = self.past.committees.values()
        keys = [self.source_key("committee", row.key) for row in rows]
        slugs = [slugify(row.name)[:MOST_SLUG] for row in rows]
        there = Body.objects.filter(Q(source_key__in=keys) | Q(slug__in=slugs))
        bodies = list(there.exclude(kind="council").select_related("subject"))
        self.body_by_key = {body.source_key: body for body in bodies if body.source_key}
        self.body_by_slug = {body.slug: body for body in bodies}
        self.body_slugs = set(Body.objects.values_list("slug", flat=True))
        self.chairs: dict[int, list[Membership]] = defaultdict(list)
        chairs = Membership.objects.filter(body__in=bodies, post="chair")
        for seat in chairs.select_related("councillor__subject"):
            self.chairs[seat.body_id].append(seat)
        fresh: list[Body] = []
        seats: list[Membership] = []
        for row in rows:
            self._committee(row, fresh, seats)
        self.kept.make([body.subject for body in fresh])
        self.kept.make(fresh)
        self.kept.make(seats)

    def _committee(self, row: CommitteeRow, fresh: list[Body], seats: list[Membership]) -> None:
        key, slug = self.source_key("committee", row.key), slugify(row.name)[:MOST_SLUG]
        body = self.body_by_key.get(key)
        if body is None and (other := self.body_by_slug.get(slug)) and not other.source_key:
            body = other
            self.kept.change(body, {"source_key": key}, quiet=QUIET)
        outcome = "unchanged"
        if body is None:
            body = new_body(
                _free(slug, self.body_slugs), row.name, kind="committee",
                starts_on=self._first_day(),
            )  # fmt: skip
            body.parent, body.source_key = self.council, key
            fresh.append(body)
            outcome = "created"
        elif plain_name(body.name) != plain_name(row.name):
            self._renamed("committees", row.key, body.name, row.name)
            outcome = self.kept.change(body, {"name": row.name})
            self.kept.change(body.subject, {"title": row.name})
        if self._chair(body, row, seats) and outcome == "unchanged":
            outcome = "updated"
        self.committees[row.key] = body
        self.accounts.tell("committees", row.key, outcome, body.subject.code)
        if outcome != "unchanged":
            self._tell_body(body, row)

    def _tell_body(self, body: Body, row: CommitteeRow) -> None:
        chair = self.councillors.get(row.chair)
        self.facts.append(
            PastBodyImported(
                subject=body.subject.code,
                import_number=self.run.number,
                kind=body.kind,
                chair=chair.code if chair else "",
            )
        )

    def _chair(self, body: Body, row: CommitteeRow, seats: list[Membership]) -> bool:
        """Note who presides, where the source says so and the desk does not; whether it changed."""
        chair = self.councillors.get(row.chair)
        held = self.chairs[body.pk] if body.pk else []
        key = self.source_key("chair", row.key)
        ours = next((seat for seat in held if seat.source_key == key), None)
        if chair is None:
            if ours is not None:
                table = self.profile.tables["committees"].name
                values = {"value": ours.councillor.code}
                self.found.append(Found("row-gone", table, f"{row.key}/chair", values))
            return False
        if ours is not None:
            before = ours.councillor
            if self.kept.change(ours, {"councillor": chair}) == "unchanged":
                return False
            self._touch(body.subject, before.subject, chair.subject)
            return True
        if held:
            for seat in held:
                if not seat.source_key and seat.councillor_id == chair.pk:
                    self.kept.change(seat, {"source_key": key}, quiet=QUIET)
            return False
        seats.append(
            Membership(
                body=body,
                councillor=chair,
                post="chair",
                starts_on=self._first_day(),
                source_key=key,
            )
        )
        self._touch(body.subject, chair.subject)
        return True

    def _touch(self, *subjects: Subject) -> None:
        for subject in subjects:
            self.kept.move(subject)

    def _first_day(self) -> date:
        """The first day that the source attests to."""
        days = [session.starts_at.date() for session in self.past.sessions.values()]
        return min(days, default=self.profile.term[0])


def _free(slug: str, taken: set[str]) -> str:
    """An address that nobody has, taken now: two may have had one name, one after the other."""
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    taken.add(found)
    return found


def new_body(slug: str, name: str, *, kind: str, starts_on: date) -> Body:
    """The Council or a committee, with its subject; neither is saved."""
    address = "/consejo/" if kind == "council" else f"/consejo/comisiones/{slug}/"
    subject = Subject(code=f"B-{slug}", kind="body", title=name, address=address)
    return Body(subject=subject, slug=slug, name=name, kind=kind, starts_on=starts_on)
