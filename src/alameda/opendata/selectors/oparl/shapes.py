"""What every OParl object shares: addresses, moments, and the stub of what was taken down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from alameda.thread.models import Subject

VERSION = "https://schema.oparl.org/1.1/"
ROOT = "/oparl/v1.1/"
Thing = dict[str, Any]
KEPT = ("id", "type", "created", "modified")


def address(kind: str, key: str) -> str:
    """The id of an object, which is where it is."""
    return f"{settings.BASE_URL}{ROOT}{kind}/{key}"


def page(path: str) -> str:
    """The address of the page for people."""
    return f"{settings.BASE_URL}{path}"


def list_of(kind: str) -> str:
    """The address of the external list of a kind."""
    return f"{settings.BASE_URL}{ROOT}{kind}"


def moment(at: datetime | None) -> str | None:
    """A moment to the second, in the region's time zone."""
    return None if at is None else timezone.localtime(at).isoformat(timespec="seconds")


def day(on: date | None) -> str | None:
    """A day."""
    return None if on is None else on.isoformat()


def thing(kind: str, key: str, type_name: str, *, at: tuple[datetime, datetime]) -> Thing:
    """An object with what all have.

    Args:
        kind: of address.
        key: of the object among its kind.
        type_name: as OParl calls it.
        at: when it was made and when it last changed.
    """
    created, modified = at
    return {
        "id": address(kind, key),
        "type": VERSION + type_name,
        "created": moment(created),
        "modified": moment(modified),
    }


def whole(of: Mapping[str, Any]) -> Thing:
    """The object without what it does not have: OParl leaves absent values out."""
    return {name: value for name, value in of.items() if value not in (None, "", [], ())}


def is_told(subject: Subject) -> bool:
    """Whether an object is public; one that no longer is leaves only its stub."""
    return subject.visibility == Subject.Visibility.PUBLIC


def stub(of: Thing) -> Thing:
    """What is left of an object that was taken down."""
    kept: Thing = {name: of[name] for name in KEPT if name in of}
    return kept | {"deleted": True}
