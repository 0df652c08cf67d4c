"""The members and committees that a source of past sessions names."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.text import slugify

from alameda.council import events
from alameda.council.actions.imports.rows import next_code
from alameda.council.models import Body, Councillor, Mandate, Membership, PastImport
from alameda.council.rules.imports.profile import Profile
from alameda.council.rules.imports.shapes import CommitteeRow, CouncillorRow, Past
from alameda.record.events import Fact
from alameda.thread.models import Subject


class MemberWriter:
    """Members and committees at work: found by the address of their name, made where absent.

    Attributes:
        council: the Council itself, locked.
        councillors: by key of the source; so are the committees.
        counts: rows by what became of them.
        facts: to be published at the end.
    """

    def __init__(self, past: Past, profile: Profile, *, run: PastImport, council: Body) -> None:
        self.past, self.profile, self.run, self.council = past, profile, run, council
        self.councillors: dict[str, Councillor] = {}
        self.committees: dict[str, Body] = {}
        self.counts: Counter[str] = Counter()
        self.facts: list[Fact] = []

    def write(self) -> None:
        """Members first: committees name who presides over them."""
        for member in self.past.councillors.values():
            self._councillor(member)
        for committee in self.past.committees.values():
            self._committee(committee)

    def _councillor(self, row: CouncillorRow) -> None:
        slug = slugify(row.name)[:120]
        found = Councillor.objects.filter(slug=slug).first()
        self.counts["unchanged" if found else "created"] += 1
        self.councillors[row.key] = found or self._new_councillor(row, slug)

    def _new_councillor(self, row: CouncillorRow, slug: str) -> Councillor:
        codes = Councillor.objects.filter(code__startswith="CR-").values_list("code", flat=True)
        code = next_code("CR-", codes, width=3)
        subject = Subject.objects.create(
            code=code,
            kind="councillor",
            title=row.name,
            address=f"/consejo/integrantes/{slug}/",
        )
        member = Councillor.objects.create(
            subject=subject, code=code, slug=slug, name=row.name, sort_name=row.name
        )
        starts_on, ends_on = self.profile.term
        kind = "governor" if row.is_governor else "councillor"
        Mandate.objects.create(councillor=member, kind=kind, starts_on=starts_on, ends_on=ends_on)
        self.facts.append(
            events.PastMemberImported(
                subject=code, import_number=self.run.number, mandate=kind, starts_on=starts_on
            )
        )
        return member

    def _committee(self, row: CommitteeRow) -> None:
        slug = slugify(row.name)[:60]
        body = Body.objects.filter(slug=slug).first()
        chair = self.councillors.get(row.chair)
        is_new = body is None
        if body is None:
            body = new_body(slug, row.name, kind="committee", starts_on=self._first_day())
            body.parent = self.council
            body.save(update_fields=["parent"])
        has_changed = self._chair(body, chair)
        outcome = "created" if is_new else "updated" if has_changed else "unchanged"
        self.counts[outcome] += 1
        if outcome != "unchanged":
            self.facts.append(
                events.PastBodyImported(
                    subject=body.subject.code,
                    import_number=self.run.number,
                    kind=body.kind,
                    chair=chair.code if chair else "",
                )
            )
        self.committees[row.key] = body

    def _chair(self, body: Body, chair: Councillor | None) -> bool:
        """Note who presides, where the source says so and nobody did; whether it was noted."""
        if chair is None or body.memberships.filter(post="chair").exists():
            return False
        Membership.objects.create(
            body=body, councillor=chair, post="chair", starts_on=self._first_day()
        )
        return True

    def _first_day(self) -> date:
        """The first day that the source attests to."""
        days = [session.starts_at.date() for session in self.past.sessions.values()]
        return min(days, default=self.profile.term[0])


def new_body(slug: str, name: str, *, kind: str, starts_on: date) -> Body:
    """Make the Council or a committee, with its subject."""
    address = "/consejo/" if kind == "council" else f"/consejo/comisiones/{slug}/"
    subject = Subject.objects.create(code=f"B-{slug}", kind="body", title=name, address=address)
    return Body.objects.create(
        subject=subject, slug=slug, name=name, kind=kind, starts_on=starts_on
    )
