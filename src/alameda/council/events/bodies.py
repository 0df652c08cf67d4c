"""Facts of bodies that change, of the places that elect, and of blocs; the subject is the body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class BodyRenamed(Fact):
    """A body has another name, or deals with something else.

    Attributes:
        name: the name it has now.
        reason: why.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "body.renamed"
    words = _("A body of the Council was renamed")

    name: str
    reason: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class BodyEnded(Fact):
    """A committee or a sub-committee came to its end, and with it who sat in it.

    Attributes:
        ends_on: the last day it exists.
        reason: why.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "body.ended"
    words = _("A body of the Council came to its end")

    ends_on: date
    reason: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class CircumscriptionSet(Fact):
    """A part of the region that elects councillors was entered or corrected.

    Attributes:
        circumscription: its slug.
        name: as people know it.
        seats: how many councillors it elects; 0 where that is not known.
        comunas: CUT of its comunas.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "circumscription.set"
    words = _("A circumscription was entered or corrected")

    circumscription: str
    name: str
    seats: int
    comunas: tuple[str, ...] = ()
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class BlocAdded(Fact):
    """A bloc of councillors was formed.

    Attributes:
        bloc: its slug.
        name: as it calls itself.
        starts_on: its first day.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "bloc.added"
    words = _("A bloc of councillors was formed")

    bloc: str
    name: str
    starts_on: date
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class BlocEnded(Fact):
    """A bloc of councillors came to its end, and with it the membership of who was in it.

    Attributes:
        bloc: its slug.
        ends_on: its last day.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "bloc.ended"
    words = _("A bloc of councillors came to its end")

    bloc: str
    ends_on: date
    row_digest: str = ""
