"""What the interface knows of the region it serves, told by whoever knows, at start.

``ui`` lies below ``territory``, so it cannot ask. The module that owns the region calls
``provide_brand`` once, from its ``AppConfig.ready``, with a function that is called when needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Brand:
    """The face of a region.

    Attributes:
        code: name of the region pack, which chooses the theme: ``assets/themes/CODE.css``.
        government: how the government is called, such as "Gobierno de Santiago".
        region: the region's name.
    """

    code: str
    government: str
    region: str


_role_namer: list[Callable[[str], str]] = []


def provide_role_names(namer: Callable[[str], str]) -> None:
    """Say who knows what a role is called in the reader's language; the last to speak holds."""
    _role_namer[:] = [namer]


def role_names(roles: Iterable[str]) -> list[str]:
    """What roles are called, in their order; a role nobody knows says its key."""
    namer = _role_namer[0] if _role_namer else str
    return [namer(role) for role in roles]


def _unnamed() -> Brand:
    return Brand(code="", government=_("Regional government"), region=_("The region"))


_provider: list[Callable[[], Brand | None]] = []
_latest: list[Brand] = []  # as it was told last: the name of a region outlives its database


def provide_brand(provider: Callable[[], Brand | None]) -> None:
    """Say who knows the region; the last to speak holds. ``None`` means no region yet."""
    _provider[:] = [provider]
    _latest.clear()


def brand() -> Brand:
    """The face of the region, or a neutral one while none is known.

    While the database is away it is as it was last: a page of an error needs no database.
    """
    try:
        known = _provider[0]() if _provider else None
    except Error:
        return _latest[0] if _latest else _unnamed()
    _latest[:] = [known] if known else []
    return known or _unnamed()


def demonstration_mark() -> str:
    """What everything that a demonstration shows or hands out says."""
    return _("Demonstration: without validity")


def demonstration_note() -> dict[str, object]:
    """What a file for machines says of being of a demonstration; nothing of a real region's."""
    return {"demonstration": demonstration_mark()} if settings.IS_DEMO else {}


def marked_name(name: str) -> str:
    """The name of a file that is handed out: that of a demonstration says what it is."""
    return f"demostracion-sin-validez-{name}" if settings.IS_DEMO else name
