"""Initiatives as an actor may see them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.investments.models import Initiative
from alameda.thread.models import Subject

BIP_DIGITS = 8


def initiatives_visible_to(actor: Actor) -> QuerySet[Initiative]:
    """The public initiatives, and the internal ones too for staff."""
    shown = [Subject.Visibility.PUBLIC]
    if actor.is_staff:
        shown.append(Subject.Visibility.INTERNAL)
    return Initiative.objects.filter(subject__visibility__in=shown)


def get_initiative(code: str, *, actor: Actor) -> Initiative:
    """One initiative by its code, or by its BIP code with or without check digit.

    Raises:
        NotFoundError: no such initiative, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        named = Q(code=code) | Q(bip=code)
        if len(code) == BIP_DIGITS and code.isascii() and code.isdigit():
            named |= Q(bip__startswith=f"{code}-")
        found = (
            initiatives_visible_to(actor)
            .select_related(
                "subject", "sector", "province", "formulator", "executing_unit", "division"
            )
            .filter(named)
            .order_by("code")
            .first()
        )
    if found is None:
        raise NotFoundError(_("There is no initiative %(code)s.") % {"code": code[:80]})
    return found
