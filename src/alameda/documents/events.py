"""The facts that documents publish; ``subject`` is the document's own code.

Of a reserved document the record knows its code, a salted digest and its visibility: neither what
it is about nor its title, its name or its size. A plain digest enters only of what everybody may
read: that of a form with a name in it could be guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class DocumentMade(Fact):
    """A document was made from a template.

    Attributes:
        about: code of the subject it belongs to; empty where none, or where it is reserved.
        visibility: ``public``, ``internal`` or ``reserved``.
        version: from 1 on.
        sha256: digest of its bytes; empty while it is not public.
        content_digest: SHA-256 of ``SALT:SHA256`` while it is not public; empty where it is. The
            salt stays in the module until the document is public.
        size: in bytes; nothing where it is reserved.
        template: key of the template; empty where it is reserved.
        template_version: version of the template; nothing where it is reserved.
        engine: program and version that made it.
    """

    words = _("A document was made")

    about: str
    visibility: str
    version: int
    sha256: str
    content_digest: str
    size: int | None
    template: str
    template_version: int | None
    engine: str


@dataclass(frozen=True, kw_only=True)
class DocumentRemade(Fact):
    """A document was made again with other data, as a new version.

    Attributes:
        about: code of the subject it belongs to; empty where none, or where it is reserved.
        visibility: ``public``, ``internal`` or ``reserved``.
        version: from 2 on.
        sha256: digest of its bytes; empty while it is not public.
        content_digest: SHA-256 of ``SALT:SHA256`` while it is not public; empty where it is. The
            salt stays in the module until the document is public.
        size: in bytes; nothing where it is reserved.
        template: key of the template; empty where it is reserved.
        template_version: version of the template; nothing where it is reserved.
        engine: program and version that made it.
    """

    words = _("A document was made again, as a new version")

    about: str
    visibility: str
    version: int
    sha256: str
    content_digest: str
    size: int | None
    template: str
    template_version: int | None
    engine: str


@dataclass(frozen=True, kw_only=True)
class DocumentUploaded(Fact):
    """A file was uploaded as a document.

    Attributes:
        about: code of the subject it belongs to; empty where none, or where it is reserved.
        visibility: ``public``, ``internal`` or ``reserved``.
        version: always 1.
        sha256: digest of its bytes; empty while it is not public.
        content_digest: SHA-256 of ``SALT:SHA256`` while it is not public; empty where it is. The
            salt stays in the module until the document is public.
        size: in bytes; nothing where it is reserved.
        media_type: as sniffed; empty where it is reserved.
    """

    words = _("A file was uploaded")

    about: str
    visibility: str
    version: int
    sha256: str
    content_digest: str
    size: int | None
    media_type: str


@dataclass(frozen=True, kw_only=True)
class DocumentReplaced(Fact):
    """An uploaded document got a new version; the earlier ones stay.

    Attributes:
        about: code of the subject it belongs to; empty where none, or where it is reserved.
        visibility: ``public``, ``internal`` or ``reserved``.
        version: from 2 on.
        sha256: digest of its bytes; empty while it is not public.
        content_digest: SHA-256 of ``SALT:SHA256`` while it is not public; empty where it is. The
            salt stays in the module until the document is public.
        size: in bytes; nothing where it is reserved.
        media_type: as sniffed; empty where it is reserved.
    """

    words = _("A document got a new version")

    about: str
    visibility: str
    version: int
    sha256: str
    content_digest: str
    size: int | None
    media_type: str


@dataclass(frozen=True, kw_only=True)
class DocumentVisibilityChanged(Fact):
    """Who may read a document changed.

    Attributes:
        from_visibility: ``public``, ``internal`` or ``reserved``.
        to_visibility: ``public``, ``internal`` or ``reserved``.
        sha256: digest of the bytes of its newest version, where it is public now; else empty.
        revealed: of each version, where it is public now: ``version``, ``sha256`` and the ``salt``
            with which anybody checks the digest that the record held before.
    """

    words = _("It changed who may read a document")

    from_visibility: str
    to_visibility: str
    sha256: str
    revealed: list[dict[str, Any]]
