"""The pattern page, the reader's preferences, and the pages of Django's own errors."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from alameda.foundation.access import public
from alameda.foundation.answers import problem_answer
from alameda.foundation.machines import LOG_PREFIX, PLAIN, is_for_machines
from alameda.ui.context import THEME_COOKIE, THEMES
from alameda.ui.errors import (
    ErrorPage,
    bad_request,
    bare_response,
    broken,
    error_response,
    no_permission,
    not_found,
    unavailable,
)
from alameda.ui.examples import all_groups

log = logging.getLogger(__name__)

YEAR_SECONDS = 31_536_000
RETRY_SECONDS = "30"  # until a database that is started again serves


@require_safe
@public
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component in all its states, from the examples that the tests render."""
    return render(request, "ui/patterns.html", {"groups": all_groups()})


@csrf_exempt  # changes only the reader's own colours, and keeps pages free of a token to cache
@require_POST
@public
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that the reader chose, and return to where they were."""
    wanted = request.POST.get("theme", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if wanted in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            wanted,
            max_age=YEAR_SECONDS,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def _page_of(make: Callable[[], ErrorPage]) -> Callable[[HttpRequest, Exception], HttpResponse]:
    def handle(request: HttpRequest, exception: Exception) -> HttpResponse:
        del exception  # Django's own words are not for a reader
        return error_response(request, make())

    return handle


handle_400 = _page_of(bad_request)
handle_403 = _page_of(no_permission)
handle_404 = _page_of(not_found)


def handle_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form waited too long or came from elsewhere; or no form can arrive as the site is set up.

    A browser that speaks TLS says so in ``Origin``. Where the request is said to have come without
    it, the proxy that ends the TLS does not tell, or is not counted: no page would be in time.
    """
    del reason  # says which check failed, which helps only an attacker
    is_same_site = request.headers.get("Origin") == f"https://{request.get_host()}"
    if is_same_site and not request.is_secure():
        log.error(
            "A form came by https, and arrived as http: the proxy must send X-Forwarded-Proto, and"
            " ALAMEDA_PROXIES must count it (%s now). See alameda doctor.",
            settings.PROXIES,
        )
        return error_response(request, ErrorPage.of_proxy())
    return error_response(request, ErrorPage.of_csrf())


def handle_500(request: HttpRequest) -> HttpResponse:
    """Something broke: said with nothing that may have broken too, as whoever asks there reads it.

    Where it was the database, it may be back in a minute.
    """
    is_away = isinstance(sys.exception(), (OperationalError, InterfaceError))
    page = unavailable() if is_away else broken()
    answer = _told(request, page)
    answer.headers["Cache-Control"] = "no-store"
    if is_away:
        answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _told(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    if request.path_info.startswith(LOG_PREFIX):
        return HttpResponse(f"{page.sentence}\n", status=page.status, content_type=PLAIN)
    if is_for_machines(request):
        return problem_answer(
            code=page.code, status=page.status, detail=page.sentence, instance=request.path
        )
    return bare_response(page)
