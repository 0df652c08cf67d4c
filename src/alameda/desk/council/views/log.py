"""The log of a session, a line each, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alameda.council.models import Happening

LINES = {
    "opened": gettext_lazy("The session opens"),
    "suspended": gettext_lazy("Suspended"),
    "resumed": gettext_lazy("Resumed"),
    "closed": gettext_lazy("The session ends"),
    "quorum_lost": gettext_lazy("The quorum is lost"),
    "arrived": gettext_lazy("%(who)s arrives"),
    "left": gettext_lazy("%(who)s leaves"),
    "presiding": gettext_lazy("%(who)s presides"),
    "item_opened": gettext_lazy("Taken up: %(item)s"),
    "item_closed": gettext_lazy("Dealt with: %(item)s"),
    "item_added": gettext_lazy("Added from the floor: %(item)s"),
    "item_withdrawn": gettext_lazy("Withdrawn: %(item)s"),
    "item_postponed": gettext_lazy("Postponed: %(item)s"),
    "item_untreated": gettext_lazy("Not treated: %(item)s"),
    "recused": gettext_lazy("%(who)s recused: %(item)s"),
    "vote_opened": gettext_lazy("Vote opened: %(vote)s"),
    "vote_closed": gettext_lazy("Vote closed: %(vote)s"),
    "tie_broken": gettext_lazy("%(who)s breaks the tie: %(vote)s"),
    "agreement": gettext_lazy("Agreement: %(item)s"),
    "commitment": gettext_lazy("Asked: %(text)s"),
    "warning": gettext_lazy("Warning: %(text)s"),
    "note": gettext_lazy("%(text)s"),
}
SAYS_TEXT_TOO = ("suspended", "quorum_lost", "item_withdrawn", "item_postponed")


def log_line(line: Happening) -> str:
    """What happened, in one line."""
    said = {
        "who": line.councillor.name if line.councillor else _("Somebody"),
        "item": line.item.title if line.item else "",
        "vote": line.vote.question if line.vote else "",
        "text": line.text,
    }
    words = str(LINES.get(line.kind, gettext_lazy("%(text)s"))) % said
    return f"{words}. {line.text}" if line.text and line.kind in SAYS_TEXT_TOO else words
