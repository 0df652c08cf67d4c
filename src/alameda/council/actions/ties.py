"""Subjects of the Council and the links between them."""

from __future__ import annotations

from datetime import date

from alameda.foundation.actor import SYSTEM, Actor
from alameda.thread.actions import link_subjects
from alameda.thread.models import Link, Subject


def tie(source: Subject, kind: Link.Kind, target: Subject, *, on: date, actor: Actor) -> None:
    """Say that one subject led to another, as a consequence of the act that is being written.

    A councillor who raises a commitment is not staff and links nothing by herself: the system
    notes what her act makes true.
    """
    by = actor if actor.is_staff else SYSTEM
    link_subjects(source, kind=kind, target=target, linked_on=on, actor=by)
