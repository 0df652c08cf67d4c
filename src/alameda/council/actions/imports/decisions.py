"""Writing the votes of a source, the ballots that it names, and what was agreed."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from alameda.council import events
from alameda.council.actions.imports.rows import BATCH, Codes, change, differs
from alameda.council.actions.imports.writing import SessionWriter
from alameda.council.models import AgendaItem, Agreement, Ballot, Recusal, Session, Vote
from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.shapes import VoteRow
from alameda.foundation.actor import Actor
from alameda.record.events import Fact
from alameda.thread.actions import Tie, link_new_subjects
from alameda.thread.models import Subject

QUESTION = "¿Se aprueba?"


class _There:
    """The votes of a source that are there already, with their agreements and ballots."""

    def __init__(self, keys: Iterable[str]) -> None:
        found = Vote.objects.filter(source_key__in=list(keys)).select_related("session")
        self.votes = {vote.source_key: vote for vote in found}
        self.agreements: dict[int, Agreement] = {}
        agreements = Agreement.objects.filter(vote__in=self.votes.values()).defer("search")
        for agreement in agreements.select_related("item", "session", "committee"):
            self.agreements.setdefault(agreement.vote_id, agreement)
        self.ballots: dict[int, dict[int, Ballot]] = defaultdict(dict)
        for ballot in Ballot.objects.filter(vote__in=self.votes.values()):
            self.ballots[ballot.vote_id][ballot.councillor_id] = ballot


class DecisionWriter:
    """Votes at work.

    Attributes:
        counts: rows by what became of them.
        facts: to be published at the end.
        votes: by key of the source.
        refused: rows that were not taken, because what they say is certified already.
    """

    def __init__(self, sessions: SessionWriter, *, actor: Actor) -> None:
        self.sessions, self.actor = sessions, actor
        self.past, self.run, self.members = sessions.past, sessions.run, sessions.members
        self.counts: Counter[str] = Counter()
        self.facts: list[Fact] = []
        self.votes: dict[str, Vote] = {}
        self.refused: list[Found] = []
        self.marked = {found.vote for found in self.past.found if found.marks == "vote"}
        self.present = {key: len(self.past.present(key)) for key in self.past.sessions}
        self.there = _There(sessions.source_key("vote", key) for key in self.past.votes)
        held = Vote.objects.filter(session__in=sessions.there.values())
        self.codes = Codes(held.values_list("code", flat=True))
        self.fresh: list[tuple[Vote, AgendaItem, Agreement]] = []
        self.fresh_ballots: list[Ballot] = []
        self.fresh_recusals: list[Recusal] = []

    def write(self) -> None:
        """Every vote with its ballots and its agreement, in the order of the source."""
        for row in self.past.votes.values():
            self._decision(row)
        voted = Vote.items.through
        agreements = [agreement for _vote, _item, agreement in self.fresh]
        Vote.objects.bulk_create([vote for vote, _item, _agreement in self.fresh], BATCH)
        voted.objects.bulk_create(
            [voted(vote=vote, agendaitem=item) for vote, item, _agreement in self.fresh], BATCH
        )
        Subject.objects.bulk_create([agreement.subject for agreement in agreements], BATCH)
        Agreement.objects.bulk_create(agreements, BATCH)
        link_new_subjects(
            [
                Tie(row.subject, "discussed_in", row.session.subject, row.agreed_on)
                for row in agreements
            ],
            actor=self.actor,
        )
        Ballot.objects.bulk_create(self.fresh_ballots, BATCH)
        Recusal.objects.bulk_create(self.fresh_recusals, BATCH)

    def _decision(self, row: VoteRow) -> None:
        session, item = self.sessions.sessions[row.session], self.sessions.items[row.item]
        source_key = self.sessions.source_key("vote", row.key)
        vote = self.there.votes.get(source_key)
        agreement = self.there.agreements.get(vote.pk) if vote else None
        values, agreed = self._vote_values(row, session), self._agreed(row, item, session)
        if vote and agreement and agreement.certified_at:
            self._leave(
                row, agreement, is_other=differs(vote, values) or differs(agreement, agreed)
            )
            self.votes[row.key] = vote
            return
        if vote is None or agreement is None:
            vote = self._new_vote(source_key, session, values)
            agreement = self._new_agreement(source_key, vote, agreed)
            self.fresh.append((vote, item, agreement))
            outcome = "created"
        else:
            outcomes = {change(vote, values), change(agreement, agreed)}
            outcome = "updated" if "updated" in outcomes else "unchanged"
        self.votes[row.key] = vote
        ballots = self._ballots(row, vote, item)
        self.counts[outcome] += 1
        self.counts.update(ballots)
        if outcome != "unchanged" or set(ballots) - {"unchanged"}:
            self._tell(row, agreement, is_new=outcome == "created")

    def _leave(self, row: VoteRow, agreement: Agreement, *, is_other: bool) -> None:
        """Leave a certified agreement as it is; say so where the source says other."""
        if not is_other:
            self.counts["unchanged"] += 1 + len(self.past.ballots_of(row.key))
            return
        table = self.sessions.profile.tables["votes"].name
        self.refused.append(
            Found("certified", table, row.key, {"value": agreement.code}, session=row.session)
        )

    def _vote_values(self, row: VoteRow, session: Session) -> dict[str, Any]:
        is_marked = row.key in self.marked
        return {
            "held_on": self.past.sessions[row.session].starts_at.date(),
            "session": session,
            "present": self.present[row.session],
            "favour": row.favour,
            "against": row.against,
            "abstain": row.abstain,
            "recused": row.recused,
            # Where the counts add up there is nobody left; where not, nobody knows.
            "not_voting": 0 if row.total == self.present[row.session] else None,
            "outcome": row.outcome,
            "is_inconsistent": is_marked,
            "has_all_names": len(self.past.ballots_of(row.key)) == row.total,
            "as_published": {
                "result": row.result,
                "favour": row.favour,
                "against": row.against,
                "abstain": row.abstain,
                "recused": row.recused,
            },
        }

    def _new_vote(self, source_key: str, session: Session, values: dict[str, Any]) -> Vote:
        return Vote(
            code=self.codes.next(f"{session.code}-V", width=2),
            question=QUESTION,
            state=Vote.State.CLOSED,
            source_key=source_key,
            **values,
        )

    def _agreed(self, row: VoteRow, item: AgendaItem, session: Session) -> dict[str, Any]:
        day = self.past.sessions[row.session].starts_at.date()
        return {
            "item": item,
            "session": session,
            "outcome": row.outcome,
            "title": item.title,
            # The source holds no other text than the title, which says what was decided.
            "text": item.title,
            "business": item.business,
            "committee": item.committee,
            "amount_clp": row.amount_clp,
            "fund": row.fund,
            "beneficiary": row.beneficiary,
            "agreed_on": day,
            "year": day.year,
        }

    def _new_agreement(self, source_key: str, vote: Vote, agreed: dict[str, Any]) -> Agreement:
        digest = hashlib.sha256(source_key.encode()).hexdigest()[:8]
        code = f"A-{agreed['year']}-x{digest}"
        subject = Subject(
            code=code,
            kind="agreement",
            title=agreed["title"],
            address=f"/consejo/acuerdos/{code}/",
            state=agreed["outcome"],
        )
        return Agreement(subject=subject, code=code, vote=vote, **agreed)

    def _ballots(self, row: VoteRow, vote: Vote, item: AgendaItem) -> Counter[str]:
        """Write the ballots that are named; rows by what became of them."""
        there = self.there.ballots[vote.pk] if vote.pk else {}
        counts = Counter[str]()
        for ballot in self.past.ballots_of(row.key):
            member = self.members.councillors[ballot.councillor]
            values = {"choice": ballot.choice, "held_on": vote.held_on}
            if (found := there.get(member.pk)) is not None:
                counts[change(found, values)] += 1
                continue
            counts["created"] += 1
            self.fresh_ballots.append(Ballot(vote=vote, councillor=member, **values))
            if ballot.choice == "recused":
                at = vote.session.starts_at
                self.fresh_recusals.append(Recusal(item=item, councillor=member, declared_at=at))
        return counts

    def _tell(self, row: VoteRow, agreement: Agreement, *, is_new: bool) -> None:
        vote = self.votes[row.key]
        named = self.past.ballots_of(row.key)
        self.facts.append(
            events.PastAgreementImported(
                subject=agreement.code,
                import_number=self.run.number,
                is_new=is_new,
                session=vote.session.code,
                vote=vote.code,
                outcome=row.outcome,
                title=agreement.title,
                amount_clp=row.amount_clp,
                published=vote.as_published,
                ballots={
                    self.members.councillors[ballot.councillor].code: ballot.choice
                    for ballot in named
                },
                is_inconsistent=vote.is_inconsistent,
            )
        )
