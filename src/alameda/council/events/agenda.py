"""Facts of an agenda and what was put on it; the subject is the session."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class AgendaPublished(Fact):
    """The agenda of a session was published.

    Attributes:
        items: code of each item, in order.
        row_digests: of each item, by its code; needs the instance's key.
        places: of each item, by its code: position, number as printed and part of the agenda.
    """

    verb = "agenda.published"
    words = _("The agenda was published")

    items: tuple[str, ...]
    row_digests: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[int, str, str]] = field(default_factory=dict)


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
        row_digest: of the columns of its row that no other field says; needs the instance's key.
        place: position, number as printed and part of the agenda.
    """

    verb = "item.tabled"
    words = _("An item was put on the agenda")

    item: str
    section: str
    matter: str
    row_digest: str = ""
    place: tuple[int, str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class FloorItemAdded(Fact):
    """An item was added while the session lasted.

    Attributes:
        item: its code.
        business: key of its kind.
        section: key of the part of the agenda.
        row_digest: of the columns of its row that no other field says; needs the instance's key.
        amount_clp: in whole pesos, where it has an amount.
        fund: where the money comes from.
        place: position, number as printed and part of the agenda.
    """

    verb = "floor_item.added"
    words = _("An item was added from the floor")

    item: str
    business: str
    section: str
    row_digest: str = ""
    amount_clp: int | None = None
    fund: str = ""
    place: tuple[int, str, str] | None = None
