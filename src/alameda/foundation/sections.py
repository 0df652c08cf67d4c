"""What a module adds to the whole site, said by its own AppConfig: a place in the menu, addresses.

A module with a section has ``sections = (Section("inversiones/", _("Investments"), place=10),)`` in
its AppConfig; one that answers machines has ``machine_prefixes = ("/oparl/",)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Section:
    """An entry of the site's menu.

    Attributes:
        path: where it leads, without the language and the first stroke.
        label: its name, translated when it is shown.
        place: entries stand in this order, the lowest first.
    """

    path: str
    label: StrOrPromise
    place: int


@cache
def sections() -> tuple[Section, ...]:
    """The entries of the menu, in their order."""
    found = [each for config in apps.get_app_configs() for each in getattr(config, "sections", ())]
    return tuple(sorted(found, key=lambda each: each.place))


@cache
def machine_prefixes() -> tuple[str, ...]:
    """How the addresses that machines ask begin."""
    configs = apps.get_app_configs()
    return tuple(
        sorted(each for config in configs for each in getattr(config, "machine_prefixes", ()))
    )
