"""Hours that are too far away, that do not exist or come twice: refused beside the field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alameda.council.models import Commitment, Session
from alameda.council.tests.factories import make_council
from alameda.council.tests.test_hours_on_the_wall import SANTIAGO, night_of_going_back
from alameda.desk.tests.walking import Walker, make_session, room
from alameda.foundation.hours import Trouble, trouble_of
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
NEW = "/mesa/consejo/sesiones/nueva/"
SHAPE = "%Y-%m-%dT%H:%M"


def soon() -> str:
    """Ten in the morning, in three weeks."""
    at = timezone.localtime() + timedelta(days=21)
    return f"{at.replace(hour=10, minute=0):{SHAPE}}"


@pytest.mark.parametrize("field", ["starts_at", "second_starts_at"])
@pytest.mark.parametrize(
    "far", ["9999-12-31T22:00", "9999-12-31T10:00", "2206-12-20T10:00", "1899-12-31T10:00"]
)
def test_a_session_is_not_convened_for_another_century(field: str, far: str) -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open(NEW)

    secretary.do("convene", status=422, **{"starts_at": soon(), "place": "Sala", field: far})

    assert "demasiado lejos" in secretary.html
    assert f'id="convene-{field}-error"' in secretary.html
    assert f'value="{far}"' in secretary.html
    assert not Session.objects.exists()
    assert not Entry.objects.exists()
    for path in ("/consejo/", "/consejo/sesiones/", "/mesa/consejo/", "/cal/consejo.ics"):
        secretary.open(path)


def test_a_session_is_not_convened_for_the_year_after_the_next_two() -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open(NEW)
    far = f"{timezone.localtime() + timedelta(days=740):{SHAPE}}"

    secretary.do("convene", status=422, starts_at=far, place="Sala")

    assert 'id="convene-starts_at-error"' in secretary.html
    assert "dos años" in secretary.html
    assert not Session.objects.exists()
    secretary.do("convene", starts_at=soon())
    assert Session.objects.count() == 1


def test_an_hour_that_comes_twice_is_explained_beside_the_field() -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open(NEW)
    twice = f"{timezone.localtime(night_of_going_back()):{SHAPE}}"

    secretary.do("convene", status=422, starts_at=twice, place="Sala")

    assert "dos veces" in secretary.html
    assert f'value="{twice}"' in secretary.html
    assert not Session.objects.exists()


def test_an_hour_that_does_not_exist_is_explained_beside_the_field() -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open(NEW)
    nights = (timezone.localtime() + timedelta(days=n) for n in range(370))
    walls = (night.replace(hour=0, minute=30, tzinfo=None) for night in nights)
    missing = next(wall for wall in walls if trouble_of(wall, SANTIAGO) is Trouble.MISSING)

    secretary.do("convene", status=422, starts_at=f"{missing:{SHAPE}}", place="Sala")

    assert "no existe" in secretary.html
    assert f'value="{missing:{SHAPE}}"' in secretary.html
    assert not Session.objects.exists()


def test_a_commitment_is_not_due_in_another_century() -> None:
    session, _members, _items = make_session()
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    asked = {"kind": "request", "text": "Veredas", "owner": "Vialidad"}

    secretary.do("commitment", status=422, **asked, due_on="9999-12-31")

    assert "demasiado lejos" in secretary.html
    assert 'value="9999-12-31"' in secretary.html
    assert not Commitment.objects.exists()
