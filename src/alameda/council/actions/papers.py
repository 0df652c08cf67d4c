"""The official papers of the Council: one way to make them, and what the record keeps of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alameda.documents.actions import make_document
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.thread.models import Subject


def make_paper(
    kind: str,
    *,
    data: dict[str, Any],
    title: str,
    subject: Subject,
    at: datetime,
    actor: Actor,
) -> Document:
    """Make a certificate or minutes as a public document, from its template ``council_KIND``."""
    return make_document(
        kind=kind,
        template=f"council_{kind}",
        data=data,
        title=title,
        subject=subject,
        visibility=Document.Visibility.PUBLIC,
        at=at,
        actor=actor,
    )


def fingerprint_of(document: Document) -> str:
    """SHA-256 of the bytes of its newest version; empty where it has none."""
    newest = document.versions.select_related("blob").order_by("-number").first()
    return newest.blob.sha256 if newest else ""
