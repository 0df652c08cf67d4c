"""Headers of every page: what a browser may use, and what nobody may keep."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from alameda.foundation.answers import NOT_KEPT

# Nothing here uses a device or another site, so nothing that is slipped in may either.
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in UNUSED)


class HeadersMiddleware:
    """Forbids what no page uses, and the keeping of pages drawn for somebody signed in.

    A page that says itself how long it may be kept is the same for everybody, and left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to the answer."""
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            answer.headers.setdefault("Cache-Control", NOT_KEPT)
        return answer
