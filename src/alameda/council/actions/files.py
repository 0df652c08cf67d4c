"""The file of an item, and what the agenda opens of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import touch, touch_item
from alameda.council.actions.locks import locked_item, subject_of
from alameda.council.events.items import ItemFileAttached
from alameda.council.models import AgendaItem, ItemFile
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.documents.actions import set_visibility, upload_document
from alameda.documents.models import Document
from alameda.foundation.actor import SYSTEM, Actor
from alameda.foundation.errors import RuleBrokenError, StaleError
from alameda.foundation.written import tidy
from alameda.record.actions import publish

LABEL_LETTERS = 240
PROPOSAL = "proposal"  # kind of the document by which business is put before the Council


class SentFile(Protocol):
    """A file as it was sent: what it is called, and its bytes."""

    name: str | None

    def read(self, size: int = ..., /) -> bytes:
        """So many bytes, from where it stands."""


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
    touch_item(row)
    if row.session is not None:
        touch(row.session)
    return file


@transaction.atomic
def attach_proposal(item: AgendaItem, *, file: SentFile, label: str, actor: Actor) -> ItemFile:
    """Keep the file by which business is proposed, and put it in the file of its item.

    Who works here reads it at once; everybody does from the day on which an agenda that holds the
    item is published.

    Args:
        item: it waits for a session.
        file: as it was sent.
        label: as the public will read it.
        actor: who put the item before the Council.

    Raises:
        NotAllowedError: the actor neither runs the body nor may put business before it.
        BadInputError: no label, or a file that is empty, too large or of no accepted type.
        RuleBrokenError: the item is over.
        NotKeptError: the storage did not take the file.
    """
    document = upload_document(
        kind=PROPOSAL,
        file=file,
        name=file.name or "",
        title=label,
        subject=item.matter,
        visibility=Document.Visibility.INTERNAL,
        actor=actor,
    )
    return attach_file(item, document=document, label=label, actor=actor)


def open_proposals(items: Sequence[AgendaItem]) -> None:
    """Let everybody read the proposals of items whose agenda is published.

    The publication opens them, whoever publishes: the record names the system. A proposal that
    was reserved meanwhile stays reserved.
    """
    held = Document.objects.filter(
        kind=PROPOSAL,
        visibility=Document.Visibility.INTERNAL,
        pk__in=ItemFile.objects.filter(item__in=items).values("document"),
    )
    for document in held.order_by("pk"):
        set_visibility(document, visibility=Document.Visibility.PUBLIC, actor=SYSTEM)
