"""Reading the spine: subjects, what led to them and what they led to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.thread.models import Link, Subject
from alameda.thread.rules import Brief, Moment, Node, Tie

MAX_NODES = 200

MomentsOf = Callable[[str, Actor], Sequence[Moment]]
_moments_by_kind: dict[str, MomentsOf] = {}
BriefsOf = Callable[[Sequence[str], Actor], Mapping[str, Brief]]
_briefs_by_kind: dict[str, BriefsOf] = {}


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A subject with its moments and everything it hangs together with."""

    subject: Node
    moments: tuple[Moment, ...]
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    is_cut: bool


def tell_moments(kind: str, moments_of: MomentsOf) -> None:
    """Register how subjects of a kind tell their dated acts; called when a module gets ready."""
    _moments_by_kind[kind] = moments_of


def tell_briefs(kind: str, briefs: BriefsOf) -> None:
    """Register how subjects of a kind say in brief how they stand; called when a module gets ready.

    The function is given codes that may not be its own, or that the actor may not see: it answers
    for those that are and that she may.
    """
    _briefs_by_kind[kind] = briefs


def briefs_of(codes: Sequence[str], *, actor: Actor) -> dict[str, Brief]:
    """What each subject says of itself in brief, by code, in the order of the codes.

    One query, and those of each kind found; subjects of kinds that say nothing are left out.
    """
    kinds: dict[str, list[str]] = {}
    found = subjects_visible_to(actor).filter(code__in=codes)
    for code, kind in found.values_list("code", "kind"):
        kinds.setdefault(kind, []).append(code)
    told: dict[str, Brief] = {}
    for kind, own in kinds.items():
        told.update(briefs_of_kind(kind, own, actor=actor))
    return {code: told[code] for code in codes if code in told}


def briefs_of_kind(kind: str, codes: Sequence[str], *, actor: Actor) -> dict[str, Brief]:
    """The same for subjects known to be of one kind, without the query that finds their kinds."""
    tell = _briefs_by_kind.get(kind)
    if tell is None or not codes:
        return {}
    told = tell(codes, actor)
    return {code: told[code] for code in codes if code in told}


def modules_tied() -> tuple[str, ...]:
    """The modules whose things anything may be tied to: those that tell them in brief."""
    tellers = (*_briefs_by_kind.values(), *_moments_by_kind.values())
    return tuple(sorted({tell.__module__.split(".")[1] for tell in tellers}))


def subjects_visible_to(actor: Actor) -> QuerySet[Subject]:
    """Subjects the actor may see: the public ones, and internal ones for staff."""
    shown = [Subject.Visibility.PUBLIC]
    if actor.is_staff:
        shown.append(Subject.Visibility.INTERNAL)
    return Subject.objects.filter(visibility__in=shown)


def get_subject(code: str, *, actor: Actor) -> Subject:
    """One subject by its permanent code; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such subject, or none that this actor may see.
    """
    subject = None
    if "\x00" not in code:
        subject = subjects_visible_to(actor).filter(code=code).first()
    if subject is None:
        raise NotFoundError(_("Nothing here has the code %(code)s.") % {"code": code[:80]})
    return subject


def thread_of(code: str, *, actor: Actor) -> Thread:
    """The whole thread that runs through a subject, at most ``MAX_NODES`` subjects of it.

    Follows links in both directions, a distance at a time: as many queries as the thread is long.

    Raises:
        NotFoundError: no such subject, or none that this actor may see.
    """
    start = get_subject(code, actor=actor)
    known: dict[int, Subject] = {start.pk: start}
    links: dict[int, Link] = {}
    edge = {start.pk}
    while edge and len(known) < MAX_NODES:
        found = Link.objects.filter(Q(source__in=edge) | Q(target__in=edge))
        links.update({link.pk: link for link in found})
        ends = {pk for link in found for pk in (link.source_id, link.target_id)} - known.keys()
        fresh = subjects_visible_to(actor).in_bulk(sorted(ends)[: MAX_NODES - len(known)])
        known.update(fresh)
        edge = set(fresh)
    tell = _moments_by_kind.get(start.kind)
    ties = [
        Tie(
            source=known[link.source_id].code,
            kind=link.kind,
            target=known[link.target_id].code,
            on=link.linked_on,
        )
        for link in links.values()
        if link.source_id in known and link.target_id in known
    ]
    return Thread(
        subject=node_of(start),
        moments=tuple(tell(start.code, actor)) if tell else (),
        nodes=tuple(node_of(other) for pk, other in known.items() if pk != start.pk),
        ties=tuple(sorted(ties, key=lambda tie: (tie.on, tie.source, tie.target))),
        is_cut=bool(edge),
    )


def node_of(subject: Subject) -> Node:
    """A subject as the thread shows it, with its absolute address."""
    return Node(
        code=subject.code,
        kind=subject.kind,
        title=subject.title,
        url=settings.BASE_URL + subject.address,
        state=subject.state,
    )
