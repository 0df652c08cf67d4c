"""Documents made from templates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
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
from alameda.documents.events import DocumentMade, DocumentRemade
from alameda.documents.models import Document, Version
from alameda.documents.rules.papers import Paper, find_paper
from alameda.documents.rules.qr import qr_svg
from alameda.documents.rules.sniffing import PDF
from alameda.documents.rules.typesetting import ENGINE, TypesettingError, typeset
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.thread.models import Subject

NAME_LETTERS = 80


@transaction.atomic
def make_document(  # noqa: PLR0913  # a document is all of these, each named by the caller
    *,
    kind: str,
    template: str,
    data: Mapping[str, object],
    title: str,
    subject: Subject | None = None,
    visibility: str = Document.Visibility.PUBLIC,
    at: datetime,
    actor: Actor,
    reason: str = "",
) -> Document:
    """Make a PDF from the newest version of a template, number it and publish the fact.

    Args:
        kind: such as ``certificate``, ``minutes``, ``summons``; at most 24 letters.
        template: key of a template in ``rules.papers``.
        data: what the template needs, plain JSON values; days and moments in ISO 8601, moments as
            the clock on the wall says. ``document_code`` and ``document_version`` are added, with
            the document's own address and its QR code, and ``check_url`` where it is missing. In a
            demonstration ``is_demo`` is true whatever it says.
        title: what people read in lists.
        subject: what it belongs to.
        visibility: ``public``, ``internal`` or ``reserved``.
        at: when it was made; its year numbers it.
        actor: who makes it; needs to work here.
        reason: why, where that is worth keeping.

    Raises:
        NotAllowedError: the actor does not work here.
        BadInputError: no such template, data missing or not plain, no title.
        NotKeptError: the storage did not take the file.
    """
    if not policies.may_make(actor):
        raise NotAllowedError(_("Only who works here makes documents."))
    paper = _paper(template)
    told = _plain(data, paper)
    at = at.astimezone(UTC).replace(microsecond=0)
    year = timezone.localtime(at).year
    number = next_number(year)
    visibility = check_visibility(visibility)
    document = Document(
        code=code_of(year, number),
        kind=kind,
        year=year,
        number=number,
        title=check_words(title, field="title", most=TITLE_LETTERS),
        visibility=visibility,
        public_at=timezone.now() if visibility == Document.Visibility.PUBLIC else None,
        subject=subject,
        is_demo=bool(told["is_demo"]),
    )
    body, told = _typeset(paper, told, document=document, version=1, at=at)
    document.save(force_insert=True)
    version = _write(document, 1, body=body, told=(paper, told, at), words=(actor, reason))
    publish(
        DocumentMade(
            subject=document.code,
            **_said(document, version),
            row_digest=row_digest("documents.document", document.pk),
        ),
        actor=actor,
    )
    return document


@transaction.atomic
def remake_document(
    document: Document, *, data: Mapping[str, object], at: datetime, actor: Actor, reason: str
) -> Document:
    """Make a document again with other data, from its template's newest version; the old one stays.

    Raises:
        NotAllowedError: the actor may not give it a new version.
        RuleBrokenError: it was uploaded, so there is nothing to make it from.
        BadInputError: data missing or not plain, no reason.
        NotKeptError: the storage did not take the file.
    """
    row, last = locked(document, actor=actor)
    if not last.template:
        raise RuleBrokenError(_("This document was uploaded: send a new file instead."))
    reason = check_words(reason, field="reason", most=REASON_LETTERS)
    paper = _paper(last.template)
    at = at.astimezone(UTC).replace(microsecond=0)
    number = last.number + 1
    body, told = _typeset(paper, _plain(data, paper), document=row, version=number, at=at)
    version = _write(row, number, body=body, told=(paper, told, at), words=(actor, reason))
    publish(DocumentRemade(subject=row.code, **_said(row, version)), actor=actor)
    return row


def _paper(template: str) -> Paper:
    paper = find_paper(template)
    if paper is None:
        sentence = _("There is no template “%(key)s”.") % {"key": template[:60]}
        raise BadInputError(sentence, field="template")
    return paper


def _plain(data: Mapping[str, object], paper: Paper) -> dict[str, Any]:
    """The data as the database will give them back."""
    try:
        told: dict[str, Any] = json.loads(json.dumps(dict(data), allow_nan=False))
        raw = json.dumps(told, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        raise BadInputError(_("A template takes plain values only."), field="data") from error
    if b"\\u0000" in raw:
        raise BadInputError(_("A template takes plain values only."), field="data")
    if missing := paper.missing(told):
        sentence = _("The template lacks: %(names)s.") % {"names": ", ".join(missing)}
        raise BadInputError(sentence, field="data")
    # Nothing that a demonstration makes can be taken for a real paper, whoever asks for it.
    return {**told, "is_demo": settings.IS_DEMO or bool(told["is_demo"])}


def _typeset(
    paper: Paper, told: dict[str, Any], *, document: Document, version: int, at: datetime
) -> tuple[bytes, dict[str, Any]]:
    address = settings.BASE_URL + document.get_absolute_url()
    told = {
        **told,
        "document_code": document.code,
        "document_version": version,
        "check_url": told.get("check_url") or address,
        "verify_url": address,
        "qr_svg": qr_svg(address),
    }
    try:
        return typeset(paper, told, at=at), told
    except TypesettingError as error:
        sentence = _("The template could not be filled: %(why)s") % {"why": str(error)[:300]}
        raise BadInputError(sentence, field="data") from error


def _write(
    document: Document,
    number: int,
    *,
    body: bytes,
    told: tuple[Paper, dict[str, Any], datetime],
    words: tuple[Actor, str],
) -> Version:
    paper, data, at = told
    actor, reason = words
    slug = slugify(document.title)[:NAME_LETTERS].strip("-")
    return Version.objects.create(
        document=document,
        number=number,
        blob=keep(body, media_type=PDF.media_type),
        file_name=f"{'-'.join(filter(None, (document.code, slug)))}.pdf",
        made_at=at,
        by_role=actor.public_name[:120],
        salt=new_salt(),
        template=paper.key,
        template_version=paper.version,
        engine=ENGINE,
        data=data,
        reason=reason[:REASON_LETTERS],
    )


def _said(document: Document, version: Version) -> dict[str, Any]:
    """What the record may know of it."""
    is_open = document.visibility != Document.Visibility.RESERVED
    return {
        "about": about(document),
        "visibility": document.visibility,
        "version": version.number,
        **fingerprints(document, version),
        "size": version.blob.size if is_open else None,
        "template": version.template if is_open else "",
        "template_version": version.template_version if is_open else None,
        "engine": version.engine,
    }
