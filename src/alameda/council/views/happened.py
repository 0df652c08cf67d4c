"""What happens in a session, a sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alameda.council.models import Happening
from alameda.council.views.wording import hour


@dataclass(frozen=True)
class Told:
    """One thing that happened: when, and in words."""

    at: str
    sentence: str


def told(happening: Happening) -> Told:
    """It, for a reader."""
    sentence = _sentence(happening)
    if happening.text and happening.kind != "note":
        sentence = f"{sentence}: {happening.text}"
    return Told(hour(happening.at), sentence)


def _sentence(happening: Happening) -> str:
    who = happening.councillor.name if happening.councillor else ""
    item = happening.item
    what = " ".join(filter(None, (item.number, item.title))) if item else ""
    sentence = {
        "opened": _("The session opens"),
        "suspended": _("The session is suspended"),
        "resumed": _("The session goes on"),
        "closed": _("The session ends"),
        "quorum_lost": _("There is no quorum any more"),
        "arrived": _("%(who)s arrives"),
        "left": _("%(who)s leaves"),
        "presiding": _("%(who)s presides"),
        "item_opened": _("Discussion of “%(what)s”"),
        "item_closed": _("Ended: “%(what)s”"),
        "item_added": _("Added from the floor: “%(what)s”"),
        "item_withdrawn": _("Withdrawn: “%(what)s”"),
        "item_postponed": _("Postponed: “%(what)s”"),
        "item_untreated": _("Not treated: “%(what)s”"),
        "recused": _("%(who)s is recused from “%(what)s”"),
        "vote_opened": _("Vote on “%(what)s”"),
        "vote_closed": _("Result of “%(what)s”"),
        "tie_broken": _("Who presides breaks the tie on “%(what)s”"),
        "agreement": _("Agreement on “%(what)s”"),
        "commitment": _("A commitment is noted"),
        "warning": _("Warning"),
        "note": happening.text.replace("%", "%%"),
    }.get(happening.kind, happening.kind)
    return sentence % {"who": who, "what": what}
