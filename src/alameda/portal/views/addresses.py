"""Where the portal's words lead, and the portfolio of this request."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from alameda.investments.selectors.portfolio import PlaceMoney
from alameda.portal.selectors.pages import Portfolio, portfolio_on
from alameda.ui.context import address_of


def portfolio_now() -> Portfolio:
    """The public portfolio as it is today."""
    return portfolio_on(timezone.localdate())


def list_url(*pairs: tuple[str, str], path: str = "/inversiones/") -> str:
    """An address of a list, the portfolio where no other is named, with some filters."""
    query = urlencode(pairs)
    return address_of(path) + (f"?{query}" if query else "")


def comuna_url(money: PlaceMoney) -> str:
    """The page of a comuna."""
    return reverse("portal:comuna", args=[money.place.cut])
