"""What the interface knows of the region it serves, told by whoever knows, at start.

``ui`` lies below ``territory``, so it cannot ask. The module that owns the region calls
``provide_brand`` once, from its ``AppConfig.ready``, with a function that is called when needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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


def provide_brand(provider: Callable[[], Brand | None]) -> None:
    """Say who knows the region; the last to speak holds. ``None`` means no region yet."""
    _provider[:] = [provider]


def brand() -> Brand:
    """The face of the region, or a neutral one while none is known."""
    known = _provider[0]() if _provider else None
    return known or _unnamed()
