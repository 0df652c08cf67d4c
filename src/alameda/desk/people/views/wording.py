"""Words and places that the pages of people share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.accounts.rules import role_name
from alameda.foundation import words
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

HOME = "/mesa/personas/"
CHART = "/mesa/unidades/"


def role_said(key: str) -> str:
    """The name of a role in the reader's language."""
    return role_name(key, language=words.language())


def desk_crumb() -> Crumb:
    """The desk, above a page."""
    return Crumb(label=_("Desk"), url=address_of("/mesa/"))


def crumbs() -> list[Crumb]:
    """What is above the page of one person."""
    return [desk_crumb(), Crumb(label=_("People"), url=address_of(HOME))]
