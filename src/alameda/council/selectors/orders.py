"""The standing orders of this region, on a day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from alameda.council.models import Session
from alameda.council.rules.standing_orders import StandingOrders, standing_orders
from alameda.territory.models import Region


def orders_on(day: date) -> StandingOrders:
    """What holds in this region's Council on a day.

    Raises:
        ParameterUnknownError: a rule is not known for that day.
    """
    region = Region.objects.values_list("iso_code", flat=True).first() or ""
    return standing_orders(day, region=region)


def held_on(session: Session) -> date:
    """The day of a session: that on which it began, though it go on past midnight.

    Source: docs/rules/council.md, "The day of a session".
    """
    return timezone.localdate(session.opened_at or session.starts_at)
