"""What an initiative says of itself on the page of what decided it: the money, to the last peso."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.investments.models import Initiative, Payment
from alameda.investments.rules.states import state_of
from alameda.investments.views.wording import state_label, tone_of
from alameda.thread.rules import Brief
from alameda.thread.selectors import subjects_visible_to
from alameda.ui.context import address_of


def briefs_of_initiatives(codes: Sequence[str], actor: Actor) -> dict[str, Brief]:
    """Each initiative that the actor may see; two queries for any number."""
    found = list(
        Initiative.objects.filter(code__in=codes, subject__in=subjects_visible_to(actor)).defer(
            "search", "claims"
        )
    )
    paid = Payment.objects.filter(initiative__in=found, paid_clp__gt=0)
    days = dict(
        paid.order_by()
        .values("initiative_id")
        .annotate(last=Max(Coalesce(F("paid_on"), F("month"))))
        .values_list("initiative_id", "last")
    )
    return {row.code: _brief(row, days.get(row.pk)) for row in found}


def _brief(row: Initiative, paid_on: date | None) -> Brief:
    state = state_of(row.state)
    return Brief(
        code=row.code,
        kind="initiative",
        title=row.name,
        url=address_of(row.get_absolute_url()),
        state_key=state.key,
        state_label=state_label(state),
        tone=tone_of(state),
        sentence=_sentence(row, paid_on),
        on=paid_on or row.last_event_on,
        money=_money(row),
    )


def _money(row: Initiative) -> tuple[tuple[str, int], ...]:
    """What is known of its money; paid is told even when it is nothing."""
    known = (
        (_("Approved"), row.approved_clp),
        (_("Contracted"), row.contracted_clp),
        (_("Paid"), row.paid_clp),
    )
    return tuple((label, clp) for label, clp in known if clp is not None)


def _sentence(row: Initiative, paid_on: date | None) -> str:
    """How far the money got."""
    if not row.paid_clp:
        return _("Nothing is paid yet.")
    said = {"paid": words.money(row.paid_clp), "day": words.day_long(paid_on)}
    text = _("Paid %(paid)s; the last payment was on %(day)s.") if paid_on else _("Paid %(paid)s.")
    whole = row.contracted_clp or row.approved_clp
    if whole and row.paid_clp >= whole:
        text += " " + _("That is all of it.")
    return text % said
