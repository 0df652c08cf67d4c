"""What looks wrong in a sheet before it is saved: a twin, an amount, a splitting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, FloatField, Func, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.parameters import parameter, utm_or_latest
from alameda.investments.models import Initiative
from alameda.investments.rules.registering import (
    SPLIT_LIKENESS,
    SPLIT_YEARS,
    TWIN_LIKENESS,
    TWIN_YEARS,
    Usual,
    is_a_thousandfold,
    is_in_thousands,
)
from alameda.investments.selectors.initiatives import initiatives_visible_to
from alameda.investments.selectors.sheets import Sheet
from alameda.territory.models import Region
from alameda.thread.models import Subject

MOST = 6
ENOUGH = 20  # with fewer, what is usual on a route says nothing
OVER = ("withdrawn", "not_pertinent", "lapsed", "rejected")
FRIL_CEILING = "fril.ceiling_utm"
COUNCIL_THRESHOLD = "core.threshold_utm"

_USUAL = """
SELECT count(*), percentile_cont(0.05) WITHIN GROUP (ORDER BY requested_clp),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY requested_clp)
FROM investments_initiative i JOIN thread_subject s ON s.id = i.subject_id
WHERE s.visibility = 'public' AND requested_clp > 0 AND route = %(route)s
"""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something to look at before going on.

    Attributes:
        key: from ``rules.registering.DOUBTS``.
        sentence: what looks wrong.
        rows: initiatives that it is about.
    """

    key: str
    sentence: str
    rows: tuple[Initiative, ...] = ()


def doubts_about(
    sheet: Sheet, *, on: date, actor: Actor, besides: Initiative | None = None
) -> list[Doubt]:
    """What looks wrong in a sheet, most serious first; nothing hidden from the actor is told.

    Args:
        sheet: as it is typed.
        on: the day whose parameters hold.
        actor: who is told.
        besides: the initiative itself, where it exists already.

    Source: docs/rules/investment-cycle.md, "Doubts".
    """
    set_aside = Q(state="withdrawn", subject__visibility=Subject.Visibility.INTERNAL)
    others = initiatives_visible_to(actor).exclude(set_aside).select_related("subject")
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return [
        *_twins(sheet, others, on=on),
        *_amounts(sheet, on=on),
        *_splits(sheet, others, on=on),
    ]


def _twins(sheet: Sheet, others: QuerySet[Initiative], *, on: date) -> Iterator[Doubt]:
    if not sheet.name or not (sheet.comunas or sheet.is_region_wide):
        return
    near = _alike(sheet, others, at_least=TWIN_LIKENESS).filter(year__gte=on.year - TWIN_YEARS)
    rows = tuple(near[:MOST])
    if rows:
        sentence = ngettext(
            "There is one with a similar name in the same place: is it the same?",
            "There are %(count)s with similar names in the same place: is it one of them?",
            len(rows),
        )
        yield Doubt(key="twin", sentence=sentence % {"count": len(rows)}, rows=rows)


def _alike(sheet: Sheet, others: QuerySet[Initiative], *, at_least: float) -> QuerySet[Initiative]:
    """Those of the same place whose names are like its own, the most alike first."""
    there = (
        Q(
            pk__in=Initiative.comunas.through.objects.filter(comuna__cut__in=sheet.cuts).values(
                "initiative_id"
            )
        )
        if sheet.comunas
        else Q(is_region_wide=True)
    )
    likeness = Func(
        _plain(F("name")), _plain(Value(sheet.name)), function="similarity",
        output_field=FloatField(),
    )  # fmt: skip
    return (
        others.filter(there)
        .annotate(likeness=likeness)
        .filter(likeness__gte=at_least)
        .order_by("-likeness", "-pk")
    )


def _plain(of: Any) -> Func:
    return Func(Func(of, function="lower"), function="unaccent")


def _amounts(sheet: Sheet, *, on: date) -> Iterator[Doubt]:
    if sheet.amount_clp is None:
        return
    ceiling_clp = ceiling_of(sheet.route, on=on)
    usual = usual_on(sheet.route, on=on)
    said: dict[str, object] = {"amount": words.money(sheet.amount_clp)}
    if usual is not None:
        said |= {"low": words.money(usual.low_clp), "high": words.money(usual.high_clp)}
    if usual is not None and is_in_thousands(sheet.amount_clp, usual):
        said["thousand"] = words.money(sheet.amount_clp * 1_000)
        sentence = _(
            "%(amount)s is far under what is usual on this route, from %(low)s to %(high)s."
            " Was it typed in thousands of pesos? Then it is %(thousand)s."
        )
        yield Doubt(key="amount", sentence=sentence % said)
    elif usual is not None and is_a_thousandfold(sheet.amount_clp, usual):
        sentence = _(
            "%(amount)s is far above what is usual on this route, from %(low)s to %(high)s."
            " Has it zeros too many?"
        )
        yield Doubt(key="amount", sentence=sentence % said)
    elif ceiling_clp is not None and sheet.amount_clp > ceiling_clp:
        said["ceiling"] = words.money(ceiling_clp)
        sentence = _("%(amount)s is above the ceiling of this route, %(ceiling)s.")
        yield Doubt(key="amount", sentence=sentence % said)


def _splits(sheet: Sheet, others: QuerySet[Initiative], *, on: date) -> Iterator[Doubt]:
    """One work in several parts, each under the ceiling that the whole would pass."""
    ceiling_clp = ceiling_of(sheet.route, on=on)
    if ceiling_clp is None or not sheet.amount_clp or sheet.amount_clp > ceiling_clp:
        return
    if not sheet.formulator or not sheet.comunas:
        return
    same = _alike(sheet, others, at_least=SPLIT_LIKENESS).filter(
        formulator__name__iexact=sheet.formulator.strip(),
        route=sheet.route,
        year__gte=on.year - SPLIT_YEARS,
        requested_clp__gt=0,
    )
    rows = tuple(same.exclude(state__in=OVER)[:MOST])
    total_clp = sheet.amount_clp + _total(rows)
    if rows and total_clp > ceiling_clp:
        said = {"total": words.money(total_clp), "ceiling": words.money(ceiling_clp)}
        sentence = _(
            "With what the same unit asks for there, they add up to %(total)s, above the ceiling"
            " of the route, %(ceiling)s: is it one work in parts?"
        )
        yield Doubt(key="split", sentence=sentence % said, rows=rows)


def _total(rows: Iterable[Initiative]) -> int:
    return sum(row.requested_clp or 0 for row in rows)


def ceiling_of(route: str, *, on: date) -> int | None:
    """The ceiling of a route on a day, in whole pesos; ``None`` where none is known."""
    return _in_pesos(FRIL_CEILING, on=on) if route == "fril" else None


def usual_on(route: str, *, on: date) -> Usual | None:
    """What is usually asked for on a route: by its portfolio, else by the parameters of the law.

    Without a portfolio, the ceiling of the route stands for the most, and the threshold above which
    the Council decides for the middle of what has none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USUAL, {"route": route})
        count, low, high = cursor.fetchone()
    if count >= ENOUGH:
        return Usual(low_clp=round(low), high_clp=round(high), count=count)
    ceiling_clp = ceiling_of(route, on=on)
    if ceiling_clp is not None:
        return Usual(low_clp=ceiling_clp // 10, high_clp=ceiling_clp, count=0)
    threshold_clp = _in_pesos(COUNCIL_THRESHOLD, on=on)
    if threshold_clp is None:
        return None
    return Usual(low_clp=threshold_clp // 10, high_clp=threshold_clp * 10, count=0)


def _in_pesos(key: str, *, on: date) -> int | None:
    region = Region.objects.values_list("iso_code", flat=True).first() or ""
    try:
        return int(parameter(key, on=on, region=region).value * utm_or_latest(on).value_clp)
    except ParameterUnknownError:
        return None
