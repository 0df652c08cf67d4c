"""Marks of freshness on public pages: a reader who has the page as it is gets 304 and no work."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from hashlib import blake2b
from http import HTTPStatus
from importlib.metadata import version

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from alameda.foundation.headers import is_for_one, kept_a_moment
from alameda.ui.context import chosen_theme

PUBLIC_AGE_S = 30
VERSION = version("alameda")


def marked(
    request: HttpRequest,
    *state: str,
    make: Callable[[], HttpResponse],
    params: Collection[str] = (),
) -> HttpResponse:
    """The page; as it was drawn a moment ago, or 304, where nothing it is made of has changed.

    Who signed in gets a page of their own, without a mark: it says who they are, and what they are
    told once must not be said again by a browser that asks whether its page is still good.

    Args:
        request: what was asked: its address, language and theme are part of the mark.
        state: versions of everything else the page is made of.
        make: draws the page; not called where the page is known.
        params: the parameters that the page reads. A page with any other in its address is drawn
            each time and kept by none of us: strangers' marks would else make pages without end.
    """
    if is_for_one(request):
        return kept_a_moment(request, make(), age_s=0)
    mark = _mark(request, state)
    etag = f'W/"{mark}"'
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != HTTPStatus.NOT_MODIFIED:
        response = _kept(mark) or make()
        if response.status_code == HTTPStatus.OK:
            if request.GET.keys() <= set(params):
                _keep(mark, response)
            response.headers["ETag"] = etag
    return kept_a_moment(request, response, age_s=PUBLIC_AGE_S)


def _mark(request: HttpRequest, state: tuple[str, ...]) -> str:
    parts = (
        *state,
        request.get_full_path(),
        get_language() or "",
        chosen_theme(request),
        timezone.localdate().isoformat(),
        VERSION,
    )
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


# The pages most asked for, whole, by their mark, with who may keep them: a mark that changed is
# never asked for again, so nothing is ever taken away by hand.
_pages: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
_size = [0]  # of all of them, in bytes
_lock = threading.Lock()


def _kept(mark: str) -> HttpResponse | None:
    with _lock:
        page = _pages.get(mark)
        if page is None:
            return None
        _pages.move_to_end(mark)
    content, age = page
    return HttpResponse(content, headers={"Cache-Control": age} if age else None)


def forget_pages() -> None:
    """Drop every kept page."""
    with _lock:
        _pages.clear()
        _size[0] = 0


def _keep(mark: str, response: HttpResponse) -> None:
    if response.cookies:
        return
    with _lock:
        former, _age = _pages.pop(mark, (b"", ""))
        _pages[mark] = response.content, response.get("Cache-Control", "")
        _size[0] += len(response.content) - len(former)
        while len(_pages) > settings.PAGES_KEPT or _size[0] > settings.PAGES_KEPT_BYTES:
            _mark, (dropped, _age) = _pages.popitem(last=False)
            _size[0] -= len(dropped)
