"""Facts of an agenda and what was put on it; the subject is the session."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class AgendaPublished(Fact):
    """The agenda of a session was published.

    Attributes:
        items: code of each item, in order.
    """

    verb = "agenda.published"
    words = _("The agenda was published")

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgendaReordered(Fact):
    """The items of a session were put in another order.

    Attributes:
        items: code of each item, in its new order.
    """

    verb = "agenda.reordered"
    words = _("The agenda was put in another order")

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ItemTabled(Fact):
    """An item was put on the agenda of the session.

    Attributes:
        item: its code.
        section: key of the part of the agenda.
        matter: code of what it is about; empty where it stands alone.
    """

    verb = "item.tabled"
    words = _("An item was put on the agenda")

    item: str
    section: str
    matter: str


@dataclass(frozen=True, kw_only=True)
class FloorItemAdded(Fact):
    """An item was added while the session lasted.

    Attributes:
        item: its code.
        business: key of its kind.
        section: key of the part of the agenda.
    """

    verb = "floor_item.added"
    words = _("An item was added from the floor")

    item: str
    business: str
    section: str
