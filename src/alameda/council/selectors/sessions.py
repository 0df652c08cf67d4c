"""Sessions as everybody may read them: the list, and one with all that happened in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from alameda.council.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    Commitment,
    Finding,
    Happening,
    ItemFile,
    Presence,
    Recusal,
    Session,
    Vote,
)
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.cube import Cube
from alameda.council.selectors.imports import findings_of_session
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.thread.models import Subject

UNDER_WAY = ("open", "suspended")
AHEAD = ("convened", "agenda_published")


def sessions_visible_to(actor: Actor) -> QuerySet[Session]:
    """The sessions the actor may see: the public ones, and internal ones for staff."""
    shown = [Subject.Visibility.PUBLIC]
    if actor.is_staff:
        shown.append(Subject.Visibility.INTERNAL)
    return Session.objects.filter(subject__visibility__in=shown).select_related("body")


def get_session(code: str, *, actor: Actor) -> Session:
    """One session by its code; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such session, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        rows = sessions_visible_to(actor).select_related("presided_by", "minutes__document")
        found = rows.filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no session %(code)s.") % {"code": code[:80]})
    return found


def narrowed(
    rows: QuerySet[Session],
    *,
    years: Collection[str] = (),
    bodies: Collection[str] = (),
    kinds: Collection[str] = (),
) -> QuerySet[Session]:
    """The sessions of some years, bodies and kinds; an empty filter leaves all."""
    if years:
        rows = rows.filter(year__in=[int(year) for year in years])
    if bodies:
        rows = rows.filter(body__slug__in=bodies)
    return rows.filter(kind__in=kinds) if kinds else rows


def sessions_cube(actor: Actor) -> Cube:
    """The sessions by year, body and kind."""
    rows = (
        sessions_visible_to(actor)
        .order_by()
        .values_list("year", "body__slug", "kind")
        .annotate(rows=Count("pk"))
    )
    cells = [((str(year), slug, kind), count) for year, slug, kind, count in rows]
    return Cube(("anio", "organo", "tipo"), cells)


@dataclass(frozen=True)
class ItemStory:
    """An item of an agenda with what became of it.

    Attributes:
        votes: on it, closed, open or annulled, in order.
        not_in_favour: of its last closed vote: choice and name of each who did otherwise.
        is_agreement_public: whether this reader may open it.
        hidden_files: how many of its papers this reader may not see.
    """

    item: AgendaItem
    votes: Sequence[Vote] = ()
    agreement: Agreement | None = None
    is_agreement_public: bool = False
    recusals: Sequence[Recusal] = ()
    files: Sequence[ItemFile] = ()
    hidden_files: int = 0
    not_in_favour: Sequence[Ballot] = ()
    commitments: Sequence[Commitment] = ()

    @property
    def vote(self) -> Vote | None:
        """The vote that counts: the last one that was not annulled."""
        return next((vote for vote in reversed(self.votes) if vote.state != "annulled"), None)


@dataclass(frozen=True)
class SessionStory:
    """A session with its agenda and all that happened in it."""

    session: Session
    items: Sequence[ItemStory]
    is_agenda_hidden: bool
    presences: Sequence[Presence] = ()
    attendance: Sequence[Attendance] = ()
    happenings: Sequence[Happening] = ()
    commitments: Sequence[Commitment] = ()
    findings: Sequence[Finding] = ()
    agreements: Sequence[Agreement] = field(default=())

    @property
    def present_count(self) -> int:
        """How many are in the room now."""
        return sum(presence.left_at is None for presence in self.presences)

    @property
    def open_vote(self) -> Vote | None:
        """The vote that is under way."""
        votes = (vote for story in self.items for vote in story.votes)
        return next((vote for vote in votes if vote.state == Vote.State.OPEN), None)


def story_of(session: Session, *, actor: Actor) -> SessionStory:
    """A session with everything that its page tells: twelve queries, however long it was."""
    is_imported = session.import_run_id is not None
    is_hidden = not (session.agenda_published_at or session.opened_at or is_imported)
    may_see = not is_hidden or actor.is_staff
    return SessionStory(
        session=session,
        items=agenda_story(session, actor=actor) if may_see else (),
        is_agenda_hidden=not may_see,
        presences=list(session.presences.select_related("councillor")),
        attendance=list(
            session.attendance.select_related("councillor").order_by("councillor__sort_name")
        ),
        happenings=happenings_of(session),
        commitments=list(session.commitments.select_related("raised_by")),
        findings=list(findings_of_session(session)),
        agreements=list(session.agreements.order_by("pk")),
    )


def happenings_of(session: Session) -> list[Happening]:
    """What happened, in order."""
    return list(session.happenings.select_related("councillor", "item"))


def agenda_story(session: Session, *, actor: Actor) -> list[ItemStory]:
    """The agenda in its order, each item with its votes, papers, recusals and agreement."""
    items = list(
        session.items.select_related(
            "committee", "citizen_point", "commitment", "carried_from__session"
        ).order_by("position", "pk")
    )
    votes = _by_item(session)
    agreements = {row.item_id: row for row in session.agreements.all()}
    readable = set(
        agreements_visible_to(actor)
        .order_by()
        .filter(session=session)
        .values_list("item_id", flat=True)
    )
    recusals = _grouped(Recusal.objects.filter(item__session=session).select_related("councillor"))
    papers = _grouped(ItemFile.objects.filter(item__session=session).select_related("document"))
    others = _not_in_favour(session)
    raised = _grouped(session.commitments.filter(item__isnull=False).select_related("raised_by"))
    stories = []
    for item in items:
        files = [file for file in papers[item.pk] if may_read(file.document, actor)]
        own = votes[item.pk]
        closed = [vote for vote in own if vote.state == Vote.State.CLOSED]
        stories.append(
            ItemStory(
                item=item,
                votes=own,
                agreement=agreements.get(item.pk),
                is_agreement_public=item.pk in readable,
                recusals=recusals[item.pk],
                files=files,
                hidden_files=len(papers[item.pk]) - len(files),
                not_in_favour=others[closed[-1].pk] if closed else (),
                commitments=raised[item.pk],
            )
        )
    return stories


def may_read(document: Document, actor: Actor) -> bool:
    """Whether a page may name this document to the actor."""
    if document.visibility == Document.Visibility.PUBLIC:
        return True
    return document.visibility == Document.Visibility.INTERNAL and actor.is_staff


def _by_item(session: Session) -> dict[int, list[Vote]]:
    found: dict[int, list[Vote]] = defaultdict(list)
    keys = Prefetch("items", queryset=AgendaItem.objects.only("pk").order_by("pk"))
    for vote in session.votes.order_by("pk").prefetch_related(keys):
        for item in vote.items.all():
            found[item.pk].append(vote)
    return found


def _not_in_favour(session: Session) -> dict[int, list[Ballot]]:
    found: dict[int, list[Ballot]] = defaultdict(list)
    rows = Ballot.objects.filter(vote__session=session, vote__state=Vote.State.CLOSED)
    rows = rows.exclude(choice__in=("", "favour", "recused")).select_related("councillor")
    for ballot in rows.order_by("councillor__sort_name"):
        found[ballot.vote_id].append(ballot)
    return found


def _grouped(rows: QuerySet[Any]) -> dict[int | None, list[Any]]:
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found
