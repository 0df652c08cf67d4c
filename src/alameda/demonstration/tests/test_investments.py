"""Filling an instance with an invented region."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from alameda.accounts.models import Organisation, Person
from alameda.accounts.rules import ROLE_KEYS
from alameda.demonstration.investments.actions import Summary, generate, generation
from alameda.demonstration.investments.rules.calibration import SCALES
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.intake.models import ImportRun
from alameda.investments import models
from alameda.record.models import Entry
from alameda.territory.actions import load_region
from alameda.thread.models import Link, Subject

TODAY = date(2026, 11, 22)
COUNT = 70
OPERATOR = Actor(kind="person", grants=frozenset({Grant(role="operator")}))
SOURCED = (
    models.Initiative,
    models.InitiativeEvent,
    models.FundingRequest,
    models.Approval,
    models.BudgetLine,
    models.FundingAgreement,
    models.Tender,
    models.Contract,
    models.ContractModification,
    models.ProgressReport,
    models.Payment,
    models.WorksFollowUp,
    models.Grant,
)
# Keys and moments differ from one run to the next; everything else must not.
RELATIONS_AND_MOMENTS = {"id", "changed_at", "source_run"}


@pytest.fixture(autouse=True)
def _small_and_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCALES, "small", COUNT)
    monkeypatch.setattr(generation, "CHUNK", 30)


def fill(*, seed: int = 1, region: str = "santiago", actor: Actor = SYSTEM) -> Summary:
    load_region(region, actor=SYSTEM)
    return generate(scale="small", seed=seed, today=TODAY, actor=actor)


def digest() -> str:
    """A hash of everything that was written, but keys and moments."""
    whole = hashlib.sha256()
    for model in SOURCED:
        fields = [
            field.name
            for field in model._meta.concrete_fields
            if field.name not in RELATIONS_AND_MOMENTS and not field.is_relation
        ]
        for row in model._default_manager.order_by("source_key").values_list(*fields):
            whole.update(repr(row).encode())
    changes = models.StateChange.objects.order_by("initiative__code", "pk")
    for row in changes.values_list("initiative__code", "to_state", "happened_on", "document"):
        whole.update(repr(row).encode())
    links = Link.objects.order_by("source__code", "target__code")
    for row in links.values_list("source__code", "target__code", "kind", "linked_on"):
        whole.update(repr(row).encode())
    return whole.hexdigest()


def digest_of_a_fresh_fill(*, seed: int) -> str:
    before = transaction.savepoint()
    fill(seed=seed)
    connection.check_constraints()
    result = digest()
    transaction.savepoint_rollback(before)
    return result


@pytest.mark.django_db
def test_the_same_seed_writes_the_same_rows_and_another_does_not() -> None:
    first = digest_of_a_fresh_fill(seed=1)

    assert digest_of_a_fresh_fill(seed=1) == first
    assert digest_of_a_fresh_fill(seed=2) != first


@pytest.mark.django_db
@pytest.mark.parametrize("region", ["santiago", "nuble"])
def test_every_region_with_a_pack_can_be_filled(region: str) -> None:
    summary = fill(region=region)

    connection.check_constraints()
    assert summary.initiatives == COUNT
    assert summary.rows["investments_payment"] == models.Payment.objects.count() > COUNT
    assert not models.Initiative.objects.filter(is_demo=False).exists()
    assert not Organisation.objects.filter(is_demo=False).exists()
    assert Subject.objects.filter(kind="initiative").count() == COUNT
    assert Person.objects.filter(is_demo=True).count() == len(ROLE_KEYS)


@pytest.mark.django_db
def test_every_initiative_and_every_payment_is_in_the_record() -> None:
    fill()

    registered = Entry.objects.filter(verb="initiative.registered").values_list("subject")
    assert set(registered) == set(models.Initiative.objects.values_list("code"))
    paid = models.Payment.objects.filter(paid_clp__gt=0).count()
    assert Entry.objects.filter(verb="payment.recorded").count() == paid
    moves = models.StateChange.objects.exclude(from_state="").count()
    assert Entry.objects.filter(verb="initiative.moved").count() == moves


@pytest.mark.django_db
def test_cards_are_computed() -> None:
    fill()

    exemplary = models.Initiative.objects.get(code="99000001-0")
    assert exemplary.paid_clp == exemplary.contracted_clp
    assert exemplary.physical_pct == exemplary.financial_pct == 100
    assert exemplary.finished_on is not None
    assert exemplary.late_days is not None
    assert exemplary.late_days <= 0


@pytest.mark.django_db
def test_filled_twice_it_is_filled_once() -> None:
    fill()
    before, entries = digest(), Entry.objects.count()

    again = fill()

    assert not again.is_new
    assert again.initiatives == COUNT
    assert (digest(), Entry.objects.count()) == (before, entries)


@pytest.mark.django_db
def test_another_demonstration_in_the_same_instance_is_refused() -> None:
    fill(seed=1)
    before = digest()

    with pytest.raises(RuleBrokenError):
        fill(seed=2)

    assert digest() == before


@pytest.mark.django_db
def test_invented_data_never_mix_with_real_ones() -> None:
    load_region("santiago", actor=SYSTEM)
    subject = Subject.objects.create(code="40000001-0", kind="initiative", title="Real")
    models.Initiative.objects.create(
        subject=subject, code="40000001-0", name="Real", kind="project", state="draft", year=2026
    )

    with pytest.raises(RuleBrokenError):
        generate(scale="small", seed=1, today=TODAY, actor=SYSTEM)

    assert models.Initiative.objects.count() == 1
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_without_a_territory_there_is_nothing_to_invent() -> None:
    with pytest.raises(RuleBrokenError):
        generate(scale="small", seed=1, today=TODAY, actor=SYSTEM)

    assert not models.Initiative.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [VISITOR, OPERATOR])
def test_nobody_but_the_system_invents_data(actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        fill(actor=actor)

    assert not models.Initiative.objects.exists()


class _PulledPlugError(Exception):
    pass


@pytest.mark.django_db
def test_interrupted_it_goes_on_where_it_was_and_ends_the_same() -> None:
    whole = digest_of_a_fresh_fill(seed=1)
    load_region("santiago", actor=SYSTEM)

    def pull_the_plug(done: int) -> None:
        if done == 30:
            raise _PulledPlugError

    with pytest.raises(_PulledPlugError):
        generate(scale="small", seed=1, today=TODAY, actor=SYSTEM, progress=pull_the_plug)
    assert models.Initiative.objects.count() == 30
    assert ImportRun.objects.get().state == ImportRun.State.RUNNING

    later = date(2026, 12, 24)
    told: list[int] = []
    generate(scale="small", seed=1, today=later, actor=SYSTEM, progress=told.append)

    assert told == [60, 70]
    assert ImportRun.objects.get().state == ImportRun.State.DONE
    assert digest() == whole
    registered = Entry.objects.filter(verb="initiative.registered")
    assert registered.count() == registered.values("subject").distinct().count() == COUNT


@pytest.mark.django_db
def test_a_larger_chunk_asks_no_more_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for chunk in (35, 70):
        monkeypatch.setattr(generation, "CHUNK", chunk)
        before = transaction.savepoint()
        with CaptureQueriesContext(connection) as queries:
            fill()
        counts.append(len(queries))
        transaction.savepoint_rollback(before)

    assert counts[1] < counts[0]
