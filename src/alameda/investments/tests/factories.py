"""Investments to test with."""

from __future__ import annotations

from datetime import date

import factory

from alameda.investments import models
from alameda.territory.models import Comuna, Province, Region
from alameda.thread.tests.factories import SubjectFactory


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    """The region of the tests; asked again it is the same."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "prueba"
    cut = "99"
    name = "Región de Prueba"
    government = "Gobierno de Prueba"
    capital = "Prueba"


class ProvinceFactory(factory.django.DjangoModelFactory[Province]):
    """Its only province."""

    class Meta:
        model = Province
        django_get_or_create = ("cut",)

    cut = "991"
    name = "Provincia de Prueba"
    region = factory.SubFactory(RegionFactory)


class ComunaFactory(factory.django.DjangoModelFactory[Comuna]):
    """A comuna of ten thousand inhabitants with its own tile."""

    class Meta:
        model = Comuna

    cut = factory.Sequence(lambda number: f"99{number % 1000:03}")
    name = factory.LazyAttribute(lambda row: f"Comuna {row.cut}")
    sort_name = factory.LazyAttribute(lambda row: f"comuna {row.cut}")
    province = factory.SubFactory(ProvinceFactory)
    population = 10_000
    tile_x = factory.Sequence(lambda number: 1 + number % 16)
    tile_y = factory.Sequence(lambda number: 1 + number // 16 % 16)


class InitiativeFactory(factory.django.DjangoModelFactory[models.Initiative]):
    """A public project in execution."""

    class Meta:
        model = models.Initiative

    code = factory.Sequence(lambda number: f"INV-{number}")
    source_key = factory.LazyAttribute(lambda row: f"test:{row.code}")
    name = factory.LazyAttribute(lambda row: f"Mejoramiento plaza {row.code}")
    subject = factory.LazyAttribute(
        lambda row: SubjectFactory.create(
            code=row.code,
            kind="initiative",
            title=row.name,
            address=f"/inversiones/{row.code}/",
        )
    )
    kind = "project"
    route = "sni"
    stage = "execution"
    state = "in_execution"
    year = 2025


class RegistrationFactory(factory.django.DjangoModelFactory[models.Registration]):
    """What was asked for an initiative, from the FNDR."""

    class Meta:
        model = models.Registration

    initiative = factory.SubFactory(InitiativeFactory)
    asked_clp = 250_000_000
    asked_year = 2026
    fund = "FNDR"


class StageFactory(factory.django.DjangoModelFactory[models.Stage]):
    """The execution stage of an initiative."""

    class Meta:
        model = models.Stage

    initiative = factory.SubFactory(InitiativeFactory)
    stage = "execution"


class FundingRequestFactory(factory.django.DjangoModelFactory[models.FundingRequest]):
    """A request of 2025."""

    class Meta:
        model = models.FundingRequest

    stage = factory.SubFactory(StageFactory)
    source_key = factory.Sequence(lambda number: f"test:request:{number}")
    year = 2025
    route = "sni"


class EvaluationRoundFactory(factory.django.DjangoModelFactory[models.EvaluationRound]):
    """A first round, recommended."""

    class Meta:
        model = models.EvaluationRound

    request = factory.SubFactory(FundingRequestFactory)
    number = 1
    result = "rs"
    result_on = date(2025, 3, 3)


class BudgetLineFactory(factory.django.DjangoModelFactory[models.BudgetLine]):
    """A line in the budget of 2025."""

    class Meta:
        model = models.BudgetLine

    initiative = factory.SubFactory(InitiativeFactory)
    source_key = factory.Sequence(lambda number: f"test:line:{number}")
    budget_year = 2025


class ApprovalFactory(factory.django.DjangoModelFactory[models.Approval]):
    """An agreement of the Council."""

    class Meta:
        model = models.Approval

    initiative = factory.SubFactory(InitiativeFactory)
    source_key = factory.Sequence(lambda number: f"test:approval:{number}")
    kind = "council"
    number = "218-2025"
    approved_on = date(2025, 5, 14)


class ContractFactory(factory.django.DjangoModelFactory[models.Contract]):
    """A contract of 540 days from 2 January 2026."""

    class Meta:
        model = models.Contract

    initiative = factory.SubFactory(InitiativeFactory)
    source_key = factory.Sequence(lambda number: f"test:contract:{number}")
    amount_clp = 1_000_000
    signed_on = date(2025, 12, 2)
    site_handed_over_on = date(2026, 1, 2)
    term_days = 540


class PaymentFactory(factory.django.DjangoModelFactory[models.Payment]):
    """A payment of March 2026."""

    class Meta:
        model = models.Payment

    initiative = factory.SubFactory(InitiativeFactory)
    source_key = factory.Sequence(lambda number: f"test:payment:{number}")
    month = date(2026, 3, 1)
    paid_clp = 1_000


class ProgressReportFactory(factory.django.DjangoModelFactory[models.ProgressReport]):
    """Progress at the end of March 2026."""

    class Meta:
        model = models.ProgressReport

    initiative = factory.SubFactory(InitiativeFactory)
    source_key = factory.Sequence(lambda number: f"test:progress:{number}")
    reported_on = date(2026, 3, 31)
    physical_pct = 41


class InitiativeEventFactory(factory.django.DjangoModelFactory[models.InitiativeEvent]):
    """A dated fact."""

    class Meta:
        model = models.InitiativeEvent

    initiative = factory.SubFactory(InitiativeFactory)
    source_key = factory.Sequence(lambda number: f"test:event:{number}")
    happened_on = date(2025, 1, 15)
    kind = "admissible"
