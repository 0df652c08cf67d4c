"""Turns the errors of the domain into pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from alameda.foundation.actor import VISITOR
from alameda.foundation.addresses import check_address
from alameda.foundation.answers import problem_of
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError
from alameda.foundation.headers import NOT_KEPT
from alameda.foundation.machines import LOG_PREFIX, is_for_machines
from alameda.ui.errors import ErrorPage, error_response, method_not_allowed, sign_in_url

PLAIN = "text/plain; charset=utf-8"


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
