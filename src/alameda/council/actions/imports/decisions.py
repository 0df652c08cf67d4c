"""Writing the votes of a source, the ballots that it names, and what was agreed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from alameda.council.actions.imports.accounts import Key
from alameda.council.actions.imports.rows import Codes, differs
from alameda.council.actions.imports.writing import SessionWriter
from alameda.council.events.imports import PastAgreementImported, PastVoteImported
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Ballot,
    Councillor,
    Recusal,
    Session,
    Vote,
)
from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.shapes import VoteRow
from alameda.foundation.actor import Actor
from alameda.record.events import Fact
from alameda.thread.actions import Tie, link_new_subjects
from alameda.thread.models import Link, Subject

QUESTION = "¿Se aprueba?"


class _There:
    """The votes and items of a source that are there already, with their agreements and ballots."""

    def __init__(self, keys: Iterable[str], items: Iterable[AgendaItem]) -> None:
        found = Vote.objects.filter(source_key__in=list(keys)).select_related("session")
        self.votes = {vote.source_key: vote for vote in found}
        held = [item.pk for item in items if item.pk]
        agreements = Agreement.objects.filter(Q(vote__in=self.votes.values()) | Q(item__in=held))
        self.by_item: dict[int, Agreement] = {}
        self.by_vote: dict[int, Agreement] = {}
        for row in agreements.select_related("item", "session", "committee", "subject", "vote"):
            self.by_item[row.item_id] = row
            self.by_vote.setdefault(row.vote_id, row)
        self.ballots: dict[int, dict[int, Ballot]] = defaultdict(dict)
        for ballot in Ballot.objects.filter(vote__in=self.votes.values()):
            self.ballots[ballot.vote_id][ballot.councillor_id] = ballot
        self.voted: dict[int, list[models.Model]] = defaultdict(list)
        for tie in Vote.items.through.objects.filter(vote__in=self.votes.values()):
            self.voted[tie.vote_id].append(tie)
        recusals = Recusal.objects.filter(item__in=held)
        self.recused = set(recusals.values_list("item", "councillor"))


class DecisionWriter:
    """Votes at work. An item may be voted twice; what was agreed is what the last vote says.

    Attributes:
        facts: to be published at the end.
        votes: by key of the source.
        refused: rows that were not taken, because what they say is certified already.
    """

    def __init__(self, sessions: SessionWriter, *, actor: Actor) -> None:
        self.sessions, self.actor = sessions, actor
        self.past, self.run, self.members = sessions.past, sessions.run, sessions.members
        self.kept, self.accounts = sessions.kept, sessions.accounts
        self.facts: list[Fact] = []
        self.votes: dict[str, Vote] = {}
        self.refused: list[Found] = []
        self.marked = {found.vote for found in self.past.found if found.marks == "vote"}
        self.present = {key: len(self.past.present(key)) for key in self.past.sessions}
        keys = (sessions.source_key("vote", key) for key in self.past.votes)
        self.there = _There(keys, sessions.items.values())
        held = Vote.objects.filter(session__in=sessions.there.values())
        self.codes = Codes(held.values_list("code", flat=True))
        self.voted_items = {sessions.items[vote.item].pk for vote in self.past.votes.values()}
        self.fresh: list[tuple[Vote, AgendaItem]] = []
        self.fresh_agreements: list[Agreement] = []
        self.fresh_ballots: list[Ballot] = []
        self.fresh_recusals: list[Recusal] = []

    def write(self) -> None:
        """Every vote with its ballots and its agreement, in the order of the source."""
        for row in self.past.votes.values():
            self._decision(row)
        voted = Vote.items.through
        agreements = self.fresh_agreements
        self.kept.make([vote for vote, _item in self.fresh])
        self.kept.make([voted(vote=vote, agendaitem=item) for vote, item in self.fresh])
        self.kept.make([agreement.subject for agreement in agreements])
        self.kept.make(agreements)
        link_new_subjects(
            [
                Tie(row.subject, "discussed_in", row.session.subject, row.agreed_on)
                for row in agreements
            ],
            actor=self.actor,
        )
        made = [agreement.subject_id for agreement in agreements]
        self.kept.made(Link.objects.filter(source__in=made))
        self.kept.make(self.fresh_ballots)
        self.kept.make(self.fresh_recusals)

    def _decision(self, row: VoteRow) -> None:
        session, item = self.sessions.sessions[row.session], self.sessions.items[row.item]
        source_key = self.sessions.source_key("vote", row.key)
        vote = self.there.votes.get(source_key)
        values = self._vote_values(row, session)
        agreement = self._agreement_of(item, vote) if self.past.decides(row) else None
        agreed = self._agreed(row, item, session)
        held = self.there.by_item.get(item.pk) or agreement
        if held is not None and held.certified_at:
            self._leave(row, vote, held, values, agreed)
            return
        if vote is None:
            vote = self._new_vote(source_key, session, values)
            self.fresh.append((vote, item))
            outcome = "created"
        else:
            outcome = self.kept.change(vote, values)
            outcome = self._tied(vote, item) or outcome
        self.votes[row.key] = vote
        if self.past.decides(row):
            if agreement is None:
                agreement = self._new_agreement(source_key, vote, agreed)
                self.fresh_agreements.append(agreement)
                outcome = "created"
            else:
                outcome = self._corrected(agreement, {**agreed, "vote": vote}, outcome)
        code = agreement.code if agreement else vote.code
        self.accounts.tell("votes", row.key, outcome, code)
        ballots = self._ballots(row, vote, item)
        if outcome != "unchanged" or ballots - {"unchanged"}:
            self._note(row, vote, agreement, is_new=outcome == "created")

    def _agreement_of(self, item: AgendaItem, vote: Vote | None) -> Agreement | None:
        """The agreement on an item; or that of its vote, where its own item is voted no more."""
        if found := self.there.by_item.get(item.pk):
            return found
        found = self.there.by_vote.get(vote.pk) if vote else None
        return found if found and found.item_id not in self.voted_items else None

    def _corrected(self, agreement: Agreement, agreed: dict[str, Any], outcome: str) -> str:
        changed = self.kept.change(agreement, agreed)
        said = {"title": agreed["title"], "state": agreed["outcome"]}
        self.kept.change(agreement.subject, said)
        return "updated" if changed == "updated" and outcome == "unchanged" else outcome

    def _tied(self, vote: Vote, item: AgendaItem) -> str:
        """Tie a vote to the item it is now said to be on; ``updated`` where it was on another."""
        ties = self.there.voted[vote.pk]
        if len(ties) != 1 or item.pk is None:
            return ""
        changed = self.kept.change(ties[0], {"agendaitem_id": item.pk})
        if changed == "updated":
            self.kept.move(vote)
        return changed if changed == "updated" else ""

    def _note(self, row: VoteRow, vote: Vote, agreement: Agreement | None, *, is_new: bool) -> None:
        """Date what the vote belongs to, and tell it."""
        self.sessions.note(row.session, "updated")
        self.kept.move(vote)
        self.kept.move(self.sessions.items[row.item])
        if agreement is not None:
            self.kept.move(agreement)
        self._tell(row, vote, agreement, is_new=is_new)

    def _leave(
        self,
        row: VoteRow,
        vote: Vote | None,
        agreement: Agreement,
        values: dict[str, Any],
        agreed: dict[str, Any],
    ) -> None:
        """Leave a certified agreement as it is; say so where the source says other."""
        if vote is not None:
            self.votes[row.key] = vote
        is_other = vote is None or differs(vote, values)
        if self.past.decides(row):
            is_other = is_other or differs(agreement, {**agreed, "vote": vote})
        ballots = self.past.ballots_of(row.key)
        if not is_other:
            self.accounts.tell("votes", row.key, "unchanged", agreement.code)
            for ballot in ballots:
                key = (row.key, ballot.councillor)
                self.accounts.tell("ballots", key, "unchanged", agreement.code)
            return
        self._refuse("votes", row.key, row.key, agreement, row.session)
        for ballot in ballots:
            key = (row.key, ballot.councillor)
            self._refuse("ballots", key, "/".join(key), agreement, row.session)

    def _refuse(self, kind: str, key: Key, label: str, agreement: Agreement, session: str) -> None:
        table = self.sessions.profile.tables[kind].name
        place = self.past.places[kind][key]
        said = {"value": agreement.code}
        self.refused.append(Found("certified", table, label, said, session=session, place=place))

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

    def _ballots(self, row: VoteRow, vote: Vote, item: AgendaItem) -> set[str]:
        """Write the ballots that are named; what became of them."""
        there = self.there.ballots[vote.pk] if vote.pk else {}
        outcomes = set()
        for ballot in self.past.ballots_of(row.key):
            member = self.members.councillors[ballot.councillor]
            values = {"choice": ballot.choice, "held_on": vote.held_on}
            found = there.get(member.pk)
            if found is not None:
                outcome = self.kept.change(found, values)
            else:
                outcome = "created"
                self.fresh_ballots.append(Ballot(vote=vote, councillor=member, **values))
            self._recusal(ballot.choice, item, member, vote)
            outcomes.add(outcome)
            self.accounts.tell("ballots", (row.key, ballot.councillor), outcome, vote.code)
        return outcomes

    def _recusal(self, choice: str, item: AgendaItem, member: Councillor, vote: Vote) -> None:
        pair = (item.pk, member.pk)
        if choice != "recused" or pair in self.there.recused:
            return
        self.there.recused.add(pair)
        at = vote.session.starts_at
        self.fresh_recusals.append(Recusal(item=item, councillor=member, declared_at=at))

    def _tell(self, row: VoteRow, vote: Vote, agreement: Agreement | None, *, is_new: bool) -> None:
        ballots = {
            self.members.councillors[ballot.councillor].code: ballot.choice
            for ballot in self.past.ballots_of(row.key)
        }
        shared: dict[str, Any] = {
            "import_number": self.run.number,
            "is_new": is_new,
            "vote": vote.code,
            "outcome": row.outcome,
            "published": vote.as_published,
            "ballots": ballots,
            "is_inconsistent": vote.is_inconsistent,
        }
        if agreement is None:
            self.facts.append(PastVoteImported(subject=vote.session.code, **shared))
            return
        self.facts.append(
            PastAgreementImported(
                subject=agreement.code,
                session=vote.session.code,
                title=agreement.title,
                amount_clp=row.amount_clp,
                **shared,
            )
        )
