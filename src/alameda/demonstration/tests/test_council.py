"""The invented council: the same for a seed, its counts and its votes add up to who was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from alameda.accounts.models import Person
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    CitizenPoint,
    Councillor,
    Mandate,
    Minutes,
    Presence,
    Session,
    Vote,
)
from alameda.council.rules.vocabulary import BUSINESS
from alameda.demonstration import story as council_demonstration
from alameda.demonstration.council.actions import Filled
from alameda.demonstration.council.rules.calibration import DETAILED_DAYS, TERMS
from alameda.demonstration.council.rules.history import Facts, invent_council
from alameda.demonstration.council.rules.plans import Case, Place
from alameda.demonstration.investments.actions import generate
from alameda.demonstration.investments.rules import calibration
from alameda.foundation.actor import SYSTEM
from alameda.foundation.hours import instant_of
from alameda.investments.models import Approval, Initiative
from alameda.record.models import Entry
from alameda.territory.actions import load_region
from alameda.thread.models import Link, Subject

TODAY = timezone.localdate()
LATEST = TODAY - timedelta(days=(TODAY.weekday() - 2) % 7)
CHOICES = ("favour", "against", "abstain", "not_voting", "recused")


def facts(seed: int = 7, *, seats: int | None = 16) -> Facts:
    places = [Place(key, f"16{key % 3}", f"Comuna {key}", 20_000) for key in range(1, 22)]
    cases = [
        Case(
            subject=number,
            code=f"INV-{number}",
            title=f"Mejoramiento plaza {number}",
            amount_clp=900_000_000,
            sent_on=LATEST - timedelta(days=14 * number + 20),
            decided_on=LATEST - timedelta(days=14 * number),
            outcome="refused" if number == 3 else "approved",
            state="",
            beneficiary="Municipalidad",
        )
        for number in range(30)
    ]
    cases.append(
        Case(90, "INV-90", "Ciclovía", 1, TODAY - timedelta(days=20), None, "", "in_committee", "")
    )
    return Facts(
        seed=seed,
        region="NB",
        places=places,
        seats=seats,
        cases=cases,
        today=TODAY,
        now=timezone.now(),
        zone=timezone.get_default_timezone(),
        due_on=lambda on: on + timedelta(days=7),
    )


def test_the_same_seed_gives_the_same_council_and_another_one_another() -> None:
    given = facts()
    first, again = invent_council(given), invent_council(given)

    assert first == again
    assert first != invent_council(facts(8))


def test_every_vote_adds_up_to_who_was_in_the_room() -> None:
    plan = invent_council(facts())
    votes = [(session, vote) for session in plan.sessions for vote in session.votes]

    assert len(votes) > 200
    for session, vote in votes:
        inside = {
            stay.code
            for stay in session.stays
            if stay.arrived_at <= vote.opened_at
            and (stay.left_at is None or stay.left_at > vote.opened_at)
        }
        assert set(vote.choices) == inside
        assert sum(vote.count(choice) for choice in CHOICES) == len(vote.choices)
        assert (vote.outcome == "approved") == (vote.count("favour") >= vote.needed)
        assert len(inside) - vote.count("recused") >= session.quorum_needed


def test_each_case_ends_as_it_did_on_its_day() -> None:
    given = facts()
    plan = invent_council(given)
    agreed = {
        item.case: (session.on, item.agreement.outcome)
        for session in plan.sessions
        for item in session.items
        if item.case is not None and item.agreement is not None
    }

    assert agreed == {
        case.subject: (case.decided_on, case.outcome) for case in given.cases if case.decided_on
    }
    ahead = [session for session in plan.sessions if session.closed_at is None]
    assert 90 in {item.case for session in ahead for item in session.items}


def test_every_kind_of_business_comes_and_codes_are_given_once() -> None:
    plan = invent_council(facts())
    items = [item for session in plan.sessions for item in session.items] + plan.waiting

    assert {item.business for item in items} == {kind.key for kind in BUSINESS}
    for codes in (
        [item.code for item in items],
        [session.code for session in plan.sessions],
        [item.agreement.code for item in items if item.agreement],
        [seat.code for seat in plan.seats],
        [seat.slug for seat in plan.seats],
    ):
        assert len(set(codes)) == len(codes)
    assert Counter(item.state for item in items)["postponed"] > 0
    assert Counter(item.state for item in items)["withdrawn"] > 0


@pytest.mark.parametrize(("seats", "expected"), [(34, 34), (None, 16)])
def test_seats_are_as_the_law_says_and_shared_among_the_circumscriptions(
    seats: int | None, expected: int
) -> None:
    plan = invent_council(facts(seats=seats))

    holding = [seat for seat in plan.seats if seat.starts_on <= TODAY <= seat.ends_on]
    assert sum(seat.kind == "councillor" for seat in holding) == expected
    assert sum(seat.kind == "governor" for seat in holding) == 1
    assert sum(count for _slug, _name, count, _comunas in plan.circumscriptions) == expected
    comunas = [key for *_rest, keys in plan.circumscriptions for key in keys]
    assert sorted(comunas) == list(range(1, 22))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Filled]:
    """A small demonstration with its council, made once and taken back after the last test."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patched,
        transaction.atomic(),
    ):
        patched.setitem(calibration.SCALES, "small", 120)
        load_region("nuble", actor=SYSTEM)
        generate(scale="small", seed=3, today=TODAY, actor=SYSTEM)
        yield council_demonstration.invent_council(seed=3, today=TODAY, actor=SYSTEM)
        transaction.set_rollback(True)


@pytest.fixture
def filled(world: Filled, db: None) -> Filled:
    """The same, for a test that changes nothing of it for the others."""
    return world


def test_in_the_database_every_count_is_that_of_its_ballots(filled: Filled) -> None:
    assert filled.is_new
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    ballots = Counter(Ballot.objects.values_list("vote_id", "choice"))
    for vote in Vote.objects.all():
        for choice in CHOICES:
            assert getattr(vote, choice) == ballots[vote.pk, choice], vote.code
        assert vote.present == sum(getattr(vote, choice) for choice in CHOICES)
    for session in Session.objects.filter(closed_at__isnull=False):
        attended = Attendance.objects.filter(session=session, state="present")
        stayed = Presence.objects.filter(session=session)
        assert set(attended.values_list("councillor", flat=True)) == set(
            stayed.values_list("councillor", flat=True)
        )


def test_every_decision_of_the_portfolio_has_its_agreement_with_names(
    filled: Filled, client: Client
) -> None:
    decided = Initiative.objects.filter(approvals__kind="council").distinct()
    assert decided.count() > 10
    for initiative in decided:
        link = Link.objects.get(
            source=initiative.subject, target__kind="agreement", kind="approved_by"
        )
        agreement = Agreement.objects.get(subject=link.target)
        approval = initiative.approvals.get(kind="council")
        assert approval.number == f"{agreement.number}/{agreement.year}"
        assert approval.approved_on == agreement.agreed_on
        assert agreement.vote.ballots.count() == agreement.vote.present
    newest = decided.order_by("-approvals__approved_on").first()
    assert newest is not None
    page = client.get(f"/inversiones/{newest.code}/").content.decode()
    assert "/consejo/votaciones/" in page
    assert "Consejería 0" in page


def test_who_waits_is_on_the_next_agenda_and_the_last_session_has_a_draft(filled: Filled) -> None:
    ahead = Session.objects.filter(starts_at__gt=timezone.now(), body__kind="council")
    assert set(ahead.values_list("state", flat=True)) == {"agenda_published", "convened"}
    waiting = Initiative.objects.filter(subject__in=filled.on_agenda)
    assert {row.state for row in waiting} <= {"in_plenary"}
    assert Minutes.objects.filter(state="drafted").count() == 1
    assert not Initiative.objects.filter(state="in_committee").exclude(
        subject__in=AgendaItem.objects.exclude(matter=None).values("matter")
    )


def test_the_sessions_ahead_are_kept_as_the_clock_shows_them(filled: Filled) -> None:
    del filled
    rows = list(Session.objects.filter(opened_at__isnull=True, import_run__isnull=True))

    assert rows
    for row in rows:
        assert instant_of(datetime.fromisoformat(row.starts_wall), row.zone) == row.starts_at
        second = instant_of(datetime.fromisoformat(row.second_starts_wall), row.zone)
        assert second == row.second_starts_at


def test_of_each_committee_only_the_last_session_waits_for_its_minutes(filled: Filled) -> None:
    held = Session.objects.exclude(body__kind="council").filter(closed_at__isnull=False)
    waiting = held.filter(minutes=None)

    assert held.count() > waiting.count() > 0
    assert set(waiting.values_list("state", flat=True)) == {"closed"}
    for session in waiting:
        assert not held.filter(body=session.body, starts_at__gt=session.starts_at).exists()
    for minutes in Minutes.objects.filter(session__in=held).select_related("session"):
        assert (minutes.state, minutes.session.state) == ("published", "published")
        assert minutes.approved_at is not None
        assert minutes.drafted_at < minutes.approved_at


def test_supporters_are_people_or_are_said_to_be_invented(filled: Filled, client: Client) -> None:
    collecting = CitizenPoint.objects.get(state="collecting")
    seated = Councillor.objects.exclude(account=None).values("account")

    assert collecting.supports.count() == collecting.supporters == 3
    assert not collecting.supports.filter(person__in=seated).exists()
    assert "es inventado" not in client.get(collecting.get_absolute_url()).content.decode()
    for point in CitizenPoint.objects.exclude(state="collecting"):
        page = client.get(point.get_absolute_url()).content.decode()
        assert ("es inventado" in page) == (point.supporters > 0)


def test_members_are_called_by_role_and_number_and_some_have_an_account(filled: Filled) -> None:
    for member in Councillor.objects.all():
        assert member.name.startswith(("Consejería ", "Gobernación"))
        assert member.is_demo
    accounts = Person.objects.filter(pk__in=Councillor.objects.values("account"))
    assert accounts.filter(grants__role="councillor").count() == 5
    assert accounts.filter(grants__role="governor").count() == 1
    assert Mandate.objects.exclude(replaces=None).count() == 1
    names = {name.partition(" (")[0] for name in Councillor.objects.values_list("name", flat=True)}
    published = " ".join(
        str(payload) for payload in (entry.payload for entry in Entry.objects.iterator())
    )
    assert not [name for name in names if name.startswith("Consejería") and name in published]


def test_only_what_is_public_is_shown_and_certificates_are_of_the_newest(filled: Filled) -> None:
    hidden = Agreement.objects.filter(published_at=None).values("subject")
    assert not Subject.objects.filter(pk__in=hidden, visibility="public").exists()
    certified = Agreement.objects.exclude(certificate=None)
    assert 0 < certified.count() <= 20
    assert not Agreement.objects.filter(certified_at=None).exists()
    oldest = certified.order_by("agreed_on").first()
    assert oldest is not None
    assert oldest.agreed_on > TODAY - timedelta(days=DETAILED_DAYS)


def test_filled_again_nothing_changes(filled: Filled) -> None:
    entries, votes = Entry.objects.count(), Vote.objects.count()

    again = council_demonstration.invent_council(seed=3, today=TODAY, actor=SYSTEM)

    assert not again.is_new
    assert (Entry.objects.count(), Vote.objects.count()) == (entries, votes)


def test_terms_follow_each_other_without_a_gap() -> None:
    for (_start, ends_on), (starts_on, _end) in pairwise(TERMS):
        assert starts_on == ends_on + timedelta(days=1)
    assert TERMS[0][0] == date(2018, 3, 11)


def test_approvals_of_the_demonstration_keep_their_number_in_the_budget(filled: Filled) -> None:
    for approval in Approval.objects.filter(kind="council").select_related("initiative"):
        for line in approval.initiative.lines.all():
            if line.approval_as_written.startswith("CORE "):
                assert line.approval_as_written == f"CORE {approval.number}"
