"""The whole Council in one file, as Open Civic Data and as Popolo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from alameda.foundation.access import public, read_by_machines
from alameda.opendata.selectors import civic, popolo, rows
from alameda.pages.views.kept_files import kept_file
from alameda.ui.site import demonstration_note

KEPT_SECONDS = 300
Sections = Iterator[tuple[str, Iterator[dict[str, Any]]]]


@public
@read_by_machines
def ocd(request: HttpRequest) -> HttpResponseBase:
    """Open Civic Data."""
    return _kept(
        request,
        "ocd",
        lambda: _pieces(
            civic.sections(), {**demonstration_note(), "jurisdiction": civic.jurisdiction()}
        ),
    )


@public
@read_by_machines
def popolo_file(request: HttpRequest) -> HttpResponseBase:
    """Popolo."""
    return _kept(request, "popolo", lambda: _pieces(popolo.sections(), demonstration_note()))


def _kept(request: HttpRequest, name: str, make: Callable[[], Iterator[bytes]]) -> HttpResponseBase:
    """The document, made once for all readers; nothing at all where the reader has it already."""
    answer = kept_file(
        request, name, rows.fingerprint(), make=make, content_type="application/json"
    )
    if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
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
