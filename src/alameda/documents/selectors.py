"""Reading documents: which ones an actor sees, their bytes, and making them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.documents import policies
from alameda.documents.models import Blob, Document, Version
from alameda.documents.rules.papers import find_paper
from alameda.documents.rules.signatures import is_signed as has_signature
from alameda.documents.rules.sniffing import PDF
from alameda.documents.rules.typesetting import ENGINE, typeset
from alameda.foundation.actor import Actor
from alameda.foundation.errors import AlamedaError, NotFoundError, RuleBrokenError
from alameda.foundation.texts import askable
from alameda.record.rules.holding import RowFinding
from alameda.record.selectors import PlacedEntry, entries_about

CONFIG = "alameda_es"


class BytesLostError(AlamedaError):
    """The storage no longer holds the bytes that were kept."""

    code = "bytes-lost"
    status = HTTPStatus.GONE


def documents_visible_to(actor: Actor) -> QuerySet[Document]:
    """Documents the actor may read, newest first."""
    shown = [Document.Visibility.PUBLIC]
    if policies.is_staff(actor):
        shown.append(Document.Visibility.INTERNAL)
    if policies.may_read_reserved(actor):
        shown.append(Document.Visibility.RESERVED)
    return Document.objects.filter(visibility__in=shown)


def documents_having(words: str, *, actor: Actor) -> QuerySet[Document]:
    """Documents that the actor may read whose title has the words, by their Spanish stems.

    What has a number in it may be a code, or its beginning, as well.
    """
    query = SearchQuery(askable(words), config=CONFIG, search_type="websearch")
    found = documents_visible_to(actor).annotate(text=SearchVector("title", config=CONFIG))
    where = Q(text=query)
    if any(sign.isdigit() for sign in words):
        where |= Q(code__startswith=words.upper())
    return found.filter(where)


def get_document(code: str, *, actor: Actor) -> Document:
    """One document by its code; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such document, or none that this actor may read.
    """
    found = None
    if "\x00" not in code:
        visible = documents_visible_to(actor).select_related("subject")
        found = visible.filter(code=code).first()
    if found is None:
        sentence = _("There is no document %(code)s.") % {"code": code[:40]}
        raise NotFoundError(sentence)
    return found


def get_version(code: str, number: int, *, actor: Actor) -> Version:
    """One version of a document; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such version, or none that this actor may read.
    """
    document = get_document(code, actor=actor)
    found = document.versions.select_related("blob", "document").filter(number=number).first()
    if found is None:
        sentence = _("%(code)s has no version %(number)d.") % {"code": code, "number": number}
        raise NotFoundError(sentence)
    return found


def versions_of(document: Document) -> list[Version]:
    """Its versions, newest first."""
    return list(document.versions.select_related("blob", "document").order_by("-number"))


def bytes_of(version: Version) -> bytes:
    """The bytes as they were kept, their digest computed again.

    Raises:
        BytesLostError: the storage lost or spoilt them.
    """
    try:
        with default_storage.open(version.blob.path) as file:
            body: bytes = file.read()
    except OSError as error:
        raise BytesLostError(_("The file of this document is not where it was kept.")) from error
    if hashlib.sha256(body).hexdigest() != version.blob.sha256:
        raise BytesLostError(_("The file of this document is not what was kept."))
    return body


def is_signed(version: Version) -> bool:
    """Whether the file of a version carries an electronic signature; what is made here has none."""
    if version.template or version.blob.media_type != PDF.media_type:
        return False
    try:
        return _is_signed(version.blob.sha256, version)
    except BytesLostError:
        return False


_SIGNED: dict[str, bool] = {}
SIGNED_KEPT = 2_000  # digests, each with a yes or a no


def _is_signed(sha256: str, version: Version) -> bool:
    """By digest: the same bytes carry the same signature for ever."""
    if sha256 not in _SIGNED:
        if len(_SIGNED) >= SIGNED_KEPT:
            _SIGNED.clear()
        _SIGNED[sha256] = has_signature(bytes_of(version))
    return _SIGNED[sha256]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was checked of the file of a version, at this moment.

    Attributes:
        is_whole: the bytes that are served here have the digest that is shown.
        is_recorded: that digest is the one of its entry in the record; where the entry does not
            hold it plainly, it is nothing that is said.
    """

    is_whole: bool
    is_recorded: bool


def checked(version: Version, entry: PlacedEntry | None) -> Checked:
    """Compute the digest of what is served again, and hold it against the record."""
    try:
        bytes_of(version)
    except BytesLostError:
        return Checked(is_whole=False, is_recorded=False)
    told = _told(entry, version.number) if entry is not None else ""
    return Checked(is_whole=True, is_recorded=told == version.blob.sha256)


def _told(entry: PlacedEntry, number: int) -> str:
    """The digest of a version that an entry holds plainly; empty where it holds none."""
    revealed = {shown["version"]: shown["sha256"] for shown in entry.payload.get("revealed", ())}
    return str(revealed.get(number) or entry.payload.get("sha256") or "")


def version_of_bytes(document: Document, sha256: str) -> Version | None:
    """Which version of a document has that digest; nothing where none has."""
    return document.versions.select_related("blob").filter(blob__sha256=sha256).first()


def remade(version: Version) -> bytes:
    """The bytes of a version, made again from its template and its data.

    Raises:
        RuleBrokenError: it was uploaded, or made by another version of the program.
    """
    paper = find_paper(version.template, version.template_version)
    if paper is None or version.data is None:
        raise RuleBrokenError(_("This document was uploaded: nothing makes it again."))
    if version.engine != ENGINE:
        said = {"then": version.engine, "now": ENGINE}
        raise RuleBrokenError(_("It was made with %(then)s; here is %(now)s.") % said)
    return typeset(paper, version.data, at=version.made_at)


def record_entry_of(version: Version) -> PlacedEntry | None:
    """The entry of the public record that holds the digest of a version, plain if there is one."""
    salted = None
    for entry in entries_about(version.document.code):
        told = entry.payload
        if version.number in {shown["version"] for shown in told.get("revealed", ())}:
            return entry
        if told.get("version") == version.number:
            if told.get("sha256"):
                return entry
            salted = entry
    return salted


def look_at_bytes() -> Iterator[RowFinding]:
    """The bytes of every version on the disk against their digest, one file at a time."""
    held = Blob.objects.filter(pk__in=Version.objects.values("blob")).order_by("pk")
    for blob in held.iterator():
        try:
            with default_storage.open(blob.path) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            yield RowFinding("bytes-missing", "documents.blob", blob.sha256)
            continue
        if found != blob.sha256:
            yield RowFinding("bytes-differ", "documents.blob", blob.sha256, found=found)
