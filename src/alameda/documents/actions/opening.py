"""Who may read a document: opening it and closing it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.documents import policies
from alameda.documents.actions.keeping import check_visibility
from alameda.documents.events import DocumentVisibilityChanged
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.record.actions import publish


@transaction.atomic
def set_visibility(document: Document, *, visibility: str, actor: Actor) -> Document:
    """Change who may read a document, and publish the fact; saying it again changes nothing.

    What becomes public shows its plain digests and their salts in the record, version by version.

    Raises:
        NotAllowedError: the actor may not open or close it.
        BadInputError: there is no such visibility.
    """
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not policies.may_set_visibility(actor, row):
        raise NotAllowedError(_("You may not change who reads this document."))
    before, row.visibility = row.visibility, check_visibility(visibility)
    if before == row.visibility:
        return row
    row.save(update_fields=["visibility"])
    is_public = row.visibility == Document.Visibility.PUBLIC
    versions = row.versions.select_related("blob").order_by("number") if is_public else ()
    revealed: list[dict[str, Any]] = [
        {"version": version.number, "sha256": version.blob.sha256, "salt": version.salt}
        for version in versions
    ]
    publish(
        DocumentVisibilityChanged(
            subject=row.code,
            from_visibility=before,
            to_visibility=row.visibility,
            sha256=revealed[-1]["sha256"] if revealed else "",
            revealed=revealed,
        ),
        actor=actor,
    )
    return row
