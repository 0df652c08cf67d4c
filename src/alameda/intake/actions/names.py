"""What people decide of the names of organisations that imports brought; all can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.accounts.models import Organisation
from alameda.foundation.actor import Actor
from alameda.foundation.codes import fold, slug
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.intake import policies
from alameda.intake.events import (
    NameReviewUndone,
    OrganisationNameAccepted,
    OrganisationNameJoined,
    OrganisationNamesSeparated,
)
from alameda.intake.models import Alias, NameReview, WrittenName
from alameda.record.actions import publish, write_down
from alameda.territory.models import Comuna

SUBJECT = "nombres-de-organizaciones"
NAME_LETTERS = 240
MUNICIPALITY = "Municipalidad de %s"  # as the registers name it
Act = NameReview.Act


@transaction.atomic
def accept_name(organisation: Organisation, *, actor: Actor) -> NameReview:
    """Say that a name stands for an organisation of its own.

    Raises:
        NotAllowedError: the actor may not review names.
        RuleBrokenError: somebody decided on it already.

    Source: docs/rules/imports.md, "Names".
    """
    row = _locked(organisation, actor=actor)
    _refuse_if_decided(row)
    review = _decide(row, Act.ACCEPTED, actor=actor)
    _remember(row, row.slug, actor=actor)
    publish(OrganisationNameAccepted(subject=SUBJECT, slug=row.slug, name=row.name), actor=actor)
    return review


@transaction.atomic
def join_names(organisation: Organisation, *, into: Organisation, actor: Actor) -> NameReview:
    """Say that a name means another organisation: what refers to it refers to that one now.

    Args:
        organisation: whose name it is; it stays, and nothing refers to it any more.
        into: what it means, from now on in every import too.
        actor: needs the ``data_steward`` role.

    Raises:
        NotAllowedError: the actor may not review names.
        BadInputError: both are the same.
        RuleBrokenError: somebody decided on it already, the two have different tax numbers, or
            the other was itself joined into a third.

    Source: docs/rules/imports.md, "Names".
    """
    row = _locked(organisation, actor=actor)
    other = Organisation.objects.select_for_update().get(pk=into.pk)
    if row.pk == other.pk:
        raise BadInputError(_("A name cannot be joined into itself."), field="into")
    _refuse_if_decided(row)
    if NameReview.objects.filter(slug=other.slug, act=Act.JOINED, undone_at=None).exists():
        raise RuleBrokenError(
            _("“%(name)s” was itself joined into another: choose that one.") % {"name": other.name}
        )
    if row.rut and other.rut and row.rut != other.rut:
        raise RuleBrokenError(_("They have different tax numbers: they are not the same."))
    moved = list(_moved(row, other))
    _write_down(moved, actor=actor)
    review = _decide(row, Act.JOINED, other=other.slug, moved=moved, actor=actor)
    _remember(row, other.slug, actor=actor)
    publish(
        OrganisationNameJoined(
            subject=SUBJECT,
            slug=row.slug,
            name=row.name,
            into=other.slug,
            rows=sum(len(keys) for _label, _column, keys in moved),
        ),
        actor=actor,
    )
    return review


@transaction.atomic
def keep_names_apart(
    organisation: Organisation, *, other: Organisation, actor: Actor
) -> NameReview:
    """Say that two names that look alike mean two organisations: they are not shown together.

    Raises:
        NotAllowedError: the actor may not review names.
        BadInputError: both are the same.
        RuleBrokenError: it was said already.

    Source: docs/rules/imports.md, "Names".
    """
    row = _locked(organisation, actor=actor)
    if row.pk == other.pk:
        raise BadInputError(_("A name cannot be kept apart from itself."), field="other")
    said = NameReview.objects.filter(act=Act.APART, undone_at=None)
    if said.filter(slug__in=(row.slug, other.slug), other__in=(row.slug, other.slug)).exists():
        raise RuleBrokenError(_("That was said already."))
    review = _decide(row, Act.APART, other=other.slug, actor=actor)
    publish(
        OrganisationNamesSeparated(subject=SUBJECT, slug=row.slug, other=other.slug), actor=actor
    )
    return review


@transaction.atomic
def undo_review(review: NameReview, *, actor: Actor) -> NameReview:
    """Take a decision on a name back: what a joining moved refers to it again.

    A row that somebody has pointed elsewhere since stays where it is.

    Raises:
        NotAllowedError: the actor may not review names.
        RuleBrokenError: it was undone already.

    Source: docs/rules/imports.md, "Names".
    """
    row = NameReview.objects.select_for_update().get(pk=review.pk)
    if not policies.may_review_names(actor):
        raise NotAllowedError(_("Only the data steward reviews names."))
    if row.undone_at is not None:
        raise RuleBrokenError(_("That decision was undone already."))
    if row.act == Act.JOINED:
        _put_back(row)
        _write_down(row.moved, actor=actor)
    if row.act != Act.APART:
        Alias.objects.filter(kind=Alias.Kind.ORGANISATION, variant=_variant(row.name)).delete()
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    publish(
        NameReviewUndone(subject=SUBJECT, act=row.act, slug=row.slug, other=row.other), actor=actor
    )
    return row


def organisation_named(name: str, *, written_in: str, actor: Actor) -> Organisation:
    """The organisation that a name means; one nobody knew is kept, and waits to be reviewed.

    A step of the action that was told the name: it publishes what the name was written in.

    Args:
        name: as somebody typed it.
        written_in: code of what it was typed in.
        actor: who typed it.
    """
    name = " ".join(name.split())[:NAME_LETTERS]
    alias = Alias.objects.filter(kind=Alias.Kind.ORGANISATION, variant=_variant(name)).first()
    key = alias.target if alias else slug(name)
    found = Organisation.objects.filter(slug=key).first() or (
        Organisation.objects.filter(name__iexact=name).order_by("pk").first()
    )
    if found is not None:
        return found
    place = _municipality_of(name)
    kind = Organisation.Kind.MUNICIPALITY if place else Organisation.Kind.OTHER
    made, is_new = Organisation.objects.get_or_create(
        slug=key,
        defaults={"name": name, "kind": kind, "comuna_cut": place, "is_demo": settings.IS_DEMO},
    )
    if is_new and not place:
        WrittenName.objects.create(slug=made.slug, written_in=written_in)
    if is_new:
        write_down("accounts.organisation", [made.pk], subject=written_in, actor=actor)
    return made


def _municipality_of(name: str) -> str:
    """The CUT of the comuna whose municipality is named, in the words of the registers."""
    folded = fold(name)
    for cut, comuna in Comuna.objects.values_list("cut", "name"):
        if folded == fold(MUNICIPALITY % comuna):
            return str(cut)
    return ""


def _locked(organisation: Organisation, *, actor: Actor) -> Organisation:
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not policies.may_review_names(actor):
        raise NotAllowedError(_("Only the data steward reviews names."))
    return row


def _refuse_if_decided(row: Organisation) -> None:
    decided = NameReview.objects.filter(
        slug=row.slug, act__in=(Act.ACCEPTED, Act.JOINED), undone_at=None
    )
    if decided.exists():
        raise RuleBrokenError(
            _("“%(name)s” was reviewed already: undo that first.") % {"name": row.name}
        )


def _decide(
    row: Organisation, act: str, *, actor: Actor, other: str = "", moved: list[Any] | None = None
) -> NameReview:
    return NameReview.objects.create(
        act=act,
        slug=row.slug,
        name=row.name,
        other=other,
        moved=moved or [],
        reviewed_by=actor.public_name[:120],
        reviewed_at=timezone.now(),
    )


def _variant(name: str) -> str:
    return fold(name)[:240]


def _remember(row: Organisation, target: str, *, actor: Actor) -> None:
    """What every later import reads of that name."""
    Alias.objects.update_or_create(
        kind=Alias.Kind.ORGANISATION,
        variant=_variant(row.name),
        defaults={"target": target, "reviewed_by": actor.public_name[:120]},
    )


def _references() -> Iterator[tuple[type[models.Model], str]]:
    """Every table and column that refers to an organisation."""
    for relation in Organisation._meta.get_fields(include_hidden=True):  # noqa: SLF001  public API
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field.attname


def _moved(row: Organisation, other: Organisation) -> Iterator[list[Any]]:
    for model, column in _references():
        rows = model._base_manager.filter(**{column: row.pk})  # noqa: SLF001  generic over models
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            rows.update(**{column: other.pk})
            yield [model._meta.label_lower, column, keys]  # noqa: SLF001  Django's public API


def _write_down(moved: Iterable[Sequence[Any]], *, actor: Actor) -> None:
    """Publish what the rows that refer to another organisation now say."""
    for label, _column, keys in moved:
        write_down(label, keys, subject=SUBJECT, actor=actor)


def _put_back(review: NameReview) -> None:
    own = Organisation.objects.filter(slug=review.slug).first()
    other = Organisation.objects.filter(slug=review.other).first()
    if own is None or other is None:
        raise RuleBrokenError(_("One of the two organisations is no longer there."))
    for label, column, keys in review.moved:
        rows = apps.get_model(label)._base_manager.filter(  # noqa: SLF001  generic over models
            pk__in=keys, **{column: other.pk}
        )
        rows.update(**{column: own.pk})
