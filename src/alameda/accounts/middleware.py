"""Makes the Actor of each request, once."""

from __future__ import annotations

from collections.abc import Callable

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
