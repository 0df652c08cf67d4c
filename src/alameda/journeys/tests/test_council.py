"""What the Council does with an item reaches what the item is about: all of it or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from alameda.council.actions.agreements import correct_agreement
from alameda.council.actions.matters import register_matter
from alameda.council.actions.minutes import draft_minutes
from alameda.council.actions.sessions import close_session
from alameda.council.models import AgendaItem, Agreement
from alameda.documents.models import Document
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import AlamedaError, NotAllowedError, RuleBrokenError, StaleError
from alameda.investments.models import Approval, Initiative, StateChange
from alameda.investments.tests.factories import RegionFactory
from alameda.journeys.council_decides import certify_and_apply
from alameda.journeys.council_receives import send_to_council
from alameda.journeys.council_sits import item_on_agenda, item_postponed, item_withdrawn
from alameda.journeys.council_stays_silent import stand_by_silence
from alameda.journeys.council_studies import item_reported, item_to_committee
from alameda.journeys.tests.worlds import (
    AMOUNT_CLP,
    GOVERNOR,
    SECRETARY,
    TODAY,
    Council,
    council,
    entered,
    facts_about,
    opened,
    proposal,
    sent,
    session_of,
    voted,
)
from alameda.record.models import Entry
from alameda.thread.selectors import thread_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Council:
    """A council that may sit."""
    RegionFactory.create()
    return council()


def states_of(initiative: Initiative) -> list[str]:
    return list(
        StateChange.objects.filter(initiative=initiative)
        .order_by("pk")
        .values_list("to_state", flat=True)
    )


def ties_of(code: str) -> set[tuple[str, str, str]]:
    found = thread_of(code, actor=VISITOR)
    return {(tie.source, tie.kind, tie.target) for tie in found.ties}


def moments_of(code: str) -> list[str]:
    return [moment.title for moment in thread_of(code, actor=VISITOR).moments]


def studied(world: Council, item: AgendaItem) -> AgendaItem:
    """The item after its committee."""
    item = item_to_committee(item, world.committee, actor=SECRETARY)
    return item_reported(item, report="Recomienda aprobar", reported_on=TODAY, actor=SECRETARY)


def test_approved_it_is_funded_with_the_certificate_and_the_thread_says_so(
    world: Council, client: Client
) -> None:
    initiative, item = sent()
    item = item_on_agenda(studied(world, item), world.session, actor=SECRETARY)
    opened(world)

    agreement = certify_and_apply(voted(world, item, favour=4), actor=SECRETARY)

    initiative.refresh_from_db()
    assert (initiative.state, initiative.approved_clp) == ("budget_identification", AMOUNT_CLP)
    assert states_of(initiative) == [
        "sent_to_council",
        "in_committee",
        "in_plenary",
        "budget_identification",
    ]
    assert agreement.certificate is not None
    change = StateChange.objects.filter(initiative=initiative).latest("pk")
    assert agreement.certificate.code in change.document
    assert Approval.objects.get().number == f"{agreement.number}/{agreement.year}"
    assert (initiative.code, "approved_by", agreement.code) in ties_of(initiative.code)
    assert (agreement.code, "discussed_in", world.session.code) in ties_of(initiative.code)
    assert facts_about(initiative.code).count("initiative.moved") == 4
    assert "agreement.certified" in facts_about(agreement.code)
    page = client.get(f"/inversiones/{initiative.code}/").content.decode()
    assert f"/consejo/acuerdos/{agreement.code}/" in page
    assert f"/doc/{agreement.certificate.code}/" in page
    assert world.members[4].name in page


def test_refused_it_is_rejected_and_nothing_is_approved(world: Council) -> None:
    initiative, item = sent()
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    opened(world)

    agreement = certify_and_apply(voted(world, item, favour=1), actor=SECRETARY)

    initiative.refresh_from_db()
    assert (agreement.outcome, initiative.state) == ("refused", "rejected")
    assert StateChange.objects.latest("pk").reason == "1 a favor, 4 en contra"
    assert not Approval.objects.exists()
    assert (initiative.code, "discussed_in", agreement.code) in ties_of(initiative.code)


def test_postponed_its_term_goes_on_and_the_next_session_approves_it(world: Council) -> None:
    initiative, item = sent(days_ago=20)
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    opened(world)

    again = item_postponed(item, reason="Falta el informe", actor=SECRETARY)

    initiative.refresh_from_db()
    assert initiative.state == "sent_to_council"
    assert (again.received_on, again.session) == (TODAY - timedelta(days=20), None)
    close_session(world.session, actor=SECRETARY)
    later = Council(world.body, world.committee, world.members, session_of(world.body))
    again = item_on_agenda(again, later.session, actor=SECRETARY)
    opened(later)
    agreement = certify_and_apply(voted(later, again, favour=5), actor=SECRETARY)
    initiative.refresh_from_db()
    assert initiative.state == "budget_identification"
    assert states_of(initiative).count("in_plenary") == 2
    assert (agreement.code, "discussed_in", later.session.code) in ties_of(initiative.code)
    assert len(moments_of(initiative.code)) >= 3


def test_postponed_back_to_its_committee_it_is_in_committee_again(world: Council) -> None:
    initiative, item = sent()
    item = item_on_agenda(studied(world, item), world.session, actor=SECRETARY)
    opened(world)

    again = item_postponed(item, reason="Otra vez", committee=world.committee, actor=SECRETARY)

    initiative.refresh_from_db()
    assert (initiative.state, again.state) == ("in_committee", "in_committee")


def test_by_silence_it_is_funded_with_a_record_that_says_nobody_voted(world: Council) -> None:
    initiative, item = sent(days_ago=60)
    item = item_to_committee(item, world.committee, actor=SECRETARY)

    record = stand_by_silence(item, on=TODAY, actor=SECRETARY)

    initiative.refresh_from_db()
    item.refresh_from_db()
    assert (initiative.state, item.state) == ("budget_identification", "stood_by_silence")
    approval = Approval.objects.get()
    assert (approval.kind, approval.number) == ("silence", record.code)
    assert record.kind == "silence_record"
    assert record.versions.get().blob.media_type == "application/pdf"
    told = moments_of(initiative.code)
    assert any("silen" in title.lower() for title in told)
    assert not any("aprob" in title.lower() for title in told)
    assert Agreement.objects.count() == 0


def test_silence_before_its_time_leaves_no_trace(world: Council) -> None:
    initiative, item = sent(days_ago=10)
    entries = Entry.objects.count()

    for actor, refusal in ((SECRETARY, RuleBrokenError), (GOVERNOR, NotAllowedError)):
        with pytest.raises(refusal):
            stand_by_silence(item, on=TODAY, actor=actor)

    initiative.refresh_from_db()
    item.refresh_from_db()
    assert (initiative.state, item.state) == ("sent_to_council", "entered")
    assert not Document.objects.exists()
    assert Entry.objects.count() == entries


def test_withdrawn_it_goes_back_to_who_proposed_it(world: Council) -> None:
    initiative, item = sent()
    item = item_on_agenda(item, world.session, actor=SECRETARY)

    item = item_withdrawn(item, reason="Se corrige el monto", actor=SECRETARY)

    initiative.refresh_from_db()
    assert (item.state, initiative.state) == ("withdrawn", "prioritised")
    assert StateChange.objects.latest("pk").document == f"Sesión {world.session.code}"
    again = send_to_council(
        initiative,
        version=initiative.version,
        happened_on=TODAY,
        document="Oficio 42",
        actor=GOVERNOR,
    )
    assert again.received_on == TODAY


@pytest.mark.parametrize(
    ("actor", "change", "refusal"),
    [
        (SECRETARY, {}, NotAllowedError),
        (VISITOR, {}, NotAllowedError),
        (GOVERNOR, {"version": 9}, StaleError),
        (GOVERNOR, {"document": ""}, RuleBrokenError),
    ],
)
def test_sending_is_of_both_modules_or_of_none(
    world: Council, actor: Actor, change: dict[str, object], refusal: type[AlamedaError]
) -> None:
    row = proposal()
    asked: dict[str, object] = {
        "version": row.version,
        "happened_on": TODAY,
        "document": "Oficio 41",
    } | change

    with pytest.raises(refusal):
        send_to_council(row, actor=actor, **asked)  # type: ignore[arg-type]  # the cases are mixed

    row.refresh_from_db()
    assert row.state == "prioritised"
    assert not AgendaItem.objects.exists()
    assert not Entry.objects.exists()


def test_a_failure_in_the_second_half_undoes_the_first(
    world: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    initiative, item = sent()
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    opened(world)
    agreement = voted(world, item, favour=5)
    entries = Entry.objects.count()

    def breaks(*_given: object, **_named: object) -> None:
        raise RuleBrokenError("no")

    with monkeypatch.context() as broken:
        broken.setattr("alameda.investments.actions.council.approve_by_council", breaks)
        with pytest.raises(RuleBrokenError):
            certify_and_apply(agreement, actor=SECRETARY)

    agreement.refresh_from_db()
    item.refresh_from_db()
    initiative.refresh_from_db()
    assert (agreement.certified_at, agreement.certificate) == (None, None)
    assert (item.state, initiative.state) == ("agreement_issued", "in_plenary")
    assert not Document.objects.exists()
    assert Entry.objects.count() == entries
    assert certify_and_apply(agreement, actor=SECRETARY).certified_at is not None


def test_a_record_of_silence_that_cannot_reach_the_initiative_is_not_kept(
    world: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    _initiative, item = sent(days_ago=60)

    def breaks(*_given: object, **_named: object) -> None:
        raise RuleBrokenError("no")

    monkeypatch.setattr("alameda.investments.actions.council.stand_by_silence", breaks)
    with pytest.raises(RuleBrokenError):
        stand_by_silence(item, on=TODAY, actor=SECRETARY)

    item.refresh_from_db()
    assert item.state == "entered"
    assert not Document.objects.exists()


def test_certified_twice_it_is_applied_once(world: Council) -> None:
    initiative, item = sent()
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    opened(world)
    agreement = certify_and_apply(voted(world, item, favour=5), actor=SECRETARY)

    with pytest.raises(StaleError):
        certify_and_apply(agreement, actor=SECRETARY)

    assert Approval.objects.filter(initiative=initiative).count() == 1


def test_a_later_agreement_on_what_was_funded_adds_an_approval(world: Council) -> None:
    initiative, item = sent()
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    opened(world)
    certify_and_apply(voted(world, item, favour=5), actor=SECRETARY)
    close_session(world.session, actor=SECRETARY)
    later = Council(world.body, world.committee, world.members, session_of(world.body))
    increase = entered(
        "investment",
        initiative.subject,
        amount_clp=AMOUNT_CLP + 5_000,
        fund="FNDR",
        received_on=TODAY,
    )
    increase = item_on_agenda(increase, later.session, actor=SECRETARY)
    opened(later)

    certify_and_apply(voted(later, increase, favour=5), actor=SECRETARY)

    initiative.refresh_from_db()
    assert (initiative.state, initiative.approved_clp) == (
        "budget_identification",
        AMOUNT_CLP + 5_000,
    )
    assert Approval.objects.filter(initiative=initiative).count() == 2


def test_what_a_corrected_agreement_approved_counts_no_more(world: Council) -> None:
    initiative, item = sent()
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    opened(world)
    old = certify_and_apply(voted(world, item, favour=5), actor=SECRETARY)
    close_session(world.session, actor=SECRETARY)
    later = Council(world.body, world.committee, world.members, session_of(world.body))
    again = entered(
        "investment",
        initiative.subject,
        amount_clp=AMOUNT_CLP - 7_000,
        fund="FNDR",
        received_on=TODAY,
    )
    again = item_on_agenda(again, later.session, actor=SECRETARY)
    opened(later)
    new = correct_agreement(old, by=voted(later, again, favour=5), actor=SECRETARY)

    certify_and_apply(new, actor=SECRETARY)

    initiative.refresh_from_db()
    assert initiative.approved_clp == AMOUNT_CLP - 7_000
    first, second = Approval.objects.filter(initiative=initiative).order_by("pk")
    assert (first.replaced_by, second.replaced_by) == (second, None)


@pytest.mark.parametrize(
    ("business", "favour", "state"),
    [
        ("concession", 5, "answered_yes"),
        ("concession", 1, "answered_no"),
        ("plan", 5, "adopted"),
        ("plan", 1, "refused"),
    ],
)
def test_a_plan_is_adopted_and_a_concession_answered(
    world: Council, business: str, favour: int, state: str
) -> None:
    matter = register_matter(
        business=business, title="Un asunto", received_on=TODAY, actor=SECRETARY
    )
    item = entered(business, matter.subject, received_on=TODAY)
    item = item_on_agenda(item, world.session, actor=SECRETARY)
    matter.refresh_from_db()
    assert matter.state == "before_council"
    opened(world)

    certify_and_apply(voted(world, item, favour=favour), actor=SECRETARY)

    matter.refresh_from_db()
    assert (matter.state, matter.decided_on) == (state, TODAY)


def test_minutes_are_approved_by_the_agreement_of_a_later_session(world: Council) -> None:
    opened(world)
    close_session(world.session, actor=SECRETARY)
    minutes = draft_minutes(world.session, actor=SECRETARY)
    world.session.refresh_from_db()
    later = Council(world.body, world.committee, world.members, session_of(world.body))
    item = entered("minutes", minutes_of=world.session)
    item = item_on_agenda(item, later.session, actor=SECRETARY)
    opened(later)

    agreement = certify_and_apply(voted(later, item, favour=5), actor=SECRETARY)

    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_by) == ("approved", agreement)


def test_on_the_agenda_of_a_committee_an_initiative_stays_in_committee(world: Council) -> None:
    initiative, item = sent()
    item = item_to_committee(item, world.committee, actor=SECRETARY)

    study = item_on_agenda(item, session_of(world.committee), actor=SECRETARY)

    initiative.refresh_from_db()
    assert study.studies == item
    assert initiative.state == "in_committee"


def test_the_day_before_its_council_received_it_is_not_possible(world: Council) -> None:
    row = proposal()

    with pytest.raises(AlamedaError):
        send_to_council(
            row,
            version=row.version,
            happened_on=date(2020, 1, 1),
            document="Oficio 41",
            actor=GOVERNOR,
        )

    assert not AgendaItem.objects.exists()
