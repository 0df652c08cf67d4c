"""Keeping bytes by what they contain, and numbering documents."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextvars import ContextVar
from http import HTTPStatus
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from alameda.documents import policies
from alameda.documents.models import Blob, Document, Version
from alameda.documents.rules.digests import salted
from alameda.foundation.actor import Actor
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError
from alameda.foundation.texts import is_keepable, seen, tidy

TITLE_LETTERS = 400
REASON_LETTERS = 240
NUMBERING = 7_310_232  # the first half of the lock on a year's numbers
KEEPING = 7_310_233  # likewise, on the bytes that begin with the other half
FOLDER_MODE, STRANGERS = 0o750, 0o007
# What was written since somebody began to watch, by its digest.
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)
logger = logging.getLogger(__name__)


class NotKeptError(AlamedaError):
    """The storage did not take the bytes: nothing was written."""

    code = "not-kept"
    status = HTTPStatus.INSUFFICIENT_STORAGE


def keep(body: bytes, *, media_type: str) -> Blob:
    """Keep bytes once; in the caller's transaction, the file before the row.

    Where the transaction fails after all, the file stays behind without a row until somebody
    forgets it: ``without_leftovers`` at once, ``sweep`` in the night. Those bytes are locked until
    the transaction ends, so that nobody forgets what another one keeps.

    Raises:
        NotKeptError: the storage did not take them, as when the disk is full.
    """
    sha256 = hashlib.sha256(body).hexdigest()
    blob = Blob(sha256=sha256, size=len(body), media_type=media_type)
    lock_bytes(sha256)
    try:
        if not _is_there(blob):
            _write(blob.path, body)
            _note_written(sha256)
    except OSError as error:
        logger.exception("The storage did not take a document of %d bytes", len(body))
        sentence = _("The file could not be kept: there is no room for it, or the disk failed.")
        raise NotKeptError(sentence) from error
    kept, _is_new = Blob.objects.get_or_create(
        sha256=sha256, defaults={"size": blob.size, "media_type": media_type}
    )
    return kept


def _note_written(sha256: str) -> None:
    written = _written.get()
    if written is not None:
        written.append(sha256)


def lock_bytes(sha256: str) -> None:
    """Let nobody else keep or forget these bytes until the transaction ends."""
    with connection.cursor() as cursor:
        half = int.from_bytes(bytes.fromhex(sha256[:8]), signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [KEEPING, half])


@contextlib.contextmanager
def without_leftovers() -> Iterator[None]:
    """Forget the bytes that were kept inside, where what is done there fails and is undone.

    To be entered outside of the transaction.
    """
    written: list[str] = []
    token = _written.set(written)
    try:
        yield
    except BaseException:
        for sha256 in written:
            forget(sha256)
        raise
    finally:
        _written.reset(token)


@transaction.atomic
def forget(sha256: str) -> bool:
    """Remove bytes that no document has; whether they were removed."""
    lock_bytes(sha256)
    if Blob.objects.filter(sha256=sha256).exists():
        return False
    default_storage.delete(Blob(sha256=sha256).path)
    return True


def _is_there(blob: Blob) -> bool:
    """Whether the storage holds those bytes whole; what is spoilt is written again."""
    if not default_storage.exists(blob.path):
        return False
    with default_storage.open(blob.path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == blob.sha256


def _write(path: str, body: bytes) -> None:
    """Write whole or not at all: to another name, to the disk, then under its own."""
    try:
        place = Path(default_storage.path(path))
    except NotImplementedError:  # a storage elsewhere, which is whole or not at all by itself
        default_storage.save(path, ContentFile(body))
        return
    _make_folders(place.parent)
    handle, name = tempfile.mkstemp(prefix=".part-", dir=place.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o640)
        part.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _make_folders(folder: Path) -> None:
    """Make what is absent of the way there: the names are digests, which strangers may not see."""
    root = Path(default_storage.path(""))
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=FOLDER_MODE, exist_ok=True)
    if root.stat().st_mode & STRANGERS:
        root.chmod(FOLDER_MODE)


def next_number(year: int) -> int:
    """The next number of a year, without gaps: held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING, year])
    last = Document.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def code_of(year: int, number: int) -> str:
    """The code of a document, as ``D-2026-000123``."""
    return f"D-{year}-{number:06d}"


def locked(document: Document, *, actor: Actor) -> tuple[Document, Version]:
    """The document and its newest version, locked, for who may give it another.

    Raises:
        NotAllowedError: the actor may not.
    """
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not policies.may_change(actor, row):
        raise NotAllowedError(_("Only who works here and may read a document replaces it."))
    return row, row.versions.select_related("blob").latest("number")


def check_words(title: str, *, field: str, most: int) -> str:
    """A title or a reason, without what surrounds it.

    Raises:
        BadInputError: it is empty, too long, or holds what no text holds.
    """
    words = tidy(seen(title))
    if not words or not is_keepable(words):
        raise BadInputError(_("Write it here."), field=field)
    if len(words) > most:
        sentence = _("This is too long: at most %(most)s characters.") % {"most": most}
        raise BadInputError(sentence, field=field)
    return words


def check_visibility(visibility: str) -> str:
    """A visibility that there is.

    Raises:
        BadInputError: there is no such visibility.
    """
    if visibility not in Document.Visibility.values:
        sentence = _("There is no visibility “%(name)s”.") % {"name": visibility[:40]}
        raise BadInputError(sentence, field="visibility")
    return visibility


def about(document: Document) -> str:
    """The code of its subject, as the record may know it."""
    if document.visibility == Document.Visibility.RESERVED or document.subject is None:
        return ""
    return document.subject.code


def new_salt() -> str:
    """A salt for a version: nobody guesses it."""
    return secrets.token_hex(32)


def fingerprints(document: Document, version: Version) -> dict[str, str]:
    """What the record may know of the bytes: plainly where everybody may read them, else salted."""
    sha256 = version.blob.sha256
    if document.visibility == Document.Visibility.PUBLIC:
        return {"sha256": sha256, "content_digest": ""}
    return {"sha256": "", "content_digest": salted(sha256, salt=version.salt)}
