"""Who asks: the Actor of each request, made once, and the address it came from."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from alameda.accounts.selectors import actor_of

WITH_PORT = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<v4>[\d.]+))(?::\d{1,5})?", re.ASCII)


class ActorMiddleware:
    """Sets ``request.actor`` from the session; lazily, so that public pages ask nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor, then go on."""
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]  # access.ActorRequest declares it
            lambda: actor_of(request.user, today=timezone.localdate())
        )
        return self.get_response(request)


class ClientAddressMiddleware:
    """Sets ``REMOTE_ADDR`` to the visitor's address where proxies of ours stand in front.

    Each of our proxies adds to ``X-Forwarded-For`` who asked it; what stands before their entries
    was written by the visitor and means nothing. ``ALAMEDA_PROXIES`` says how many they are. A
    request with fewer entries came around them: its address stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Correct the address, then go on."""
        found = _address(request.META.get("REMOTE_ADDR", ""))
        if settings.PROXIES:
            told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(told) >= settings.PROXIES:
                found = _address(told[-settings.PROXIES]) or found
        if found:
            request.META["REMOTE_ADDR"] = found
        return self.get_response(request)


@lru_cache(maxsize=4_096)
def _address(told: str) -> str:
    """An address as it is always written; nothing where it is none.

    Some proxies add the port. A socket for both kinds of addresses tells one of IPv4 as
    ``::ffff:203.0.113.7``: left so, all of IPv4 would be one network, and share its limits.
    """
    found = WITH_PORT.fullmatch(told.strip())
    try:
        address = ipaddress.ip_address(found["v6"] or found["v4"] if found else told.strip())
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
