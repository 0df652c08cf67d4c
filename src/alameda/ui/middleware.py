"""Turns the errors of the domain into pages."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import AlamedaError, NotAllowedError
from alameda.ui.errors import ErrorPage, error_response, method_not_allowed


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
        page = ErrorPage.of_error(error)
        if isinstance(error, NotAllowedError):
            is_visitor = getattr(request, "actor", VISITOR) == VISITOR
            page = page.with_sign_in(request.get_full_path()) if is_visitor else page.with_desk()
        return error_response(request, page)
