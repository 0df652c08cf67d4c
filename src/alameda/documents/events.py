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
class _NewVersion:
    """What every fact of a new version says of it; no fact itself, so the record has no such verb.

    Attributes:
        about: code of the subject it belongs to; empty where none, or where it is reserved.
        visibility: ``public``, ``internal`` or ``reserved``.
        version: 1 where the document is new, from 2 on where it has earlier ones.
        sha256: digest of its bytes; empty while it is not public.
        content_digest: SHA-256 of ``SALT:SHA256`` while it is not public; empty where it is. The
            salt stays in the module until the document is public.
        size: in bytes; nothing where it is reserved.
    """

    about: str
    visibility: str
    version: int
    sha256: str
    content_digest: str
    size: int | None


@dataclass(frozen=True, kw_only=True)
class _FromTemplate(_NewVersion):
    """A version that was made from a template.

    Attributes:
        template: key of the template; empty where it is reserved.
        template_version: version of the template; nothing where it is reserved.
        engine: program and version that made it.
    """

    template: str
    template_version: int | None
    engine: str


@dataclass(frozen=True, kw_only=True)
class _FromFile(_NewVersion):
    """A version that came as a file.

    Attributes:
        media_type: as sniffed; empty where it is reserved.
    """

    media_type: str


@dataclass(frozen=True, kw_only=True)
class DocumentMade(_FromTemplate, Fact):
    """A document was made from a template.

    Attributes:
        row_digest: of its kind and title; needs the instance's key.
    """

    verb = "document.made"
    words = _("A document was made")

    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentRemade(_FromTemplate, Fact):
    """A document was made again with other data, as a new version."""

    verb = "document.remade"
    words = _("A document was made again, as a new version")


@dataclass(frozen=True, kw_only=True)
class DocumentUploaded(_FromFile, Fact):
    """A file was uploaded as a document.

    Attributes:
        row_digest: of its kind and title; needs the instance's key.
    """

    verb = "document.uploaded"
    words = _("A file was uploaded")

    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentReplaced(_FromFile, Fact):
    """An uploaded document got a new version; the earlier ones stay."""

    verb = "document.replaced"
    words = _("A document got a new version")


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

    verb = "document_visibility.changed"
    words = _("It changed who may read a document")

    from_visibility: str
    to_visibility: str
    sha256: str
    revealed: list[dict[str, Any]]
