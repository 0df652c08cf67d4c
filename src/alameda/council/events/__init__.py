"""What the Council publishes in the record, a file a noun.

A member enters by ``code``, never by name (ADR 0008).
"""

from alameda.council.events.votes import (
    BallotCast,
    BallotCorrected,
    TieBroken,
    VoteAnnulled,
    VoteClosed,
    VoteOpened,
)

__all__ = [
    "BallotCast",
    "BallotCorrected",
    "TieBroken",
    "VoteAnnulled",
    "VoteClosed",
    "VoteOpened",
]
