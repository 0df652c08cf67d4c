"""Voting by name: the roll, the ballots, the count."""

from alameda.council.actions.votes.casting import call_roll, cast_ballot, correct_ballot
from alameda.council.actions.votes.closing import annul_vote, break_tie, close_vote
from alameda.council.actions.votes.opening import open_vote
from alameda.council.actions.votes.roll import (
    join_open_votes,
    leave_open_votes,
    recuse_in_open_votes,
)

__all__ = [
    "annul_vote",
    "break_tie",
    "call_roll",
    "cast_ballot",
    "close_vote",
    "correct_ballot",
    "join_open_votes",
    "leave_open_votes",
    "open_vote",
    "recuse_in_open_votes",
]
