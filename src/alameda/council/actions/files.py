"""The file of an item."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import touch
from alameda.council.actions.locks import locked_item, subject_of
from alameda.council.actions.texts import tidy
from alameda.council.events import ItemFileAttached
from alameda.council.models import AgendaItem, ItemFile
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError, StaleError
from alameda.record.actions import publish

LABEL_LETTERS = 240


@transaction.atomic
def attach_file(item: AgendaItem, *, document: Document, label: str, actor: Actor) -> ItemFile:
    """Put a document in the file of an item; from then on a public one can be read by everybody.

    One that is opened or closed later takes the file along: the document itself says so.

    Raises:
        NotAllowedError: the actor neither runs the session nor put the item before the Council.
        BadInputError: no label.
        StaleError: the document is in the file already, as it is.
        RuleBrokenError: the item is over.
    """
    row = locked_item(item, actor=actor, may_propose=True)
    label = tidy(label, field="label", most=LABEL_LETTERS)
    if row.state not in (*ALIVE_ITEMS, "voted", "agreement_issued", "dealt_with"):
        raise RuleBrokenError(_("That item is over: its file stays as it is."), field="item")
    paper = Document.objects.get(pk=document.pk)
    is_public = paper.visibility == Document.Visibility.PUBLIC
    held = row.files.filter(document=paper).first()
    if held is not None and (held.public_at is not None or not is_public):
        raise StaleError(_("That document is in the file already."), field="document")
    file = held or ItemFile(item=row, document=paper)
    file.label, file.public_at = label, timezone.now() if is_public else None
    file.save()
    publish(
        ItemFileAttached(
            subject=subject_of(row), item=row.code, document=paper.code, is_public=is_public
        ),
        actor=actor,
    )
    if row.session is not None:
        touch(row.session)
    return file
