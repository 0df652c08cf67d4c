"""Tying subjects together, and moving what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.lives import Life
from alameda.record.actions import publish, publish_many
from alameda.thread import policies
from alameda.thread.events import SubjectsLinked
from alameda.thread.models import Link, Subject

LINKS_AT_ONCE = 2_000


def move(row: Model, life: Life[Any], to: str, *, also: Iterable[str] = ()) -> None:
    """Move a row to another state of its life, and keep what the thread says of it true.

    The one function that changes a state. It is a step of an action, which has locked the row,
    asked who may, and publishes the fact.

    Args:
        row: with a ``state``; where it owns a ``subject``, that one's state follows.
        life: of its kind.
        to: key of the state it enters.
        also: other fields that the action changed, written with it.

    Raises:
        RuleBrokenError: its life does not lead there from where it is.
    """
    life.check(row.state, to)  # type: ignore[attr-defined]  # any row that has a life
    row.state = to  # type: ignore[attr-defined]
    row.save(update_fields=["state", *also])
    subject_id = getattr(row, "subject_id", None)
    if subject_id is None:
        return
    Subject.objects.filter(pk=subject_id).update(state=to, changed_at=timezone.now())
    if "subject" in row._state.fields_cache:  # noqa: SLF001  read already: no query for it
        row.subject.state = to  # type: ignore[attr-defined]


@transaction.atomic
def link_subjects(
    source: Subject, *, kind: str, target: Subject, linked_on: date, actor: Actor
) -> Link:
    """Say that one subject led to another; saying it again changes nothing.

    Args:
        source: where the thread comes from, or what was done.
        kind: from ``Link.Kind``, read as "source KIND target".
        target: the other end.
        linked_on: the day on which one led to the other.
        actor: who says so; needs to be staff.

    Raises:
        NotAllowedError: the actor is not staff.
        BadInputError: there is no such kind of link.
        RuleBrokenError: a thing cannot lead to itself.
    """
    source = Subject.objects.select_for_update().get(pk=source.pk)
    if not policies.may_link(actor):
        raise NotAllowedError(_("Only staff link subjects."))
    if kind not in Link.Kind.values:
        raise BadInputError(_("There is no link “%(kind)s”.") % {"kind": kind}, field="kind")
    if source.pk == target.pk:
        raise RuleBrokenError(_("A thing does not lead to itself."))
    link, is_new = Link.objects.get_or_create(
        source=source,
        target=target,
        kind=kind,
        defaults={"linked_on": linked_on, "linked_by": actor.public_name},
    )
    if is_new:
        publish(
            SubjectsLinked(subject=source.code, kind=kind, target=target.code, linked_on=linked_on),
            actor=actor,
        )
    return link


@dataclass(frozen=True)
class Tie:
    """A link that is to be made: ``source`` ``kind`` ``target``, on a day."""

    source: Subject
    kind: str
    target: Subject
    linked_on: date


def link_new_subjects(ties: Sequence[Tie], *, actor: Actor) -> None:
    """Link subjects that this very transaction made, many at once: nobody else links them yet.

    Args:
        ties: what led to what; each ``source`` was made by the caller in this transaction.
        actor: who says so; needs to be staff.

    Raises:
        NotAllowedError: the actor is not staff.
        BadInputError: there is no such kind of link.
    """
    if not policies.may_link(actor):
        raise NotAllowedError(_("Only staff link subjects."))
    for kind in {tie.kind for tie in ties} - set(Link.Kind.values):
        raise BadInputError(_("There is no link “%(kind)s”.") % {"kind": kind}, field="kind")
    Link.objects.bulk_create(
        [
            Link(
                source=tie.source,
                target=tie.target,
                kind=tie.kind,
                linked_on=tie.linked_on,
                linked_by=actor.public_name,
            )
            for tie in ties
        ],
        LINKS_AT_ONCE,
    )
    publish_many(
        (
            SubjectsLinked(
                subject=tie.source.code,
                kind=tie.kind,
                target=tie.target.code,
                linked_on=tie.linked_on,
            )
            for tie in ties
        ),
        actor=actor,
    )
