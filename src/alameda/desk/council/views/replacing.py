"""A new version of an uploaded file, with its reason; the earlier one keeps its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from alameda.acting.views import Outcome, Slot, Slots
from alameda.documents.actions import replace_document
from alameda.documents.models import Document, Version
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError


def replacing(documents: Iterable[Document], slots: Slots) -> list[tuple[Document, Slot | None]]:
    """Documents, each with the form that replaces it; none where a template made it."""
    rows = list(documents)
    made = set(
        Version.objects.filter(document__in=rows)
        .exclude(template="")
        .values_list("document_id", flat=True)
    )
    title = _("Replace it by a new version")
    return [
        (
            row,
            None
            if row.pk in made
            else slots.make(
                "replace", _("Replace it"), target=row.code, title=title, is_quiet=True
            ),
        )
        for row in rows
    ]


def replaced(documents: Iterable[Document], data: dict[str, Any], *, actor: Actor) -> Outcome:
    """Replace the document that the form names, where it is one of these.

    Raises:
        NotFoundError: it is not.
    """
    row = next((each for each in documents if each.code == data["target"]), None)
    if row is None:
        raise NotFoundError(_("That file is not here any more."))
    file = data["file"]
    replace_document(row, file=file, name=file.name or "", reason=data["reason"], actor=actor)
    said = _("%(title)s has a new version; the earlier one stays where it is.")
    return Outcome(said=said % {"title": row.title}, anchor="archivos")
