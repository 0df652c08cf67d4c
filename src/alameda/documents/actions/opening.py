"""Who may read a document: opening it and closing it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
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

    Opened, it is public from now on, also where it was public before and was closed meanwhile.

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
    row.public_at = timezone.now() if visibility == Document.Visibility.PUBLIC else None
    row.save(update_fields=["visibility", "public_at"])
    newest = row.versions.select_related("blob").latest("number")
    publish(
        DocumentVisibilityChanged(
            subject=row.code,
            from_visibility=before,
            to_visibility=row.visibility,
            sha256=newest.blob.sha256,
        ),
        actor=actor,
    )
    return row
