"""Turns the errors of the domain into pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from alameda.foundation.actor import VISITOR
from alameda.foundation.addresses import check_address
from alameda.foundation.answers import problem_of
from alameda.foundation.bodies import (
    ANYBODY_BYTES,
    KEY,
    BodyTooLargeError,
    Refused,
    Waiting,
    declared_bytes,
    most_bytes,
    refusal,
)
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError
from alameda.foundation.headers import NOT_KEPT
from alameda.foundation.machines import LOG_PREFIX, PLAIN, is_for_machines
from alameda.ui.errors import ErrorPage, error_response, method_not_allowed, sign_in_url
from alameda.ui.health import HOST_SAID

HEALTH = "/health/"
NEAR = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
RETRY_SECONDS = "60"


class HealthMiddleware:
    """Lets this machine ask whether the site lives, under whatever name it asks.

    The limit of host names is for strangers. What is told there depends on no name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, under the site's own name where this machine asks for its health."""
        is_near = request.META.get("REMOTE_ADDR", "") in NEAR
        if is_near and request.path_info.startswith(HEALTH) and settings.ALLOWED_HOSTS:
            request.META[HOST_SAID] = request.META.get("HTTP_HOST", "")
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


class ErrorPagesMiddleware:
    """A domain error that reaches the top becomes a designed page with its own status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; domain errors arrive in ``process_exception``."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            allowed = response.headers.get("Allow", "")
            response = error_response(request, method_not_allowed())
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for an ``AlamedaError``; anything else goes on to Django's 500."""
        if not isinstance(error, AlamedaError):
            return None
        if isinstance(error, NotAllowedError):
            return _not_allowed(request, error)
        return error_response(request, ErrorPage.of_error(error))


def _not_allowed(request: HttpRequest, error: NotAllowedError) -> HttpResponse:
    """A visitor who opens a page is led to sign in and back; who signed in hears who could."""
    page = ErrorPage.of_error(error)
    if getattr(request, "actor", VISITOR) != VISITOR:
        return error_response(request, page.with_desk(error.roles))
    if request.method in {"GET", "HEAD"}:
        answer = redirect(sign_in_url(request.get_full_path()))
        answer.headers["Cache-Control"] = NOT_KEPT
        return answer
    return error_response(request, page.with_sign_in(_came_from(request)))


def _came_from(request: HttpRequest) -> str:
    """The page of ours whose form was sent; the first page where the browser does not say."""
    told = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}):
        parts = urlsplit(told)
        return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    return "/"


class AddressMiddleware:
    """Looks at every path and query before a view does, and stops what no address of ours holds.

    Here, and not in each view, so that a view may hand what it is given to the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or refuse: a page for people, a problem document for machines."""
        try:
            check_address(request.path_info, request.META.get("QUERY_STRING", ""))
        except AlamedaError as error:
            return _refused(request, error)
        return self.get_response(request)


class BodyMiddleware:
    """Says how large a body may be, before anybody reads it, and why one was not taken.

    The front of the process asks (``foundation.bodies``); where there is no front, as under the
    test client, the length that the request declares is held to the same limit.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, answer the front, or refuse in words."""
        told = request.META.get(KEY)
        if isinstance(told, Waiting):
            told.most = most_bytes(request)
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        refused = told if isinstance(told, Refused) else _too_large(request)
        if refused is None:
            return self.get_response(request)
        answer = _refused(request, refusal(refused))
        if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            answer.headers["Retry-After"] = RETRY_SECONDS
        answer.headers["Cache-Control"] = NOT_KEPT
        return answer


def _too_large(request: HttpRequest) -> Refused | None:
    declared = declared_bytes(request)
    if declared <= ANYBODY_BYTES or declared <= (most := most_bytes(request)):
        return None
    return Refused(BodyTooLargeError, most)


def _refused(request: HttpRequest, error: AlamedaError) -> HttpResponse:
    """The refusal, as whoever asks there reads it."""
    if request.path_info.startswith(LOG_PREFIX):
        answer = HttpResponse(f"{error}\n", status=error.status, content_type=PLAIN)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    if is_for_machines(request):
        return problem_of(error, instance=request.path)
    page = ErrorPage.of_error(error)
    is_input = isinstance(error, BadInputError)
    return error_response(
        request, replace(page, status=HTTPStatus.BAD_REQUEST) if is_input else page
    )
