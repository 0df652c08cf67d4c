"""What documents are held against: which fact says what of which document and version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from alameda.documents.rules.digests import salted
from alameda.record.rules.holding import Holding, Says, Told, by_digest


def _document(told: Told) -> Iterator[Says]:
    said = {"visibility": told["visibility"], **by_digest(told)}
    if told["visibility"] != "reserved":
        said["about"] = told["about"]
    yield Says((told.subject,), said)


def _visibility(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"visibility": told["to_visibility"]})


def _version(told: Told) -> Iterator[Says]:
    bytes_of = {"sha256": told["sha256"]} if told["sha256"] else {"salted": told["content_digest"]}
    said: dict[str, Any] = {**bytes_of, "engine": told.payload.get("engine", "")}
    if told["visibility"] != "reserved":
        said["size"] = told["size"]
        for name in ("template", "template_version", "media_type"):
            if name in told.payload:
                said[name] = told[name]
    yield Says((told.subject, told["version"]), said)


def _revealed(told: Told) -> Iterator[Says]:
    for each in told["revealed"]:
        yield Says((told.subject, each["version"]), {"sha256": each["sha256"]})


def _salted(sha256: str, salt: str) -> str:
    return salted(sha256, salt=salt)


_DOCUMENTS = ("document.made", "document.uploaded")
_VERSIONS = ("document.made", "document.remade", "document.uploaded", "document.replaced")

HOLDINGS: Final = (
    Holding(
        model="documents.document",
        key=("code",),
        columns={"visibility": "visibility", "about": "subject__code"},
        digested=("kind", "title"),
        is_keyed=True,  # of a reserved one nobody may guess them
        tellings={
            **dict.fromkeys(_DOCUMENTS, _document),
            "document_visibility.changed": _visibility,
        },
        apart={
            "year": "its code says it",
            "number": "its code says it",
            "public_at": "the moment of the entry says it",
            "language": "no page shows it",
            "is_demo": "an instance is a demonstration or it is none",
            "created_at": "the moment of the entry says it",
        },
    ),
    Holding(
        model="documents.version",
        key=("document__code", "number"),
        columns={
            "sha256": "blob__sha256",
            "salted": ("blob__sha256", "salt"),
            "size": "blob__size",
            "media_type": "blob__media_type",
            "template": "template",
            "template_version": "template_version",
            "engine": "engine",
        },
        readings={"salted": _salted},
        tellings={
            **dict.fromkeys(_VERSIONS, _version),
            "document_visibility.changed": _revealed,
        },
        apart={
            "file_name": "what a download is called",
            "made_at": "the moment of the entry says it",
            "by_role": "the actor of the entry says it",
            "data": "the bytes that were made from it are held",
            "reason": "no fact says it yet",
        },
    ),
)

APART: Final = {
    "documents.blob": "held with each version; its bytes are read and compared every night",
}
