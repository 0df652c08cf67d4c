"""Only the system invents."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alameda.accounts.models import Person
from alameda.council.models import Body
from alameda.demonstration.story import invent_council
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import NotAllowedError
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
STAFF = [
    Actor(kind="person", person_id=1, grants=frozenset({Grant(role=role)}))
    for role in ("governor", "council_secretary")
]


@pytest.mark.parametrize("actor", [VISITOR, *STAFF])
def test_nobody_but_the_system_invents_a_council(actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        invent_council(seed=3, today=timezone.localdate(), actor=actor)

    assert not Body.objects.exists()
    assert not Person.objects.exists()
    assert not Entry.objects.exists()
