"""The table that says what the Council's acts do to the things of other modules."""

from __future__ import annotations

from dataclasses import fields

import pytest

from alameda.council.models import AgendaItem
from alameda.council.tests.factories import BodyFactory
from alameda.journeys.effects import EFFECTS, Act, Effects, effects_on, nothing
from alameda.journeys.tests.worlds import SECRETARY, sent
from alameda.thread.tests.factories import SubjectFactory

ACTS = [field.name for field in fields(Effects)]


@pytest.mark.parametrize("act", ACTS)
def test_each_act_says_what_it_does_to_an_initiative_and_leaves_a_matter_to_the_council(
    act: str,
) -> None:
    assert getattr(EFFECTS["initiative"], act) is not nothing
    assert getattr(EFFECTS["matter"], act) is nothing


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
def test_what_is_in_no_row_of_the_table_or_is_only_studied_stays_as_it_is(act: str) -> None:
    body = BodyFactory.create(slug="consejo", kind="council")
    initiative, item = sent()
    unknown = AgendaItem.objects.create(
        code="I-1", body=body, business="other", title="Otro", matter=SubjectFactory.create()
    )
    study = AgendaItem.objects.create(
        code="I-2", body=body, business="investment", title="Estudio", matter=item.matter,
        studies=item,
    )  # fmt: skip

    for row in (unknown, study):
        getattr(effects_on(row), act)(Act(item=row, actor=SECRETARY))

    version = initiative.version
    initiative.refresh_from_db()
    assert (initiative.state, initiative.version) == ("sent_to_council", version)
