"""Whether a session changed: asked often, so it is one small query."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.council.models import Ballot, Vote
from alameda.council.selectors.sessions import sessions_visible_to
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import NotFoundError


def pulse_of(code: str) -> str:
    """A mark that changes with every act on the session and every ballot of its open vote.

    Raises:
        NotFoundError: there is no such public session.
    """
    row = None
    if "\x00" not in code:
        rows = sessions_visible_to(VISITOR).filter(code=code)
        row = rows.values_list("version", "changed_at", "state").first()
    if row is None:
        raise NotFoundError(_("There is no session %(code)s.") % {"code": code[:80]})
    version, changed_at, state = row
    return f"{version} {changed_at.timestamp()} {state} {_cast_in(code)}"


def _cast_in(code: str) -> int:
    """How many have voted in the vote that is open."""
    roll = Ballot.objects.filter(vote__session__code=code, vote__state=Vote.State.OPEN)
    return roll.exclude(choice="").count()
