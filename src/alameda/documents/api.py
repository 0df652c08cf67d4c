"""Documents for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Schema

from alameda.documents import selectors
from alameda.documents.models import Version
from alameda.foundation.access import ActorRequest
from alameda.foundation.answers import json_answer
from alameda.thread.selectors import subjects_visible_to

router = Router(tags=["documents"])


class VersionOut(Schema):
    """One version; ``template`` and ``engine`` are empty where it was uploaded."""

    number: int
    sha256: str
    size: int
    media_type: str
    file_name: str
    url: str
    made_at: datetime
    by_role: str
    template: str
    template_version: int | None
    engine: str
    reason: str


class DocumentOut(Schema):
    """A document with its versions, newest first; ``subject`` is what it belongs to."""

    code: str
    kind: str
    title: str
    visibility: str
    language: str
    subject: str | None
    url: str
    is_demo: bool
    versions: list[VersionOut]


@router.get("/documents/{code}", response=DocumentOut, operation_id="document_get")
def document_get(request: ActorRequest, code: str) -> HttpResponse:
    """A document: what it is, its versions, and the digest of each."""
    document = selectors.get_document(code, actor=request.actor)
    subject = document.subject
    if subject and not subjects_visible_to(request.actor).filter(pk=subject.pk).exists():
        subject = None
    said = {
        "code": document.code,
        "kind": document.kind,
        "title": document.title,
        "visibility": document.visibility,
        "language": document.language,
        "subject": subject.code if subject else None,
        "url": settings.BASE_URL + document.get_absolute_url(),
        "is_demo": document.is_demo,
        "versions": [_version(version) for version in selectors.versions_of(document)],
    }
    return json_answer(request, said)


def _version(version: Version) -> dict[str, Any]:
    names = ("number", "file_name", "made_at", "by_role", "template", "template_version")
    path = reverse(
        "documents:content", args=[version.document.code, version.number, version.file_name]
    )
    return {name: getattr(version, name) for name in (*names, "engine", "reason")} | {
        "sha256": version.blob.sha256,
        "size": version.blob.size,
        "media_type": version.blob.media_type,
        "url": settings.BASE_URL + path,
    }
