"""What machines are answered: in the language they ask for, and always in their own form."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from alameda.foundation.answers import PROBLEM_TYPE, problem_answer
from alameda.foundation.sections import machine_prefixes

API_PREFIX = "/api/"
PLAIN = "text/plain; charset=utf-8"
LOG_PREFIX = "/record/"  # files, not documents: a refusal there is a line of plain text


def is_for_machines(request: HttpRequest) -> bool:
    """Whether the address is one that machines ask."""
    return request.path_info.startswith((API_PREFIX, *machine_prefixes()))


class MachineAnswersMiddleware:
    """Under the machines' addresses ``Accept-Language`` decides; pages keep theirs in the path.

    A refusal that somebody else worded as a page becomes a problem document.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefixes = (API_PREFIX, *machine_prefixes())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language and the form of machines."""
        if not request.path_info.startswith(self.prefixes):
            return self.get_response(request)
        language = get_language_from_request(request)
        with translation.override(language):
            answer = self.get_response(request)
            if answer.status_code >= HTTPStatus.BAD_REQUEST and _is_worded(request, answer):
                answer = _as_problem(request, answer)
        answer["Content-Language"] = language
        return answer


def _is_worded(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether it is worded for people; under ``/api/`` whatever is no problem document is."""
    kind = answer.headers.get("Content-Type", "")
    is_page = kind.startswith("text/html")
    return is_page or (request.path_info.startswith(API_PREFIX) and kind != PROBLEM_TYPE)


def _as_problem(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The same refusal as a problem document."""
    known = {
        HTTPStatus.BAD_REQUEST: ("bad-input", _("What was sent cannot be understood.")),
        HTTPStatus.NOT_FOUND: ("not-found", _("There is nothing at this address.")),
        HTTPStatus.METHOD_NOT_ALLOWED: ("not-this-way", _("This address does not take that.")),
        HTTPStatus.FORBIDDEN: ("not-allowed", _("You may not do this.")),
    }
    code, detail = known.get(
        HTTPStatus(answer.status_code), ("error", _("Something failed here; it is not your fault."))
    )
    problem = problem_answer(
        code=code, status=answer.status_code, detail=detail, instance=request.path
    )
    if "Allow" in answer:
        problem["Allow"] = answer["Allow"]
    return problem
