"""Initiatives as an actor may see them."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.investments.models import Initiative
from alameda.investments.policies import FORMULATOR
from alameda.thread.models import Subject

BIP_DIGITS = 8
UNENTERED = ("draft", "withdrawn")


def initiatives_visible_to(actor: Actor) -> QuerySet[Initiative]:
    """The public initiatives; for staff the internal ones too, for a municipality its drafts."""
    shown = [Subject.Visibility.PUBLIC]
    if actor.is_staff:
        shown.append(Subject.Visibility.INTERNAL)
    seen = Q(subject__visibility__in=shown)
    own = {grant.comuna for grant in actor.grants if grant.role == FORMULATOR}
    if own and not actor.is_staff:
        drafts = Q(subject__visibility=Subject.Visibility.INTERNAL, state__in=UNENTERED)
        if "" not in own:
            places = Initiative.comunas.through.objects.filter(comuna__cut__in=own)
            drafts &= Q(pk__in=places.values("initiative_id"))
        seen |= drafts
    return Initiative.objects.filter(seen)


def drafts_visible_to(actor: Actor) -> QuerySet[Initiative]:
    """The drafts that were never entered, the last one touched first."""
    return (
        initiatives_visible_to(actor)
        .filter(subject__visibility=Subject.Visibility.INTERNAL, state="draft")
        .select_related("subject")
        .order_by("-changed_at", "-pk")
    )


def initiatives_found(asked: str, *, actor: Actor) -> QuerySet[Initiative]:
    """Those of a code, or of words as they begin, that the actor may see; the newest first."""
    rows = initiatives_visible_to(actor).select_related("subject").order_by("-year", "-pk")
    named = Q(code__iexact=asked) | Q(bip=asked) | Q(bip__startswith=f"{asked}-")
    beginnings = [f"{word}:*" for word in re.findall(r"\w+", asked)]
    if beginnings:
        query = SearchQuery(" & ".join(beginnings), config="alameda_es", search_type="raw")
        named |= Q(search=query)
    return rows.filter(named)


def is_private_draft(initiative: Initiative) -> bool:
    """Whether it was never entered: nobody outside sees it."""
    return (
        initiative.state in UNENTERED
        and initiative.subject.visibility == Subject.Visibility.INTERNAL
    )


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
