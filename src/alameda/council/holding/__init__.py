"""What the Council's rows are held against: which fact says what of which row.

A member's name is no fact of the record (ADR 0008): it is held by a digest that needs the
instance's key, so that nobody can guess it.
"""

from __future__ import annotations

from typing import Final

from alameda.council.holding import agreements, asked, items, people, sessions, votes
from alameda.council.holding.shared import UNSAID

HOLDINGS: Final = (
    *people.HOLDINGS,
    *sessions.HOLDINGS,
    *votes.HOLDINGS,
    *agreements.HOLDINGS,
    *items.HOLDINGS,
    *asked.HOLDINGS,
)

APART: Final = {
    "council.circumscription_comunas": UNSAID,
    "council.happening": "the log of a session: each line has its entry, which is not its row yet",
    "council.presence": "who came and went: each has its entry, which is not its row yet",
    "council.itemmove": "each move of an item has its entry, which is not its row yet",
    "council.correction": "minutes as approved are held whole",
    "council.pastimport": "the entry of the import says its numbers",
    "council.finding": "the entry of the import says how many of each kind",
    "council.support": "who supports a point is not public",
}
