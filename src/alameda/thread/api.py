"""The thread of anything, as JSON and as W3C PROV-O."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
from django.http import HttpResponse
from ninja import Query, Router, Schema

from alameda.foundation.access import ActorRequest
from alameda.foundation.answers import json_answer
from alameda.thread.rules import prov_document
from alameda.thread.selectors import thread_of

router = Router(tags=["thread"])
PROV_TYPE = "application/ld+json"


class ThreadQuery(Schema):
    """How to give the thread: our own JSON, or W3C PROV-O."""

    format: Literal["json", "prov"] = "json"


class NodeOut(Schema):
    """A subject of the thread."""

    code: str
    kind: str
    title: str
    url: str
    state: str


class MomentOut(Schema):
    """A dated act of the subject."""

    on: date
    kind: str
    title: str
    detail: str
    url: str


class TieOut(Schema):
    """``source`` ``kind`` ``target``, since ``on``."""

    source: str
    kind: str
    target: str
    on: date


class ThreadOut(Schema):
    """The thread that runs through a subject; ``is_cut`` where it is longer than shown."""

    subject: NodeOut
    moments: list[MomentOut]
    nodes: list[NodeOut]
    ties: list[TieOut]
    is_cut: bool


@router.get("/thread/{code}", response=ThreadOut, operation_id="thread_get")
def thread_get(request: ActorRequest, code: str, query: Query[ThreadQuery]) -> HttpResponse:
    """The thread of a subject: its dated acts, what led to it and what it led to.

    `Accept: application/ld+json`, or `?format=prov`, gives it as W3C PROV-O.
    """
    thread = thread_of(code, actor=request.actor)
    if query.format == "prov" or PROV_TYPE in request.headers.get("Accept", ""):
        document = prov_document(
            subject=thread.subject, nodes=thread.nodes, ties=thread.ties, moments=thread.moments
        )
        return json_answer(request, document, content_type=PROV_TYPE)
    return json_answer(request, msgspec.to_builtins(thread))
