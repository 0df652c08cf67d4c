"""What a source contradicts, leaves out or makes doubtful: all found by computation. Pure.

Nothing is repaired: each is said, and the vote or session is shown as published, inconsistent.
Source: docs/rules/past-sessions.md, "Defects".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.profile import Profile, plain
from alameda.council.rules.imports.shapes import Past, SessionRow, VoteRow

NAMED = ("against", "abstain", "recused")
SESSIONS_TO_DOUBT = 2


def check_past(past: Past, profile: Profile) -> Iterator[Found]:
    """Every defect of the rows that were taken, session by session."""
    names = {kind: table.name for kind, table in profile.tables.items()}
    yield from _attendance(past, names["attendance"])
    for session in past.sessions.values():
        if any(word in plain(past.statement) for word in profile.by_model):
            yield Found("read-by-model", names["sessions"], session.key, session=session.key)
        yield from _unnumbered(past, session, names["votes"])
        yield from _in_a_row(past, session, names["votes"])
    for item in past.items.values():
        if not item.business:
            yield Found("business-not-told", names["items"], item.key, session=item.session)
    for vote in past.votes.values():
        yield from _vote(past, vote, profile)


def _attendance(past: Past, table: str) -> Iterator[Found]:
    if len(past.sessions) < SESSIONS_TO_DOUBT:
        return
    lists = {past.present(key) for key in past.sessions}
    if len(lists) == 1 and (present := len(next(iter(lists)))):
        for key in past.sessions:
            values = {"sessions": len(past.sessions), "present": present}
            yield Found("attendance-default", table, key, values, session=key)


def _unnumbered(past: Past, session: SessionRow, table: str) -> Iterator[Found]:
    # No profile so far has a column for it: where one does, count those that leave it empty.
    if count := sum(past.decides(vote) for vote in past.votes_of(session.key)):
        yield Found(
            "agreement-without-number", table, session.key, {"count": count}, session=session.key
        )


def _in_a_row(past: Past, session: SessionRow, table: str) -> Iterator[Found]:
    run: list[VoteRow] = []
    for vote in past.votes_of(session.key):
        if run and _same(past, run[-1], vote):
            run.append(vote)
            continue
        yield from _told(run, table)
        run = [vote]
    yield from _told(run, table)


def _told(run: list[VoteRow], table: str) -> Iterator[Found]:
    if len(run) > 1:
        values = {
            "count": len(run),
            "first": run[0].key,
            "last": run[-1].key,
            "items": [vote.item for vote in run],
        }
        yield Found("same-votes-in-a-row", table, run[0].key, values, session=run[0].session)


def _same(past: Past, one: VoteRow, other: VoteRow) -> bool:
    """Whether two votes are alike in all that a vote in bloc would share."""
    first, second = past.items[one.item], past.items[other.item]
    return (
        (first.committee, first.business) == (second.committee, second.business)
        and one.result == other.result
        and _tally(one) == _tally(other)
        and _names(past, one) == _names(past, other)
    )


def _tally(vote: VoteRow) -> tuple[int, ...]:
    return vote.favour, vote.against, vote.abstain, vote.recused


def _names(past: Past, vote: VoteRow) -> frozenset[tuple[str, str]]:
    return frozenset((row.councillor, row.choice) for row in past.ballots_of(vote.key))


def _vote(past: Past, vote: VoteRow, profile: Profile) -> Iterator[Found]:
    def found(kind: str, **values: object) -> Found:
        table = profile.tables["votes"].name
        return Found(kind, table, vote.key, values, session=vote.session, vote=vote.key)

    present = past.present(vote.session)
    ballots = past.ballots_of(vote.key)
    if vote.total != len(present):
        yield found("total-not-present", total=vote.total, present=len(present))
    named = Counter(ballot.choice for ballot in ballots)
    for kind, choice in _miscounted(vote, named):
        tally = getattr(vote, choice)
        yield found(kind, choice=choice, tally=tally, named=named[choice])
    if _disagrees(vote, profile):
        said = {name: getattr(vote, name) for name in ("result", "favour", "against", "abstain")}
        yield found("result-disagrees", **said)
    for ballot in ballots:
        if ballot.councillor not in present:
            yield found("absent-voted", value=ballot.councillor)


def _miscounted(vote: VoteRow, named: Counter[str]) -> Iterator[tuple[str, str]]:
    for choice in (*NAMED, "favour"):
        tally = getattr(vote, choice)
        if named[choice] > tally:
            yield "names-exceed", choice
        elif named[choice] < tally and choice != "favour":
            yield "names-missing", choice


def _disagrees(vote: VoteRow, profile: Profile) -> bool:
    """Whether the word of the result says other than the votes, by any majority there is."""
    said = profile.results[plain(vote.result)]
    dissenting = vote.against + vote.abstain
    wrong = {
        "none": dissenting > 0,
        "some": dissenting == 0,
        "against": vote.against == 0,
        "any": False,
    }
    ended = {
        "approved": vote.favour <= vote.against,
        "refused": vote.favour > vote.against + vote.abstain,
        "tied": vote.favour != vote.against,
    }
    return wrong[said.dissent] or ended[vote.outcome]
