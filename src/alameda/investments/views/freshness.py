"""Marks of freshness on public pages: a reader who has the page as it is gets 304 and no work."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from http import HTTPStatus
from importlib.metadata import version

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from alameda.ui.context import chosen_theme

PUBLIC_AGE_S = 30
VERSION = version("alameda")


def marked(request: HttpRequest, *state: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page, or 304 where the reader already has it.

    Args:
        request: what was asked: its address, language and theme are part of the mark.
        state: versions of everything else the page is made of.
        make: draws the page; not called when the reader has it.
    """
    parts = (
        *state,
        request.get_full_path(),
        get_language() or "",
        chosen_theme(request),
        timezone.localdate().isoformat(),
        VERSION,
    )
    digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
    etag = f'W/"{digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != HTTPStatus.NOT_MODIFIED:
        response = make()
        if response.status_code == HTTPStatus.OK:
            response.headers["ETag"] = etag
    return _cached(request, response)


def _cached(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say who may keep the page: everybody for a moment; only the reader when signed in."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_AGE_S)
    patch_vary_headers(response, ("Cookie",))
    return response
