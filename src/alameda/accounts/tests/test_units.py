"""The organisation chart: units added, changed and ended; each refusal beside its success."""

from __future__ import annotations

from datetime import date

import pytest

from alameda.accounts.actions import add_unit, change_unit, end_role, end_unit
from alameda.accounts.models import Unit
from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)
from alameda.record.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.acts_told]
LAST = date(2026, 12, 31)
OPERATOR = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="operator")}))
HEAD = Actor(
    kind="person", person_id=3, grants=frozenset({Grant(role="division_head", unit="dipir")})
)


def test_a_unit_is_added_under_another_and_the_record_says_so() -> None:
    above = add_unit(name="División de Presupuesto", acronym="DIPIR", actor=OPERATOR)

    unit = add_unit(name=" Seguimiento\nde Proyectos ", parent=above, actor=OPERATOR)

    assert (above.code, unit.code) == ("dipir", "seguimiento-de-proyectos")
    assert unit.name == "Seguimiento de Proyectos"
    entry = Entry.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.verb, entry.payload["code"]) == ("unit.added", unit.code)
    assert entry.payload["parent"] == "dipir"


@pytest.mark.parametrize(
    ("actor", "name", "code", "refusal"),
    [
        (VISITOR, "Control", "", NotAllowedError),
        (HEAD, "Control", "", NotAllowedError),
        (OPERATOR, " ", "", BadInputError),
        (OPERATOR, "C" * 5000, "", BadInputError),
        (OPERATOR, "Control", "!!!", BadInputError),
        (OPERATOR, "Control", "dipir", RuleBrokenError),
    ],
)
def test_a_refused_unit_leaves_no_trace(
    actor: Actor, name: str, code: str, refusal: type[AlamedaError]
) -> None:
    Unit.objects.create(code="dipir", name="DIPIR")

    with pytest.raises(refusal):
        add_unit(name=name, code=code, actor=actor)

    assert Unit.objects.count() == 1
    assert not Entry.objects.exists()


def test_nothing_new_stands_under_a_unit_that_ends() -> None:
    gone = Unit.objects.create(code="old", name="Old", ends_on=LAST)

    with pytest.raises(RuleBrokenError):
        add_unit(name="New", parent=gone, actor=OPERATOR)

    assert Unit.objects.count() == 1


def test_a_unit_moves_and_never_under_itself() -> None:
    top = Unit.objects.create(code="top", name="Top")
    middle = Unit.objects.create(code="middle", name="Middle", parent=top)
    low = Unit.objects.create(code="low", name="Low", parent=middle)

    change_unit(low, name="Lower", acronym="LW", parent=top, actor=OPERATOR)

    low.refresh_from_db()
    assert (low.name, low.acronym, low.parent) == ("Lower", "LW", top)
    for unit, above in ((top, low), (top, top), (top, middle)):
        with pytest.raises(RuleBrokenError):
            change_unit(unit, name=unit.name, acronym="", parent=above, actor=OPERATOR)
    with pytest.raises(NotAllowedError):
        change_unit(low, name="Mine", acronym="", parent=None, actor=HEAD)
    top.refresh_from_db()
    low.refresh_from_db()
    assert (top.parent, low.name) == (None, "Lower")
    assert Entry.objects.count() == 1


def test_a_unit_ends_when_nobody_holds_a_role_in_it_and_nothing_stands_below() -> None:
    unit = Unit.objects.create(code="dipir", name="DIPIR", starts_on=date(2026, 1, 1))
    below = Unit.objects.create(code="below", name="Below", parent=unit)
    grant = RoleGrantFactory.create(unit=unit)
    with pytest.raises(RuleBrokenError, match=r"1 "):
        end_unit(unit, ends_on=LAST, actor=OPERATOR)
    end_role(grant, ends_on=LAST, actor=OPERATOR)
    with pytest.raises(RuleBrokenError, match="Below"):
        end_unit(unit, ends_on=LAST, actor=OPERATOR)
    end_unit(below, ends_on=LAST, actor=OPERATOR)
    for wrong in (date(2025, 1, 1), date(2026, 12, 1)):
        with pytest.raises(RuleBrokenError):
            end_unit(unit, ends_on=wrong, actor=OPERATOR)
    with pytest.raises(BadInputError):
        end_unit(unit, ends_on=date(9999, 1, 1), actor=OPERATOR)
    with pytest.raises(NotAllowedError):
        end_unit(unit, ends_on=LAST, actor=HEAD)
    unit.refresh_from_db()
    assert unit.ends_on is None

    end_unit(unit, ends_on=LAST, actor=OPERATOR)

    unit.refresh_from_db()
    assert unit.ends_on == LAST
    with pytest.raises(RuleBrokenError):
        end_unit(unit, ends_on=LAST, actor=OPERATOR)
    assert Entry.objects.filter(verb="unit.ended").count() == 2
