"""Answers for machines: JSON with an ETag, and problem documents (RFC 9457)."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from alameda.foundation.errors import AlamedaError
from alameda.foundation.headers import NOT_KEPT, is_for_one

PROBLEM_TYPE = "application/problem+json"
PROBLEMS_AT = "/api/v1/problems/"
KEPT_BY_ANYBODY = "public, max-age=30"


def json_answer(
    request: HttpRequest, data: object, *, content_type: str = "application/json"
) -> HttpResponse:
    """The data as JSON with a strong ETag; 304 and no body where the reader has it already.

    Everybody may keep what a visitor reads; what somebody signed in reads, nobody.
    """
    body = msgspec.json.encode(data)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {
        word.strip().removeprefix("W/")
        for word in request.headers.get("If-None-Match", "").split(",")
    }
    if etag in known or "*" in known:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = HttpResponse(body, content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = NOT_KEPT if is_for_one(request) else KEPT_BY_ANYBODY
    patch_vary_headers(answer, ("Accept", "Accept-Language"))
    return answer


def problem_answer(
    *,
    code: str,
    status: int,
    detail: str,
    instance: str,
    errors: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """A problem document.

    Args:
        code: the stable code of the error; last part of ``type``.
        status: HTTP status.
        detail: one sentence in the reader's language.
        instance: path that was asked.
        errors: what is wrong, each with ``field`` and ``detail``.
    """
    document: dict[str, Any] = {
        "type": PROBLEMS_AT + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": instance,
    }
    if errors:
        document["errors"] = errors
    answer = HttpResponse(msgspec.json.encode(document), status=status, content_type=PROBLEM_TYPE)
    answer["Cache-Control"] = "no-store"
    patch_vary_headers(answer, ("Accept-Language",))
    return answer


def problem_of(error: AlamedaError, *, instance: str) -> HttpResponse:
    """The problem document of a domain error."""
    errors = [{"field": error.field, "detail": str(error)}] if error.field else None
    return problem_answer(
        code=error.code, status=error.status, detail=str(error), instance=instance, errors=errors
    )
