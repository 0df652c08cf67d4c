"""Headers of every answer: what a browser may use, and who may keep what was drawn."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from alameda.foundation.actor import VISITOR

SHARED_AGE = re.compile(r"s-maxage=(\d{1,9})")
NOT_KEPT = "private, no-store"
# Nothing here uses a device or another site, so nothing that is slipped in may either.
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
# Of everything that a demonstration answers, whatever its form: a header has no accents.
DEMONSTRATION = ("X-Demonstration", "Demostracion: sin validez")
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in UNUSED)


def is_for_one(request: HttpRequest) -> bool:
    """Whether an answer is for this reader alone: somebody who signed in, or has a session.

    Who shows neither cookie nor key is a visitor, and nothing is asked to know it. Where nobody
    made the actor, nobody knows: then it is for one.
    """
    if not request.COOKIES and "HTTP_AUTHORIZATION" not in request.META:
        return False
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return True
    return bool(getattr(request, "actor", None) != VISITOR)


def kept_a_moment(request: HttpRequest, answer: HttpResponse, *, age_s: int) -> HttpResponse:
    """Say who may keep a page: caches in front for some seconds, or only the reader it is for.

    A browser asks each time: its reader may have signed in or out since, and the page says so. The
    shortest of all ages that were said holds.
    """
    if is_for_one(request):
        patch_cache_control(answer, private=True, no_cache=True)
    else:
        said = SHARED_AGE.search(answer.get("Cache-Control", ""))
        shortest_s = min(age_s, int(said[1])) if said else age_s
        patch_cache_control(answer, public=True, max_age=0, s_maxage=shortest_s)
    patch_vary_headers(answer, ("Cookie",))
    return answer


class HeadersMiddleware:
    """Forbids what no page uses, and the keeping of pages drawn for somebody signed in.

    All that a demonstration answers says what it is: lists for machines, files and bytes too.

    A page that says itself how long it may be kept is the same for everybody, and left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to the answer."""
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if settings.IS_DEMO:
            answer.headers[DEMONSTRATION[0]] = DEMONSTRATION[1]
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            answer.headers.setdefault("Cache-Control", NOT_KEPT)
        return answer
