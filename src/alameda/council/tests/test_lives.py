"""What moves along a life takes its subject with it; what may not, stays as it was."""

from __future__ import annotations

import pytest

from alameda.council.rules import states
from alameda.council.rules.states import POINT
from alameda.council.rules.vocabulary import BUSINESS
from alameda.council.tests.test_points import opened
from alameda.foundation.errors import RuleBrokenError
from alameda.thread.actions import move
from alameda.thread.models import Subject


@pytest.mark.django_db
def test_a_thing_moves_with_its_subject_or_not_at_all() -> None:
    point, _proposer = opened()
    before = Subject.objects.get(pk=point.subject_id)

    with pytest.raises(RuleBrokenError):
        move(point, POINT, "dealt_with")
    point.refresh_from_db()
    assert point.state == "collecting"
    assert Subject.objects.get(pk=point.subject_id).changed_at == before.changed_at

    move(point, POINT, "reached")
    point.refresh_from_db()
    after = Subject.objects.get(pk=point.subject_id)
    assert (point.state, after.state) == ("reached", "reached")
    assert after.changed_at > before.changed_at


def test_a_matter_that_ended_goes_nowhere() -> None:
    for business in BUSINESS:
        life = states.matter_life(business.key)
        assert {state for state, _to in life.moves} <= {"entered", "before_council"}
