"""Files that somebody uploads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.documents import policies
from alameda.documents.actions.keeping import (
    REASON_LETTERS,
    TITLE_LETTERS,
    about,
    check_visibility,
    check_words,
    code_of,
    fingerprints,
    keep,
    locked,
    new_salt,
    next_number,
)
from alameda.documents.events import DocumentReplaced, DocumentUploaded
from alameda.documents.models import Document, Version
from alameda.documents.rules.names import clean_name, ending_of
from alameda.documents.rules.office import Holds, holds
from alameda.documents.rules.pdfs import Found, look_through
from alameda.documents.rules.sniffing import OFFICE, PDF, Kind, sniff
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.thread.models import Subject

MEGABYTE = 1024 * 1024
_WHY_NOT: dict[Found, Callable[[], str]] = {
    Found.ACTIVE: lambda: _(
        "This PDF holds a script, a command or another file inside. Print it to a new PDF,"
        " and send that one."
    ),
    Found.OUTWARD: lambda: _(
        "This PDF sends what is typed in it, or opens something that is elsewhere. Print it to a"
        " new PDF, and send that one."
    ),
    Found.MEDIA: lambda: _(
        "This PDF plays video, sound or a model in three dimensions. Print it to a new PDF, and"
        " send that one."
    ),
    Found.XFA: lambda: _(
        "This PDF is a form that works like a program (XFA). Print it to a new PDF, and send that"
        " one."
    ),
    Found.LOCKED: lambda: _(
        "This PDF asks for a password. Save it without one, and send that one."
    ),
    Found.UNREADABLE: lambda: _(
        "This PDF is damaged, or too complicated to look through. Print it to a new PDF,"
        " and send that one."
    ),
}
_WHY_NO_OFFICE: dict[Holds, Callable[[], str]] = {
    Holds.PROGRAM: lambda: _(
        "This file holds a macro, a control or an object of another program. Save it without them,"
        " or as PDF, and send that one."
    ),
    Holds.OUTSIDE: lambda: _(
        "This file takes a template, data or a page from elsewhere. Save it without those links, or"
        " as PDF, and send that one."
    ),
    Holds.UNREADABLE: lambda: _(
        "This file is damaged, or too large to look through. Save it as PDF, and send that one."
    ),
}


class Readable(Protocol):
    """A file open for reading, as Django's uploaded files are."""

    def read(self, size: int = ..., /) -> bytes:
        """So many bytes, from where it stands."""


@transaction.atomic
def upload_document(  # noqa: PLR0913  # a document is all of these, each named by the caller
    *,
    kind: str = "file",
    file: Readable,
    name: str,
    title: str,
    subject: Subject | None = None,
    visibility: str = Document.Visibility.INTERNAL,
    actor: Actor,
) -> Document:
    """Keep an uploaded file as a document, number it and publish the fact.

    Args:
        kind: such as ``file``, ``report``; at most 24 letters.
        file: what was sent; read at most to the limit of ``DOCUMENT_BYTES_MAX``.
        name: as the sender called it; cleaned, and given the ending of what it really is.
        title: what people read in lists.
        subject: what it belongs to.
        visibility: ``public``, ``internal`` or ``reserved``.
        actor: who uploads it; needs to work here.

    Raises:
        NotAllowedError: the actor does not work here.
        BadInputError: empty, too large, a type that is not accepted, a PDF that acts or that
            nobody can look through, or no title.
        NotKeptError: the storage did not take the file.
    """
    if not policies.may_make(actor):
        raise NotAllowedError(_("Only who works here uploads documents."))
    body, found = _read(file, name)
    now = timezone.now()
    year = timezone.localtime(now).year
    title = check_words(title, field="title", most=TITLE_LETTERS)
    visibility = check_visibility(visibility)
    number = next_number(year)
    document = Document.objects.create(
        code=code_of(year, number),
        kind=kind,
        year=year,
        number=number,
        title=title,
        visibility=visibility,
        public_at=now if visibility == Document.Visibility.PUBLIC else None,
        subject=subject,
        is_demo=settings.IS_DEMO,
    )
    version = Version.objects.create(
        document=document,
        number=1,
        blob=keep(body, media_type=found.media_type),
        file_name=clean_name(name, endings=found.endings),
        made_at=now,
        by_role=actor.public_name[:120],
        salt=new_salt(),
    )
    publish(
        DocumentUploaded(
            subject=document.code,
            **_said(document, version),
            row_digest=row_digest("documents.document", document.pk),
        ),
        actor=actor,
    )
    return document


@transaction.atomic
def replace_document(
    document: Document, *, file: Readable, name: str, reason: str, actor: Actor
) -> Document:
    """Give an uploaded document a new version; the earlier ones stay and keep their addresses.

    Raises:
        NotAllowedError: the actor may not give it a new version.
        RuleBrokenError: it was made from a template, or the bytes are those it has already.
        BadInputError: empty, too large, a type that is not accepted, or no reason.
        NotKeptError: the storage did not take the file.
    """
    row, last = locked(document, actor=actor)
    if last.template:
        raise RuleBrokenError(_("This document is made from a template: make it again instead."))
    reason = check_words(reason, field="reason", most=REASON_LETTERS)
    body, found = _read(file, name)
    blob = keep(body, media_type=found.media_type)
    if blob.pk == last.blob_id:
        raise RuleBrokenError(_("This is the same file, byte for byte."), field="file")
    version = Version.objects.create(
        document=row,
        number=last.number + 1,
        blob=blob,
        file_name=clean_name(name, endings=found.endings),
        made_at=timezone.now(),
        by_role=actor.public_name[:120],
        salt=new_salt(),
        reason=reason,
    )
    publish(DocumentReplaced(subject=row.code, **_said(row, version)), actor=actor)
    return row


def _read(file: Readable, name: str) -> tuple[bytes, Kind]:
    """The bytes, where they are few enough and of a type that is accepted."""
    most = settings.DOCUMENT_BYTES_MAX
    body = file.read(most + 1)
    if not body:
        raise BadInputError(_("The file is empty."), field="file")
    if len(body) > most:
        sentence = _("The file is too large: at most %(most)d MB.") % {"most": most // MEGABYTE}
        raise BadInputError(sentence, field="file")
    found = sniff(body, ending=ending_of(name))
    if found is None:
        raise BadInputError(
            _(
                "This type of file is not accepted. Send PDF, PNG, JPEG, plain text or CSV, or a"
                " document or sheet of Word, Excel or LibreOffice without macros."
            ),
            field="file",
        )
    if found is PDF:
        _check_pdf(body)
    elif found in OFFICE:
        _check_office(body)
    return body, found


def _check_office(body: bytes) -> None:
    """Refuse a document or sheet that does something, or takes something from elsewhere.

    Raises:
        BadInputError: says which, and what to do.
    """
    found = holds(body)
    if found is not Holds.QUIET:
        raise BadInputError(_WHY_NO_OFFICE[found](), field="file")


def _check_pdf(body: bytes) -> None:
    """Refuse a PDF that does something, or that cannot be looked through.

    Raises:
        BadInputError: says which, and what to do.
    """
    found = look_through(body)
    if found is not Found.QUIET:
        raise BadInputError(_WHY_NOT[found](), field="file")


def _said(document: Document, version: Version) -> dict[str, Any]:
    """What the record may know of it."""
    is_open = document.visibility != Document.Visibility.RESERVED
    return {
        "about": about(document),
        "visibility": document.visibility,
        "version": version.number,
        **fingerprints(document, version),
        "size": version.blob.size if is_open else None,
        "media_type": version.blob.media_type if is_open else "",
    }
