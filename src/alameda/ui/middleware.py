"""Turns the errors of the domain into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alameda.foundation.errors import AlamedaError


class ErrorPagesMiddleware:
    """A domain error that reaches the top becomes a designed page with its own status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; errors arrive in ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for an ``AlamedaError``; anything else goes on to Django's 500."""
        if not isinstance(error, AlamedaError):
            return None
        return render(request, "ui/error.html", {"error": error}, status=error.status)
