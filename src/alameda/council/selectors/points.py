"""Citizen points: the public ones, and what a person may still do with one."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alameda.council.models import CitizenPoint
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError


def points() -> QuerySet[CitizenPoint]:
    """Every citizen point, the newest first; who proposed or supports them is never shown."""
    return CitizenPoint.objects.select_related("subject").order_by("-opened_on", "-pk")


def get_point(code: str) -> CitizenPoint:
    """One citizen point by its code.

    Raises:
        NotFoundError: there is none.
    """
    found = None if "\x00" in code else points().filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no citizen point %(code)s.") % {"code": code[:80]})
    return found


def points_over(*, today: date) -> QuerySet[CitizenPoint]:
    """Points that still collect supporters though their last day has passed."""
    return CitizenPoint.objects.filter(state="collecting", closes_on__lt=today)


def is_supported_by(point: CitizenPoint, *, actor: Actor) -> bool:
    """Whether the person who looks supports it: only she is told."""
    if actor.person_id is None:
        return False
    return point.supports.filter(person_id=actor.person_id).exists()


def is_count_invented(point: CitizenPoint) -> bool:
    """Whether its number of supporters is of the demonstration and not of accounts."""
    return point.is_demo and point.supports.count() < point.supporters
