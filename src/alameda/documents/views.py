"""The page of a document, and its bytes."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from alameda.documents import selectors
from alameda.documents.models import Document, Version
from alameda.documents.rules.sniffing import INLINE, encoding_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.bodies import FILE_BYTES, FORM_BYTES, takes_files
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.thread.selectors import subjects_visible_to
from alameda.ui.parts import Cell, Column, Fact

KINDS = {
    "certificate": gettext_lazy("Certificate"),
    "minutes": gettext_lazy("Minutes"),
    "summons": gettext_lazy("Summons"),
    "silence_record": gettext_lazy("Record of silence"),
    "file": gettext_lazy("File"),
    "report": gettext_lazy("Report"),
}
FORMATS = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "text/plain": gettext_lazy("text"),
    "text/csv": "CSV",
}
# A browser shows the bytes alone: nothing in them may run, load or reach this site.
BYTES_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
PUBLIC_CACHE = "public, max-age=300"
PRIVATE_CACHE = "private, no-store"
KILO = 1024


@require_safe
@public
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """What a document is, its versions, and how anybody checks it."""
    document = selectors.get_document(code, actor=request.actor)
    versions = selectors.versions_of(document)
    newest = versions[0]
    entry = selectors.record_entry_of(newest)
    context = {
        "document": document,
        "kind": _kind(document),
        "newest": newest,
        "size": size_words(newest.blob.size),
        "format": _format(newest),
        "is_public": document.visibility == Document.Visibility.PUBLIC,
        "is_inline": newest.blob.media_type in INLINE,
        "url": _url(newest),
        "facts": _facts(document, newest, request),
        "columns": _columns(),
        "rows": [_row(version) for version in versions],
        "has_more": len(versions) > 1,
        "is_made": bool(newest.template),
        "is_signed": selectors.is_signed(newest),
        "checked": selectors.checked(newest, entry) if newest.template else None,
        "entry": entry,
        "entry_url": reverse("record:entry", args=[entry.index])
        if entry and entry.index is not None
        else "",
    }
    answer = render(request, "documents/detail.html", context)
    if document.visibility != Document.Visibility.PUBLIC:
        answer["Cache-Control"] = PRIVATE_CACHE
    return answer


@takes_files  # from everybody: who has a paper in hand need not be anybody here
@csrf_exempt  # changes nothing and keeps nothing: it says whether two files are the same
@require_POST
@public
def compare(request: ActorRequest, code: str) -> HttpResponse:
    """Say whether a copy that somebody has is this document; the copy is read and forgotten."""
    document = selectors.get_document(code, actor=request.actor)
    most = min(FILE_BYTES, settings.DOCUMENT_BYTES_MAX)
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if not 0 < length <= most + FORM_BYTES:  # before a byte of it is read
        said = {"most": size_words(most)}
        raise BadInputError(_("Choose a file of at most %(most)s.") % said, field="file")
    file = request.FILES.get("file")
    if file is None:
        raise BadInputError(_("Choose the file that you want to compare."), field="file")
    if not file.size:
        raise BadInputError(_("That file is empty: choose your copy again."), field="file")
    summed = hashlib.sha256()
    for part in file.chunks():
        summed.update(part)
    sha256 = summed.hexdigest()
    found = selectors.version_of_bytes(document, sha256)
    newest = selectors.versions_of(document)[0]
    context = {
        "document": document,
        "sha256": sha256,
        "found": found,
        "is_newest": found is not None and found.number == newest.number,
        "newest": newest,
    }
    answer = render(request, "documents/compared.html", context)
    answer["Cache-Control"] = PRIVATE_CACHE
    return answer


@require_safe
@public
def content(request: ActorRequest, code: str, number: int, name: str) -> HttpResponse:
    """The bytes of one version, under the name that is theirs."""
    version = selectors.get_version(code, number, actor=request.actor)
    if name != version.file_name:
        raise NotFoundError(_("There is no document %(code)s.") % {"code": code[:40]})
    etag = f'"{version.blob.sha256}"'
    known = request.headers.get("If-None-Match", "").replace("W/", "").split(",")
    if etag in {word.strip() for word in known}:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = _bytes(version)
    is_public = version.document.visibility == Document.Visibility.PUBLIC
    answer["ETag"] = etag
    answer["Cache-Control"] = PUBLIC_CACHE if is_public else PRIVATE_CACHE
    return answer


@require_safe
@public
def short_address(request: ActorRequest, code: str) -> HttpResponse:
    """Lead from a document's code to its page."""
    return redirect("documents:detail", code=selectors.get_document(code, actor=request.actor).code)


def _bytes(version: Version) -> HttpResponse:
    body = selectors.bytes_of(version)
    kind = version.blob.media_type
    if kind.startswith("text/"):
        kind = f"{kind}; charset={encoding_of(body)}"
    answer = HttpResponse(body, content_type=kind)
    shown = "inline" if version.blob.media_type in INLINE else "attachment"
    answer["Content-Disposition"] = f'{shown}; filename="{version.file_name}"'
    answer["Content-Security-Policy"] = BYTES_POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Last-Modified"] = version.made_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return answer


def size_words(size: int) -> str:
    """A size, for reading."""
    if size < KILO * KILO:
        return _("%(size)s KB") % {"size": words.number(max(1, round(size / KILO)))}
    return _("%(size)s MB") % {"size": words.number(size / KILO / KILO, 1)}


def _kind(document: Document) -> str:
    return str(KINDS.get(document.kind) or _("Document"))


def _format(version: Version) -> str:
    ending = version.file_name.rpartition(".")[2].upper()
    return str(FORMATS.get(version.blob.media_type) or ending)


def _url(version: Version) -> str:
    return reverse(
        "documents:content", args=[version.document.code, version.number, version.file_name]
    )


def _facts(document: Document, newest: Version, request: ActorRequest) -> list[Fact]:
    found = [
        Fact(label=_("Code"), value=document.code),
        Fact(label=_("Kind"), value=_kind(document)),
        Fact(label=_("Who may read it"), value=str(document.get_visibility_display())),
        Fact(label=_("Made on"), value=words.moment(newest.made_at)),
        Fact(label=_("Version"), value=words.number(newest.number), note=newest.reason),
    ]
    subject = document.subject
    if subject and subjects_visible_to(request.actor).filter(pk=subject.pk).exists():
        about = Fact(label=_("Belongs to"), value=subject.title, url=subject.address)
        found.insert(2, about)
    if newest.template:
        said = {"template": newest.template, "version": newest.template_version}
        note = _("%(template)s, version %(version)s") % said
        found.append(Fact(label=_("Made from the template"), value=note, note=newest.engine))
    return found


def _columns() -> list[Column]:
    return [
        Column(label=_("Version"), is_heading=True),
        Column(label=_("Made on")),
        Column(label=_("File")),
        Column(label=_("Why")),
        Column(label=_("SHA-256")),
    ]


def _row(version: Version) -> list[str | int | Cell]:
    said = f"{_format(version)}, {size_words(version.blob.size)}"
    return [
        words.number(version.number),
        words.moment(version.made_at),
        Cell(text=said, url=_url(version)),
        version.reason or _("First version") if version.number == 1 else version.reason,
        f"{version.blob.sha256[:16]}…",
    ]
