"""Tying subjects together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.actions import publish, publish_many
from alameda.thread import policies
from alameda.thread.events import SubjectsLinked
from alameda.thread.models import Link, Subject

LINKS_AT_ONCE = 2_000


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
