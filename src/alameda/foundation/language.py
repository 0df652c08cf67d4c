"""The language of answers that have no language in their address."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

MACHINE_PREFIXES = ("/api/", "/data/", "/record/")


class MachineLanguageMiddleware:
    """Under the machines' addresses ``Accept-Language`` decides; pages keep theirs in the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language asked for."""
        if not request.path_info.startswith(MACHINE_PREFIXES):
            return self.get_response(request)
        language = get_language_from_request(request)
        with translation.override(language):
            answer = self.get_response(request)
        answer["Content-Language"] = language
        return answer
