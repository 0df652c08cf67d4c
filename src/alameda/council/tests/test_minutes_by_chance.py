"""Random sessions: every sentence of the minutes, and every certificate, against what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alameda.council.actions import items as acts
from alameda.council.actions import sessions, votes
from alameda.council.actions.agreements import issue_agreements
from alameda.council.actions.commitments import raise_commitment
from alameda.council.actions.minutes import draft_minutes
from alameda.council.models import AgendaItem, Councillor, Session, Vote
from alameda.council.selectors.certificates import certificate_data
from alameda.council.tests.factories import SECRETARY, ItemFactory, SessionFactory, make_council
from alameda.council.tests.plain_minutes import PlainItem, PlainSession, PlainVote, unsaid
from alameda.foundation.errors import AlamedaError

SEATS, QUORUM = 4, 3
KINDS = (
    ("concession", "agenda"),
    ("regulation", "agenda"),
    ("concession", "agenda"),
    ("report", "report"),
    ("other", "other"),
)
SEAT, ITEM = st.integers(0, SEATS - 1), st.integers(0, len(KINDS))
CHOICES = st.lists(
    st.sampled_from(["favour", "against", "abstain", ""]), min_size=SEATS, max_size=SEATS
)
PLAIN = ("arrive", "leave", "chair", "suspend", "resume", "floor")
ABOUT = ("open", "deal", "withdraw", "postpone", "recuse", "ask", "annul", "issue")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(PLAIN), SEAT, ITEM, st.none()),
        st.tuples(st.sampled_from(ABOUT), SEAT, ITEM, st.none()),
        st.tuples(st.sampled_from(["vote", "joint"]), SEAT, ITEM, CHOICES),
    ),
    min_size=4,
    max_size=14,
)
Step = tuple[str, int, int, list[str] | None]


class Play:
    """A session that is played, and the plain notes of who plays it."""

    def __init__(self, session: Session, members: list[Councillor]) -> None:
        self.session, self.members = session, members
        self.items: list[AgendaItem] = list(session.items.order_by("position", "pk"))
        self.votes: list[Vote] = []
        plain = [
            PlainItem(number=item.number, has_vote=item.section == "agenda") for item in self.items
        ]
        self.plain = PlainSession(names=[member.name for member in members], items=plain)

    def before(self, place: int | None, *, withdraws: bool) -> None:
        """Something leaves the agenda before the session opens."""
        if place is None:
            return
        act = acts.withdraw_item if withdraws else acts.postpone_item
        act(self.items[place], reason="Falta un informe", actor=SECRETARY)
        item = self.plain.items[place]
        item.state = "withdrawn" if withdraws else "postponed"
        item.reason, item.was_before = "Falta un informe", True

    def open(self, room: set[int]) -> None:
        """It opens with those in the room; the first of them presides."""
        plain, chair = self.plain, min(room)
        self.session = sessions.open_session(
            self.session,
            summons=1,
            present=[self.members[seat] for seat in sorted(room)],
            presided_by=self.members[chair],
            actor=SECRETARY,
        )
        plain.opened_by, plain.opened_with = chair, len(room)
        plain.inside, plain.been = set(room), set(room)

    def step(self, step: Step) -> None:
        """One act; refused, nothing happened."""
        kind, seat, place, choices = step
        if kind not in PLAIN and place >= len(self.items):
            return
        told: dict[str, Any] = {"seat": seat, "place": place}
        if choices is not None:
            told["choices"] = choices
        try:
            with transaction.atomic():
                noted = getattr(self, f"do_{kind}")(**told)
        except AlamedaError:
            return
        noted()

    def do_arrive(self, *, seat: int, place: int) -> Any:
        del place
        sessions.record_arrival(self.session, councillor=self.members[seat], actor=SECRETARY)

        def noted() -> None:
            self.plain.inside.add(seat)
            self.plain.been.add(seat)
            self.plain.moves.append(rf"Se incorpora {self.members[seat].name}\.")

        return noted

    def do_leave(self, *, seat: int, place: int) -> Any:
        del place
        sessions.record_departure(self.session, councillor=self.members[seat], actor=SECRETARY)

        def noted() -> None:
            had = len(self.plain.inside)
            self.plain.inside.discard(seat)
            self.plain.moves.append(rf"Se retira {self.members[seat].name}\.")
            if had >= QUORUM > had - 1:
                self.plain.moves.append(r"Se pierde el quórum\.")

        return noted

    def do_chair(self, *, seat: int, place: int) -> Any:
        del place
        sessions.hand_over_chair(self.session, councillor=self.members[seat], actor=SECRETARY)
        return lambda: self.plain.moves.append(rf"Pasa a presidir {self.members[seat].name}\.")

    def do_suspend(self, *, seat: int, place: int) -> Any:
        del seat, place
        sessions.suspend_session(self.session, reason="Receso", actor=SECRETARY)
        return lambda: self.plain.moves.append(r"Se suspende la sesión\. Motivo: Receso\.")

    def do_resume(self, *, seat: int, place: int) -> Any:
        del seat, place
        sessions.resume_session(self.session, actor=SECRETARY)
        return lambda: self.plain.moves.append(r"Se reanuda la sesión\.")

    def do_floor(self, *, seat: int, place: int) -> Any:
        del seat, place
        title = f"Agregado {len(self.items)}"
        item = acts.add_from_floor(self.session, business="other", title=title, actor=SECRETARY)

        def noted() -> None:
            self.items.append(item)
            plain = PlainItem(number=item.number, has_vote=False, is_from_floor=True)
            self.plain.items.append(plain)

        return noted

    def do_open(self, *, seat: int, place: int) -> Any:
        del seat
        acts.open_item(self.items[place], actor=SECRETARY)
        return lambda: self._moved(place, "debated")

    def do_deal(self, *, seat: int, place: int) -> Any:
        del seat
        acts.deal_with_item(self.items[place], note="Se revisó", actor=SECRETARY)

        def noted() -> None:
            self._moved(place, "dealt_with")
            self.plain.items[place].notes.append(r"Se revisó\.")

        return noted

    def do_withdraw(self, *, seat: int, place: int) -> Any:
        del seat
        acts.withdraw_item(self.items[place], reason="Lo pidió", actor=SECRETARY)
        return lambda: self._moved(place, "withdrawn", reason="Lo pidió")

    def do_postpone(self, *, seat: int, place: int) -> Any:
        del seat
        acts.postpone_item(self.items[place], reason="Falta algo", actor=SECRETARY)
        return lambda: self._moved(place, "postponed", reason="Falta algo")

    def do_recuse(self, *, seat: int, place: int) -> Any:
        acts.declare_recusal(
            self.items[place],
            councillor=self.members[seat],
            reason="own_interest",
            actor=SECRETARY,
        )
        return lambda: self.plain.items[place].recused.add(seat)

    def do_ask(self, *, seat: int, place: int) -> Any:
        row = raise_commitment(
            kind="request",
            text="Informar",
            owner="Una división",
            raised_on=timezone.localdate(),
            due_on=timezone.localdate() + timedelta(days=30),
            session=self.session,
            item=self.items[place],
            raised_by=self.members[seat],
            actor=SECRETARY,
        )
        return lambda: self.plain.items[place].codes.append(row.code)

    def do_vote(self, *, seat: int, place: int, choices: list[str]) -> Any:
        del seat
        return self._vote([place], choices)

    def do_joint(self, *, seat: int, place: int, choices: list[str]) -> Any:
        return self._vote(sorted({place, seat}), choices)

    def _vote(self, places: list[int], choices: list[str]) -> Any:
        chosen = [self.items[place] for place in places]
        vote = votes.open_vote(self.session, items=chosen, actor=SECRETARY)
        recused = self.plain.items[places[0]].recused
        on_roll = {
            seat: "recused" if seat in recused else choices[seat] for seat in self.plain.inside
        }
        said = {
            self.members[seat]: choice
            for seat, choice in on_roll.items()
            if choice not in {"", "recused"}
        }
        if said:
            votes.call_roll(vote, choices=said, actor=SECRETARY)
        vote = votes.close_vote(vote, marks_pending=True, actor=SECRETARY)

        def noted() -> None:
            done = {seat: choice or "not_voting" for seat, choice in on_roll.items()}
            plain = PlainVote(choices=done, items=tuple(places))
            self.votes.append(vote)
            self.plain.votes.append(plain)
            is_tied = plain.outcome(SEATS)[0] == "tied"
            for place in places:
                self._moved(place, "debated" if is_tied else "voted")

        return noted

    def do_annul(self, *, seat: int, place: int) -> Any:
        vote = self.votes[seat % len(self.votes)] if self.votes else None
        if vote is None:
            return lambda: None
        del place
        votes.annul_vote(vote, reason="Error", actor=SECRETARY)
        at = self.votes.index(vote)

        def noted() -> None:
            plain, told = self.plain.votes[at], r"Se anuló la votación: Error\."
            plain.is_annulled = True
            for each in plain.items:
                if self.plain.items[each].state == "voted":
                    self._moved(each, "debated")
            if len(plain.items) == 1:
                self.plain.items[plain.items[0]].notes.append(told)
            else:
                self.plain.moves.append(told)

        return noted

    def do_issue(self, *, seat: int, place: int) -> Any:
        vote = self.votes[seat % len(self.votes)] if self.votes else None
        if vote is None:
            return lambda: None
        del place
        made = issue_agreements(vote, actor=SECRETARY)
        plain = self.plain.votes[self.votes.index(vote)]
        for row in made:
            check_certificate(certificate_data(row, issued_on=timezone.localdate()), plain, self)

        def noted() -> None:
            for place, row in zip(plain.items, made, strict=True):
                self._moved(place, "agreement_issued")
                self.plain.items[place].agreement = row.code

        return noted

    def _moved(self, place: int, state: str, *, reason: str = "") -> None:
        item = self.plain.items[place]
        item.state, item.reason = state, reason


def check_certificate(told: dict[str, Any], plain: PlainVote, play: Play) -> None:
    """A certificate gives the count, the names and the result of its vote, and no others."""
    by_choice: dict[str, list[str]] = {}
    for seat in sorted(plain.choices):
        by_choice.setdefault(plain.choices[seat], []).append(play.members[seat].name)
    words = {
        "favour": "A favor",
        "against": "En contra",
        "abstain": "Abstención",
        "not_voting": "No vota",
        "recused": "Inhabilidad",
    }
    counts = {row["label"]: row["value"] for row in told["counts"]}
    assert sorted(counts.values()) == sorted(len(by_choice.get(key, ())) for key in words)
    assert sorted(map(tuple, told["names"].values())) == sorted(map(tuple, by_choice.values()))
    assert (told["outcome"], told["needed"]) == plain.outcome(SEATS)
    assert told["present"] == len(plain.choices) - len(by_choice.get("recused", ()))
    assert told["in_office"] == SEATS


HALF: list[Step] = [
    ("open", 0, 0, None),
    ("vote", 0, 0, ["favour", "favour", "against", "favour"]),
    ("issue", 0, 0, None),
    ("ask", 1, 1, None),
    ("open", 0, 3, None),
    ("chair", 1, 0, None),
    ("floor", 0, 0, None),
]
TWICE: list[Step] = [
    ("joint", 1, 0, ["favour", "favour", "favour", "favour"]),
    ("annul", 0, 0, None),
    ("vote", 0, 0, ["favour", "against", "favour", "against"]),
    ("vote", 0, 1, ["against", "", "abstain", "favour"]),
    ("leave", 3, 0, None),
    ("leave", 2, 0, None),
]


@pytest.mark.django_db
def test_minutes_and_certificates_of_any_session_say_what_was_done_and_nothing_else() -> None:
    body, members = make_council(SEATS, has_governor=False)
    members.sort(key=lambda member: member.sort_name)
    session = SessionFactory.create(
        body=body,
        state="agenda_published",
        starts_at=timezone.now() - timedelta(minutes=10),
        place="Sala del Consejo",
    )
    for place, (business, section) in enumerate(KINDS, start=1):
        ItemFactory.create(
            body=body, session=session, business=business, section=section, number=f"9.{place}",
            position=place,
        )  # fmt: skip

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        room=st.sets(SEAT, min_size=QUORUM),
        before=st.none() | st.integers(0, len(KINDS) - 1),
        withdraws=st.booleans(),
        steps=STEPS,
        excused=st.none() | st.sets(SEAT),
    )
    @example(room={0, 1, 2, 3}, before=None, withdraws=False, steps=HALF, excused=None)
    @example(room={0, 1, 2, 3}, before=2, withdraws=True, steps=TWICE, excused=set())
    def of_any_session(
        room: set[int],
        before: int | None,
        withdraws: bool,  # Hypothesis passes by name
        steps: list[Step],
        excused: set[int] | None,
    ) -> None:
        with transaction.atomic():
            play = Play(Session.objects.get(pk=session.pk), members)
            play.before(before, withdraws=withdraws)
            play.open(room)
            for step in steps:
                play.step(step)
            finish(play, excused)
            transaction.set_rollback(True)

    of_any_session()


def finish(play: Play, excused: set[int] | None) -> None:
    """It closes, its attendance is certified or not, and its minutes are read."""
    plain = play.plain
    sessions.close_session(play.session, leaves_items=True, actor=SECRETARY)
    plain.close()
    if excused is not None:
        plain.is_certified, plain.excused = True, excused - plain.been
        sessions.certify_attendance(
            play.session,
            excused=[play.members[seat] for seat in plain.excused],
            actor=SECRETARY,
        )
    minutes = draft_minutes(play.session, actor=SECRETARY)
    places = {f"item-{item.pk}": f"item-{at}" for at, item in enumerate(play.items)}
    said = {
        places.get(part["key"], part["key"]): part["text"].split("\n\n") if part["text"] else []
        for part in minutes.parts
    }
    wanted = plain.must_say()
    assert {key for key in said if said[key]} == {key for key in wanted if wanted[key]}
    for key, paragraphs in said.items():
        strange, missing = unsaid(paragraphs, wanted.get(key, ()))
        assert (strange, missing) == ([], []), key
    states = [AgendaItem.objects.get(pk=item.pk).state for item in play.items]
    assert states == [item.state for item in plain.items]
