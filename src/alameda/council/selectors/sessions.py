"""Sessions as everybody may read them: the list, and one with all that happened in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from alameda.council import policies
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
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.council.selectors.imports import findings_of_session
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.pages.rules.cube import Cube
from alameda.pages.selectors import cube_of
from alameda.thread.models import Subject

UNDER_WAY = ("open", "suspended")
AHEAD = ("convened", "agenda_published")


def sessions_visible_to(actor: Actor) -> QuerySet[Session]:
    """The sessions the actor may see: the public ones, and internal ones for staff."""
    shown = [Subject.Visibility.PUBLIC]
    if actor.is_staff:
        shown.append(Subject.Visibility.INTERNAL)
    return Session.objects.filter(subject__visibility__in=shown).select_related("body")


def sessions_agreed_by_the_clock() -> QuerySet[Session]:
    """The sessions not held yet, also cancelled ones, whose hours are kept as a wall shows them."""
    return Session.objects.filter(state__in=(*AHEAD, "cancelled")).exclude(starts_wall="")


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


def sessions_cube(rows: QuerySet[Session]) -> Cube:
    """The sessions by year, body and kind."""
    return cube_of(rows, {"anio": "year", "organo": "body__slug", "tipo": "kind"})


@dataclass(frozen=True)
class ItemStory:
    """An item of an agenda with what became of it.

    Attributes:
        committee: name of the one that studies it.
        point: code of the citizen point it deals with.
        carried_from: code of the session that left it, postponed or not treated.
        waits_again: whether another item waits in its place now.
        carried_to: code of the session on whose published agenda that one is; empty where none.
        votes: on it, closed, open or annulled, in order.
        not_in_favour: of its last closed vote: choice and name of each who did otherwise.
        is_agreement_public: whether this reader may open it.
        hidden_files: how many of its papers this reader may not see.
    """

    item: AgendaItem
    committee: str = ""
    point: str = ""
    carried_from: str = ""
    waits_again: bool = False
    carried_to: str = ""
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
    """A session with everything that its page tells: as many queries, however long it was.

    Who came and left is asked only while nobody certified the attendance.
    """
    is_imported = session.import_run_id is not None
    is_hidden = not (session.agenda_published_at or session.opened_at or is_imported)
    may_see = not is_hidden or actor.is_staff
    agreements = list(session.agreements.defer("search", "text").order_by("pk"))
    commitments = list(session.commitments.select_related("raised_by"))
    is_certified = session.attendance_certified_at is not None
    return SessionStory(
        session=session,
        items=agenda_story(session, agreements, commitments, actor=actor) if may_see else (),
        is_agenda_hidden=not may_see,
        presences=[] if is_certified else list(session.presences.select_related("councillor")),
        attendance=list(
            session.attendance.select_related("councillor").order_by("councillor__sort_name")
        ),
        happenings=happenings_of(session),
        commitments=commitments,
        findings=list(findings_of_session(session)),
        agreements=agreements,
    )


def happenings_of(session: Session) -> list[Happening]:
    """What happened, in order, each with the name of who and of what."""
    rows = session.happenings.select_related("councillor", "item")
    names = ("councillor__name", "item__number", "item__title")
    return list(rows.only("session", "kind", "at", "text", *names))


def agenda_story(
    session: Session,
    agreements: Sequence[Agreement],
    commitments: Sequence[Commitment],
    *,
    actor: Actor,
) -> list[ItemStory]:
    """The agenda in its order, each item with its votes, papers, recusals and agreement."""
    items = session.items.order_by("position", "pk").annotate(
        committee_name=Coalesce("committee__name", Value("")),
        point_code=Coalesce("citizen_point__code", Value("")),
        session_before=Coalesce("carried_from__session__code", Value("")),
        state_after=Coalesce("carried_to__state", Value("")),
        session_after=Case(
            When(
                carried_to__session__agenda_published_at__isnull=False,
                then=F("carried_to__session__code"),
            ),
            default=Value(""),
        ),
    )
    votes = _by_item(session)
    made = {row.item_id: row for row in agreements}
    recusals = _grouped(Recusal.objects.filter(item__session=session).select_related("councillor"))
    papers = _grouped(ItemFile.objects.filter(item__session=session).select_related("document"))
    others = _not_in_favour(session)
    raised = _grouped(commitments)
    stories = []
    for item in items:
        files = [file for file in papers[item.pk] if may_read(file.document, actor)]
        own = votes[item.pk]
        closed = [vote for vote in own if vote.state == Vote.State.CLOSED]
        agreement = made.get(item.pk)
        stories.append(
            ItemStory(
                item=item,
                committee=item.committee_name,
                point=item.point_code,
                carried_from=item.session_before,
                waits_again=item.state_after in ALIVE_ITEMS,
                carried_to=item.session_after,
                votes=own,
                agreement=agreement,
                is_agreement_public=agreement is not None
                and policies.may_see_agreement(actor, agreement, session),
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
    votes = {vote.pk: vote for vote in session.votes.order_by("pk")}
    ties = Vote.items.through.objects.filter(vote__session=session).order_by("vote_id")
    found: dict[int, list[Vote]] = defaultdict(list)
    for vote, item in ties.values_list("vote_id", "agendaitem_id"):
        found[item].append(votes[vote])
    return found


def _not_in_favour(session: Session) -> dict[int, list[Ballot]]:
    found: dict[int, list[Ballot]] = defaultdict(list)
    rows = Ballot.objects.filter(vote__session=session, vote__state=Vote.State.CLOSED)
    rows = rows.exclude(choice__in=("", "favour", "recused")).select_related("councillor")
    rows = rows.only("vote", "choice", "councillor__name", "councillor__slug")
    for ballot in rows.order_by("councillor__sort_name"):
        found[ballot.vote_id].append(ballot)
    return found


def _grouped(rows: Iterable[Any]) -> dict[int | None, list[Any]]:
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found
