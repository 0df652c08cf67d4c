"""Tying subjects together."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.actions import publish
from alameda.thread import policies
from alameda.thread.events import SubjectsLinked
from alameda.thread.models import Link, Subject


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
