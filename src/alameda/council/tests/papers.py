"""Papers to test with, without drawing a page: what each was made from can be looked at."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from alameda.documents.models import Blob, Document, Version
from alameda.foundation.actor import Actor
from alameda.thread.models import Subject


class Press:
    """Takes the place of ``papers.make_paper`` and keeps what it was given."""

    def __init__(self) -> None:
        self.printed: list[dict[str, Any]] = []

    def __call__(
        self,
        kind: str,
        *,
        data: dict[str, Any],
        title: str,
        subject: Subject,
        at: datetime,
        actor: Actor,
    ) -> Document:
        self.printed.append(data)
        number = len(self.printed)
        document = Document.objects.create(
            code=f"D-{at.year}-{number:06d}",
            kind=kind,
            year=at.year,
            number=number,
            title=title,
            subject=subject,
        )
        blob = Blob.objects.create(
            sha256=sha256(f"{kind} {number}".encode()).hexdigest(),
            size=number,
            media_type="application/pdf",
        )
        Version.objects.create(
            document=document,
            number=1,
            blob=blob,
            file_name=f"{document.code}.pdf",
            made_at=at,
            by_role=actor.public_name,
            data=data,
        )
        return document
