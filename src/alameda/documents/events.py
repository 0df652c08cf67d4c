"""The facts that documents publish; ``subject`` is the document's own code.

Of a reserved document the record knows its code, its digest and its visibility: neither what it is
about nor its title, its name or its size.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class DocumentMade(Fact):
    """A document was made from a template.

    Attributes:
        about: code of the subject it belongs to; empty where none, or where it is reserved.
        visibility: ``public``, ``internal`` or ``reserved``.
        version: from 1 on.
        sha256: digest of its bytes.
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
        sha256: digest of its bytes.
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
        sha256: digest of its bytes.
        size: in bytes; nothing where it is reserved.
        media_type: as sniffed; empty where it is reserved.
    """

    words = _("A file was uploaded")

    about: str
    visibility: str
    version: int
    sha256: str
    size: int | None
    media_type: str


@dataclass(frozen=True, kw_only=True)
class DocumentReplaced(Fact):
    """An uploaded document got a new version; the earlier ones stay.

    Attributes:
        about: code of the subject it belongs to; empty where none, or where it is reserved.
        visibility: ``public``, ``internal`` or ``reserved``.
        version: from 2 on.
        sha256: digest of its bytes.
        size: in bytes; nothing where it is reserved.
        media_type: as sniffed; empty where it is reserved.
    """

    words = _("A document got a new version")

    about: str
    visibility: str
    version: int
    sha256: str
    size: int | None
    media_type: str


@dataclass(frozen=True, kw_only=True)
class DocumentVisibilityChanged(Fact):
    """Who may read a document changed.

    Attributes:
        from_visibility: ``public``, ``internal`` or ``reserved``.
        to_visibility: ``public``, ``internal`` or ``reserved``.
        sha256: digest of its newest version.
    """

    words = _("It changed who may read a document")

    from_visibility: str
    to_visibility: str
    sha256: str
