"""What happens to an item while its session lasts, and how it leaves without a decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from alameda.council.actions import items, sessions
from alameda.council.actions.votes import open_vote
from alameda.council.models import AgendaItem, CitizenPoint, Councillor, Session
from alameda.council.tests.factories import (
    CABINET,
    GOVERNOR,
    SECRETARY,
    STARTS_AT,
    CouncillorFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    actor_of,
    make_council,
)
from alameda.council.tests.rooms import make_room
from alameda.council.tests.test_items import document, point
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry
from alameda.record.selectors import row_digest

pytestmark = pytest.mark.django_db
RECEIVED_ON = date(2026, 3, 2)
DUE_ON = date(2026, 4, 1)  # thirty days later, a Wednesday


def room(*, items: int = 1) -> tuple[Session, list[AgendaItem], list[Councillor]]:
    return make_room(5, items=items, quorum=3)


def log(session: Session) -> list[str]:
    return list(session.happenings.values_list("kind", flat=True))


def test_an_item_is_added_from_the_floor_of_an_open_ordinary_session() -> None:
    session, _made, _members = room()
    right: dict[str, Any] = {"business": "other", "title": "Saludo", "actor": SECRETARY}
    for wrong, refusal in (
        ({"business": "party"}, BadInputError),
        ({"section": "lunch"}, BadInputError),
        ({"title": " "}, BadInputError),
        ({"actor": GOVERNOR}, NotAllowedError),
    ):
        refuses(refusal, items.add_from_floor, session, **(right | wrong))

    added = items.add_from_floor(session, **right)

    assert (added.code, added.state, added.section) == (f"{session.code}-I01", "on_agenda", "other")
    assert added.is_from_floor
    assert added.position > 1
    assert log(session) == ["item_added"]
    second = items.add_from_floor(session, **right)
    assert second.code == f"{session.code}-I02"
    assert (added.number, second.number) == ("4.1", "4.2")
    Session.objects.filter(pk=session.pk).update(kind="extraordinary")
    refuses(RuleBrokenError, items.add_from_floor, session, **right)
    Session.objects.filter(pk=session.pk).update(kind="ordinary", state="suspended")
    refuses(RuleBrokenError, items.add_from_floor, session, **right)


def test_items_are_discussed_in_turn_and_never_under_an_open_vote() -> None:
    session, (one, two), _members = room(items=2)

    items.open_item(one, actor=SECRETARY)
    refuses(StaleError, items.open_item, one, actor=SECRETARY)
    refuses(NotAllowedError, items.open_item, two, actor=CABINET)
    items.open_item(two, actor=SECRETARY)
    items.open_item(one, actor=SECRETARY)
    open_vote(session, items=[one], actor=SECRETARY)
    refuses(RuleBrokenError, items.open_item, two, actor=SECRETARY)

    two.refresh_from_db()
    assert two.state == "debated"
    opened = session.happenings.filter(kind="item_opened").values_list("item", flat=True)
    assert list(opened) == [one.pk, two.pk, one.pk]


def test_an_item_is_not_opened_out_of_its_session() -> None:
    body, _members = make_council(1)
    waiting = ItemFactory.create(body=body, state="entered")
    planned = ItemFactory.create(body=body, session=SessionFactory.create(body=body))
    refuses(RuleBrokenError, items.open_item, waiting, actor=SECRETARY)
    refuses(RuleBrokenError, items.open_item, planned, actor=SECRETARY)


def test_an_item_is_dealt_with_and_a_decision_is_not_skipped_without_saying_why() -> None:
    session, (item, talk), _members = room(items=2)
    AgendaItem.objects.filter(pk=talk.pk).update(business="other")
    refuses(RuleBrokenError, items.deal_with_item, talk, actor=SECRETARY)
    items.open_item(talk, actor=SECRETARY)
    items.open_item(item, actor=SECRETARY)
    refuses(NotAllowedError, items.deal_with_item, talk, actor=CABINET)
    refuses(BadInputError, items.deal_with_item, talk, note="x" * 401, actor=SECRETARY)
    refuses(RuleBrokenError, items.deal_with_item, item, actor=SECRETARY)
    vote = open_vote(session, items=[item], actor=SECRETARY)
    refuses(RuleBrokenError, items.deal_with_item, item, note="No corresponde", actor=SECRETARY)
    vote.ballots.all().delete()
    vote.delete()

    items.deal_with_item(talk, actor=SECRETARY)
    items.deal_with_item(item, note="Se toma conocimiento", actor=SECRETARY)

    item.refresh_from_db()
    assert (item.state, item.reason) == ("dealt_with", "Se toma conocimiento")
    assert log(session)[-2:] == ["item_closed", "item_closed"]
    refuses(RuleBrokenError, items.deal_with_item, item, note="Otra vez", actor=SECRETARY)


def test_a_citizen_point_that_was_dealt_with_says_so() -> None:
    _session, (item,), _members = room()
    asked = point("on_agenda")
    AgendaItem.objects.filter(pk=item.pk).update(business="citizen_point", citizen_point=asked)

    items.open_item(item, actor=SECRETARY)
    items.deal_with_item(item, actor=SECRETARY)

    assert CitizenPoint.objects.get().state == "dealt_with"
    assert CitizenPoint.objects.get().subject.state == "dealt_with"


def test_an_item_is_withdrawn_with_its_reason_and_not_under_a_vote() -> None:
    session, (item, other), _members = room(items=2)
    asked = point("on_agenda")
    AgendaItem.objects.filter(pk=other.pk).update(citizen_point=asked)
    refuses(BadInputError, items.withdraw_item, item, reason=" ", actor=SECRETARY)
    refuses(NotAllowedError, items.withdraw_item, item, reason="No", actor=GOVERNOR)
    vote = VoteFactory.create(session=session, state="open")
    vote.items.add(item)
    refuses(RuleBrokenError, items.withdraw_item, item, reason="Falta la ficha", actor=SECRETARY)
    vote.delete()

    items.withdraw_item(item, reason="Falta un antecedente", actor=SECRETARY)
    items.withdraw_item(other, reason="Falta un antecedente", actor=SECRETARY)

    item.refresh_from_db()
    assert (item.state, item.reason) == ("withdrawn", "Falta un antecedente")
    assert log(session) == ["item_withdrawn"] * 2
    assert CitizenPoint.objects.get().state == "reached"
    refuses(RuleBrokenError, items.withdraw_item, item, reason="Otra vez", actor=SECRETARY)


def test_who_proposed_withdraws_what_still_waits() -> None:
    body, _members = make_council(1)
    item = ItemFactory.create(body=body, state="entered")

    items.withdraw_item(item, reason="Se reformula", actor=GOVERNOR)

    item.refresh_from_db()
    assert item.state == "withdrawn"


def test_a_postponed_item_waits_again_with_all_it_had() -> None:
    session, (item,), _members = room()
    AgendaItem.objects.filter(pk=item.pk).update(
        received_on=RECEIVED_ON, amount_clp=7, report="Sí", reported_on=RECEIVED_ON
    )
    items.attach_file(item, document=document(), label="Ficha", actor=SECRETARY)
    items.open_item(item, actor=SECRETARY)
    refuses(BadInputError, items.postpone_item, item, reason="", actor=SECRETARY)
    refuses(NotAllowedError, items.postpone_item, item, reason="No", actor=CABINET)
    vote = VoteFactory.create(session=session, state="open")
    vote.items.add(item)
    refuses(RuleBrokenError, items.postpone_item, item, reason="Faltan datos", actor=SECRETARY)
    vote.delete()

    carried = items.postpone_item(item, reason="Faltan datos", actor=SECRETARY)

    item.refresh_from_db()
    assert (item.state, item.reason, item.carried_to) == ("postponed", "Faltan datos", carried)
    assert (carried.session, carried.state, carried.business) == (None, "reported", item.business)
    assert (carried.received_on, carried.amount_clp, carried.report) == (RECEIVED_ON, 7, "Sí")
    assert carried.files.get().public_at == item.files.get().public_at
    assert log(session)[-1] == "item_postponed"
    payload = Entry.objects.get(verb="item.postponed").payload
    said = {"item": item.code, "carried_to": carried.code, "reason": "Faltan datos"}
    assert payload == {**said, "row_digest": row_digest("council.agendaitem", carried.pk)}
    refuses(RuleBrokenError, items.postpone_item, item, reason="Otra vez", actor=SECRETARY)
    refuses(RuleBrokenError, items.postpone_item, carried, reason="Espera", actor=SECRETARY)


def test_a_recusal_is_declared_by_the_member_or_the_secretary_before_the_vote() -> None:
    session, (item, voted), members = room(items=2)
    stranger = CouncillorFactory.create()
    right: dict[str, Any] = {"councillor": members[0], "reason": "kin", "actor": SECRETARY}
    AgendaItem.objects.filter(pk=voted.pk).update(state="voted")
    refuses(RuleBrokenError, items.declare_recusal, voted, **right)
    for wrong, refusal in (
        ({"reason": "boredom"}, BadInputError),
        ({"councillor": stranger}, BadInputError),
        ({"actor": CABINET}, NotAllowedError),
        ({"actor": actor_of(members[1])}, NotAllowedError),
    ):
        refuses(refusal, items.declare_recusal, item, **(right | wrong))

    items.declare_recusal(item, **right | {"actor": actor_of(members[0])})
    refuses(StaleError, items.declare_recusal, item, **right)
    items.declare_recusal(item, **right | {"councillor": members[1]})

    assert item.recusals.count() == 2
    assert log(session) == ["recused", "recused"]
    assert b"kin" not in bytes(Entry.objects.filter(verb="recusal.declared")[0].leaf)
    Session.objects.filter(pk=session.pk).update(state="closed")
    refuses(RuleBrokenError, items.declare_recusal, item, **right | {"councillor": members[2]})


def test_a_recusal_during_the_vote_changes_its_roll_unless_she_voted() -> None:
    session, (item,), members = room()
    vote = open_vote(session, items=[item], actor=SECRETARY)

    items.declare_recusal(item, councillor=members[0], reason="kin", actor=SECRETARY)

    assert vote.ballots.get(councillor=members[0]).choice == "recused"
    vote.ballots.filter(councillor=members[1]).update(choice="favour")
    refuses(
        RuleBrokenError, items.declare_recusal, item,
        councillor=members[1], reason="kin", actor=SECRETARY,
    )  # fmt: skip


def test_who_comes_and_goes_is_on_the_roll_of_the_open_vote_or_off_it() -> None:
    session, (item,), members = make_room(4, absent=1, quorum=2)
    vote = open_vote(session, items=[item], actor=SECRETARY)

    sessions.record_arrival(session, councillor=members[4], actor=SECRETARY)
    assert vote.ballots.filter(councillor=members[4], choice="").exists()
    sessions.record_departure(session, councillor=members[4], actor=SECRETARY)
    assert not vote.ballots.filter(councillor=members[4]).exists()


def test_a_second_of_the_recording_is_noted_by_hand() -> None:
    _session, (item,), _members = room()
    note = items.note_recording_second
    refuses(RuleBrokenError, note, item, second=5, actor=SECRETARY)
    Session.objects.update(recording_url="https://video.example.cl/7")
    refuses(BadInputError, note, item, second=-1, actor=SECRETARY)
    refuses(BadInputError, note, item, second=90_000, actor=SECRETARY)
    refuses(NotAllowedError, note, item, second=5, actor=CABINET)

    note(item, second=125, actor=SECRETARY)

    item.refresh_from_db()
    assert item.recording_second == 125
    assert Entry.objects.get(verb="recording_second.noted").payload["second"] == 125


def test_a_proposal_stands_by_silence_only_the_day_after_its_last() -> None:
    body, _members = make_council(1)
    item = ItemFactory.create(
        body=body, state="in_committee", business="investment", received_on=RECEIVED_ON
    )
    stand = items.stand_item_by_silence
    tomorrow = timezone.localdate() + timedelta(days=1)
    refuses(RuleBrokenError, stand, item, on=DUE_ON, actor=SECRETARY)
    refuses(BadInputError, stand, item, on=tomorrow, actor=SECRETARY)
    refuses(NotAllowedError, stand, item, on=DUE_ON + timedelta(days=1), actor=GOVERNOR)

    stand(item, on=DUE_ON + timedelta(days=1), actor=SECRETARY)

    item.refresh_from_db()
    assert item.state == "stood_by_silence"
    payload = Entry.objects.get(verb="silence.noted").payload
    assert (payload["received_on"], payload["due_on"]) == ("2026-03-02", "2026-04-01")
    refuses(RuleBrokenError, stand, item, on=DUE_ON + timedelta(days=2), actor=SECRETARY)


def test_silence_runs_only_for_proposals_nobody_discussed() -> None:
    body, _members = make_council(1)
    session = SessionFactory.create(body=body, state="open", opened_at=STARTS_AT)
    later = DUE_ON + timedelta(days=30)
    for given in (
        {"business": "information", "received_on": RECEIVED_ON, "state": "entered"},
        {"business": "investment", "received_on": None, "state": "entered"},
        {"business": "investment", "received_on": RECEIVED_ON, "state": "debated",
         "session": session},
        {"business": "investment", "received_on": RECEIVED_ON, "state": "withdrawn"},
    ):  # fmt: skip
        item = ItemFactory.create(body=body, **given)
        refuses(RuleBrokenError, items.stand_item_by_silence, item, on=later, actor=SECRETARY)

    tabled = ItemFactory.create(
        body=body, business="investment", received_on=RECEIVED_ON, session=session
    )
    items.stand_item_by_silence(tabled, on=later, actor=SECRETARY)
    tabled.refresh_from_db()
    assert tabled.state == "stood_by_silence"
