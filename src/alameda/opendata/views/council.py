"""The whole Council in one file, as Open Civic Data and as Popolo."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from alameda.foundation.access import public
from alameda.opendata.selectors import civic, popolo, rows
from alameda.ui.site import demonstration_note

KEPT_SECONDS = 300
Sections = Iterator[tuple[str, Iterator[dict[str, Any]]]]


@public
@require_safe
def ocd(request: HttpRequest) -> HttpResponseBase:
    """Open Civic Data."""
    return _streamed(request, "ocd", civic.sections(), first={"jurisdiction": civic.jurisdiction()})


@public
@require_safe
def popolo_file(request: HttpRequest) -> HttpResponseBase:
    """Popolo."""
    return _streamed(request, "popolo", popolo.sections(), first={})


def _streamed(
    request: HttpRequest, name: str, sections: Sections, *, first: dict[str, Any]
) -> HttpResponseBase:
    """The document a piece at a time; nothing at all where the reader has it already."""
    etag = f'W/"{name}-{rows.fingerprint()}"'
    known = {word.strip() for word in request.headers.get("If-None-Match", "").split(",")}
    answer: HttpResponseBase
    if etag in known:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = StreamingHttpResponse(
            _pieces(sections, {**demonstration_note(), **first}), content_type="application/json"
        )
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _pieces(sections: Sections, first: dict[str, Any]) -> Iterator[bytes]:
    encode = msgspec.json.encode
    mark = b"{"
    for name, told in first.items():
        yield mark + encode(name) + b":" + encode(told)
        mark = b","
    for name, things in sections:
        yield mark + encode(name) + b":["
        for place, thing in enumerate(things):
            yield (b"," if place else b"") + encode(thing)
        yield b"]"
        mark = b","
    yield b"}"
