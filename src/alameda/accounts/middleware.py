"""Who asks: the Actor of each request, made once, and the address it came from."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from alameda.accounts.selectors import actor_of


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
        if settings.PROXIES:
            told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(told) >= settings.PROXIES and (found := _address(told[-settings.PROXIES])):
                request.META["REMOTE_ADDR"] = found
        return self.get_response(request)


def _address(told: str) -> str:
    """An address as it is always written; nothing where it is none."""
    try:
        return str(ipaddress.ip_address(told.strip()))
    except ValueError:
        return ""
