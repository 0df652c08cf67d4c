"""What looks wrong is said before it is saved, and gone on with once somebody looked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alameda.accounts.models import Organisation
from alameda.foundation.errors import RuleBrokenError
from alameda.investments.actions.registering import (
    change_draft,
    register_draft,
    register_initiative,
)
from alameda.investments.models import Initiative
from alameda.investments.rules.registering import Usual, is_a_thousandfold, is_in_thousands
from alameda.investments.selectors.doubts import ceiling_of, doubts_about, usual_on
from alameda.investments.selectors.sheets import sheet_of
from alameda.investments.tests.factories import ComunaFactory, InitiativeFactory
from alameda.investments.tests.sheets import whole
from alameda.investments.tests.test_moves import actor_with
from alameda.investments.tests.test_registering import formulator

PLANNER = actor_with("planner")
YEAR = timezone.localdate().year


def keys_about(**change: Any) -> list[str]:
    found = doubts_about(whole(**change), on=timezone.localdate(), actor=PLANNER)
    return [doubt.key for doubt in found]


@given(
    low=st.integers(10_000_000, 10**9),
    width=st.integers(1, 100),
    share=st.floats(0, 1),
)
def test_what_is_usual_is_never_doubted_and_its_thousandth_always_is(
    low: int, width: int, share: float
) -> None:
    usual = Usual(low_clp=low, high_clp=low * width, count=20)
    amount_clp = round(low + share * (usual.high_clp - low))

    assert not is_in_thousands(amount_clp, usual)
    assert not is_a_thousandfold(amount_clp, usual)
    assert is_in_thousands(amount_clp // 1_000, usual) or amount_clp > low * 100
    assert is_a_thousandfold(amount_clp * 1_000, usual) or width > 99


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount_clp", "is_doubted"),
    [(250_000_000, False), (250_000, True), (30_000_000, False), (90_000_000_000_000, True)],
)
def test_without_a_portfolio_the_law_says_what_is_usual(
    amount_clp: int, *, is_doubted: bool
) -> None:
    assert ("amount" in keys_about(amount_clp=amount_clp)) is is_doubted


@pytest.mark.django_db
def test_the_portfolio_of_the_route_says_what_is_usual() -> None:
    for number in range(20):
        InitiativeFactory.create(route="frpd", requested_clp=1_000_000 + number * 50_000)

    usual = usual_on("frpd", on=timezone.localdate())

    assert usual is not None
    assert (usual.count, usual.low_clp < 1_100_000) == (20, True)
    assert keys_about(route="frpd", amount_clp=1_500_000) == []
    assert keys_about(route="frpd", amount_clp=1_500) == ["amount"]
    assert keys_about(route="frpd", amount_clp=1_500_000_000) == ["amount"]


@pytest.mark.django_db
def test_above_the_ceiling_of_its_route_it_is_said() -> None:
    ceiling_clp = ceiling_of("fril", on=timezone.localdate())
    assert ceiling_clp is not None

    assert keys_about(route="fril", amount_clp=ceiling_clp) == []
    assert keys_about(route="fril", amount_clp=ceiling_clp + 1) == ["amount"]


@pytest.mark.django_db
def test_one_of_a_similar_name_in_the_same_place_is_named_and_gone_on_with() -> None:
    place, other = ComunaFactory.create(), ComunaFactory.create()
    first = register_initiative(whole(comunas=(place,)), actor=PLANNER)
    again = whole(comunas=(place,), name="CONSTRUCCION PLAZA EL SOL")

    with pytest.raises(RuleBrokenError, match=first.code) as refused:
        register_draft(again, actor=PLANNER)

    assert refused.value.field == "confirm_twin"
    assert Initiative.objects.count() == 1
    assert register_draft(again, confirmed={"twin"}, actor=PLANNER).code != first.code
    assert "twin" not in keys_about(comunas=(other,))
    assert "twin" not in keys_about(comunas=(place,), name="Reposición alumbrado público avenida")
    Initiative.objects.update(year=YEAR - 6)
    assert "twin" not in keys_about(comunas=(place,))


@pytest.mark.django_db
def test_a_draft_of_another_municipality_is_not_told() -> None:
    place, other = ComunaFactory.create(), ComunaFactory.create()
    register_draft(whole(comunas=(place, other)), actor=PLANNER)

    assert "twin" in keys_about(comunas=(place,))
    hidden = doubts_about(
        whole(comunas=(place,)), on=timezone.localdate(), actor=formulator("00000")
    )
    assert hidden == []


@pytest.mark.django_db
def test_parts_of_one_work_that_pass_the_ceiling_together_are_said() -> None:
    place = ComunaFactory.create()
    ceiling_clp = ceiling_of("fril", on=timezone.localdate()) or 0
    unit = Organisation.objects.create(
        slug="municipalidad-de-prueba", name="Municipalidad de Prueba"
    )
    part = InitiativeFactory.create(
        name="Mejoramiento veredas etapa 1", route="fril", formulator=unit, year=YEAR,
        requested_clp=ceiling_clp // 2 + 1, state="entered",
    )  # fmt: skip
    part.comunas.add(place)
    asked = {
        "comunas": (place,), "route": "fril", "name": "Mejoramiento veredas etapa 2",
        "amount_clp": ceiling_clp // 2 + 1,
    }  # fmt: skip

    assert "split" in keys_about(**asked)
    assert "split" not in keys_about(**asked | {"amount_clp": ceiling_clp // 2 - 1})
    assert "split" not in keys_about(**asked | {"formulator": "SERVIU"})
    assert "split" not in keys_about(**asked | {"comunas": (ComunaFactory.create(),)})
    assert "split" not in keys_about(**asked | {"route": "sni"})
    Initiative.objects.filter(pk=part.pk).update(state="withdrawn")
    assert "split" not in keys_about(**asked)


@pytest.mark.django_db
def test_what_was_looked_at_stays_confirmed_while_it_says_the_same() -> None:
    row = register_draft(whole(amount_clp=250_000), confirmed={"amount"}, actor=PLANNER)

    same = change_draft(row, replace(sheet_of(row), fund="FRPD"), version=1, actor=PLANNER)

    with pytest.raises(RuleBrokenError) as refused:
        change_draft(same, replace(sheet_of(same), amount_clp=260_000), version=2, actor=PLANNER)
    assert refused.value.field == "confirm_amount"
    same.refresh_from_db()
    assert (same.version, same.requested_clp) == (2, 250_000)
