"""Votes, their ballots, and corrections of these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alameda.council.holding.shared import (
    CHANGED,
    MOMENT,
    SOURCE,
    imported,
    taken,
)
from alameda.record.rules.holding import Holding, Says, Told, by_digest

_COUNTS: Final = ("present", "favour", "against", "abstain", "not_voting", "recused")


def _vote_opened(told: Told) -> Iterator[Says]:
    said = taken(told, "majority", "held_on", "in_office")
    said |= {"session": told.subject, "state": "open"}
    yield Says((told["vote"],), {**said, **by_digest(told)})


def _vote_closed(told: Told) -> Iterator[Says]:
    said = taken(told, *_COUNTS, "in_office", "majority", "needed", "outcome")
    yield Says((told["vote"],), {**said, "session": told.subject, "state": "closed"})


def _tie_broken(told: Told) -> Iterator[Says]:
    said = {"casting_choice": told["choice"], "outcome": told["outcome"]}
    yield Says((told["vote"],), said)


def _annulled(told: Told) -> Iterator[Says]:
    yield Says((told["vote"],), {"state": "annulled"})


def _past_vote(told: Told) -> Iterator[Says]:
    counts = {name: told["published"][name] for name in ("favour", "against", "abstain", "recused")}
    session = told.payload.get("session", told.subject)
    said = {**counts, **taken(told, "outcome", "is_inconsistent"), "session": session}
    yield Says((told["vote"],), {**said, "state": "closed"}, source=imported(told))


def _cast(told: Told) -> Iterator[Says]:
    said = taken(told, "choice", "is_by_secretary")
    yield Says((told["vote"], told["councillor"]), said)


def _corrected(told: Told) -> Iterator[Says]:
    yield Says((told["vote"], told["councillor"]), {"choice": told["to_choice"]})


def _correction(told: Told) -> Iterator[Says]:
    key = (told["vote"], told["councillor"], told["from_choice"], told["to_choice"])
    yield Says(key, {"reason": told["reason"]})


def _ballots(told: Told) -> Iterator[Says]:
    noted = told.payload.get("by_secretary")
    for code, choice in told["ballots"].items():
        said = {} if noted is None else {"is_by_secretary": code in noted}
        yield Says((told["vote"], code), {"choice": choice, **said})


def _recused_in(told: Told) -> Iterator[Says]:
    for vote in told.payload.get("votes", ()):
        yield Says((vote, told["councillor"]), {"choice": "recused"})


def _ballots_counted(told: Told) -> Iterator[Says]:
    for code in told["ballots"]:
        yield Says((told["vote"], code))


def _past_ballots(told: Told) -> Iterator[Says]:
    for code, choice in told["ballots"].items():
        yield Says((told["vote"], code), {"choice": choice}, source=imported(told))


def _put_to_vote(told: Told) -> Iterator[Says]:
    for item in told["items"]:
        yield Says((told["vote"], item))


HOLDINGS: Final = (
    Holding(
        model="council.vote",
        key=("code",),
        columns={
            **{name: name for name in _COUNTS},
            "session": "session__code",
            "majority": "majority",
            "state": "state",
            "held_on": "held_on",
            "in_office": "in_office",
            "needed": "needed",
            "casting_choice": "casting_choice",
            "outcome": "outcome",
            "is_inconsistent": "is_inconsistent",
        },
        digested=("question",),
        strict=("casting_choice",),
        tellings={
            "vote.opened": _vote_opened,
            "vote.closed": _vote_closed,
            "tie.broken": _tie_broken,
            "vote.annulled": _annulled,
            "past_vote.imported": _past_vote,
            "past_agreement.imported": _past_vote,
        },
        apart={
            "opened_at": MOMENT,
            "closed_at": MOMENT,
            "explanation": "computed from the counts, which are held",
            "has_all_names": "computed from the ballots, which are held",
            "as_published": "what a source says of itself; the entry of the import says it too",
            "source_key": SOURCE,
            "changed_at": CHANGED,
        },
    ),
    Holding(
        model="council.vote_items",
        key=("vote__code", "agendaitem__code"),
        tellings={"vote.opened": _put_to_vote},
        is_whole=False,
    ),
    Holding(
        model="council.ballot",
        key=("vote__code", "councillor__code"),
        columns={"choice": "choice", "is_by_secretary": "is_by_secretary"},
        tellings={
            "ballot.cast": _cast,
            "ballot.corrected": _corrected,
            "vote.closed": _ballots,
            "recusal.declared": _recused_in,
            "past_vote.imported": _past_ballots,
            "past_agreement.imported": _past_ballots,
        },
        apart={
            "held_on": "the day of its vote, which is held",
            "cast_at": MOMENT,
            "request_key": "the key of a sending; no page shows it",
        },
        is_whole=False,  # those of an open vote are on the roll before they say anything
    ),
    Holding(
        model="council.ballot",
        part="counted",
        key=("vote__code", "councillor__code"),
        tellings={
            "vote.closed": _ballots_counted,
            "past_vote.imported": _past_ballots,
            "past_agreement.imported": _past_ballots,
        },
        only={"vote__present__isnull": False},
    ),
    Holding(
        model="council.ballotcorrection",
        key=(
            "ballot__vote__code", "ballot__councillor__code", "from_choice", "to_choice",
        ),
        columns={"reason": "reason"},
        tellings={"ballot.corrected": _correction},
        apart={"corrected_at": MOMENT},
    ),
)  # fmt: skip
