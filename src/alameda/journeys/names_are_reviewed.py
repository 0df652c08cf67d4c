"""The data steward says what a name means, and the portfolio follows."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction

from alameda.accounts.models import Organisation
from alameda.foundation.actor import Actor
from alameda.intake.actions.names import join_names, undo_review
from alameda.intake.models import NameReview
from alameda.investments.actions.cards import refresh_cards


@transaction.atomic
def join_and_follow(organisation: Organisation, *, into: Organisation, actor: Actor) -> NameReview:
    """Join a name into another, and compute anew the initiatives that it touched.

    Raises:
        NotAllowedError: the actor may not review names.
        BadInputError: both are the same.
        RuleBrokenError: it may not be joined.
    """
    review = join_names(organisation, into=into, actor=actor)
    _follow(review)
    return review


@transaction.atomic
def undo_and_follow(review: NameReview, *, actor: Actor) -> NameReview:
    """Undo a decision on a name, and compute anew the initiatives that it touched.

    Raises:
        NotAllowedError: the actor may not review names.
        RuleBrokenError: it was undone already.
    """
    done = undo_review(review, actor=actor)
    _follow(done)
    return done


def _follow(review: NameReview) -> None:
    touched: set[int] = set()
    for label, _column, keys in review.moved:
        model = apps.get_model(label)
        columns = {column.attname for column in model._meta.concrete_fields}  # noqa: SLF001  public
        if label == "investments.initiative":
            touched.update(keys)
        elif "initiative_id" in columns:
            rows = model._base_manager.filter(pk__in=keys)  # noqa: SLF001  generic over models
            tied = rows.exclude(initiative_id=None)
            touched.update(tied.values_list("initiative_id", flat=True))
    if touched:
        refresh_cards(sorted(touched))
