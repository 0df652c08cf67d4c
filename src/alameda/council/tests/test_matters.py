"""What the Council is asked about: registered, and moved by what it decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from alameda.council.actions.matters import move_matter, register_matter
from alameda.council.models import Matter
from alameda.council.rules import vocabulary
from alameda.council.rules.matters import FINAL, REGISTERED, moves_of, state_decided
from alameda.council.rules.states import matter_life
from alameda.council.selectors.matters import get_matter
from alameda.council.tests.factories import CABINET, GOVERNOR, SECRETARY, make_council
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry
from alameda.thread.models import Subject

ON = date(2026, 4, 8)


def registered(**more: Any) -> Matter:
    make_council(1)
    given = {
        "business": "concession",
        "title": "Concesión de un terreno",
        "received_on": date(2026, 3, 2),
        "actor": CABINET,
    }
    return register_matter(**{**given, **more})


@pytest.mark.parametrize("business", REGISTERED)
def test_every_matter_ends_and_an_end_has_no_way_out(business: str) -> None:
    vocabulary.business(business)
    for outcome in ("approved", "refused"):
        end = state_decided(business, outcome)
        assert matter_life(business).may_go("before_council", end)
        assert matter_life(business).may_go("entered", end)
    assert all(moves_of(business, end) == () for end in FINAL)


def test_a_question_is_answered_and_a_proposal_is_adopted() -> None:
    assert state_decided("concession", "approved") == "answered_yes"
    assert state_decided("environmental", "refused") == "answered_no"
    assert state_decided("plan", "approved") == "adopted"
    assert state_decided("regulation", "refused") == "refused"
    assert "answered_yes" not in moves_of("plan", "before_council")
    assert "stood_by_silence" in moves_of("plan", "before_council")
    assert "stood_by_silence" not in moves_of("environmental", "before_council")


@pytest.mark.django_db
def test_a_matter_is_registered_and_followed_to_its_end() -> None:
    matter = registered(amount_clp=5, applicant="Club deportivo")

    assert (matter.code, matter.state) == ("M-2026-0001", "entered")
    assert get_matter(matter.code) == matter
    moved = move_matter(matter, to="before_council", on=ON, actor=SECRETARY)
    assert (moved.state, moved.decided_on) == ("before_council", None)
    done = move_matter(matter, to="answered_yes", on=ON, actor=SECRETARY)

    assert (done.state, done.decided_on, done.version) == ("answered_yes", ON, 3)
    assert done.subject.state == "answered_yes"
    verbs = Entry.objects.filter(subject=matter.code).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["matter.registered", "matter.moved", "matter.moved"]
    with pytest.raises(StaleError):
        move_matter(matter, to="withdrawn", on=ON, actor=SECRETARY)
    for code in ("M-1999-0001", "\x00"):
        with pytest.raises(NotFoundError):
            get_matter(code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"actor": VISITOR}, NotAllowedError),
        ({"business": "investment"}, BadInputError),
        ({"business": "nothing"}, BadInputError),
        ({"title": " "}, BadInputError),
        ({"amount_clp": -1}, BadInputError),
        ({"received_on": date(2100, 1, 1)}, RuleBrokenError),
    ],
)
def test_a_refused_matter_leaves_no_trace(
    change: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    with pytest.raises(refusal):
        registered(**change)

    assert not Matter.objects.exists()
    assert not Subject.objects.filter(kind="matter").exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"actor": GOVERNOR}, NotAllowedError),
        ({"to": "nowhere"}, BadInputError),
        ({"to": "adopted"}, RuleBrokenError),
        ({"on": date(2026, 3, 1)}, RuleBrokenError),
        ({"on": date(2100, 1, 1)}, RuleBrokenError),
    ],
)
def test_a_refused_move_leaves_no_trace(
    change: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    matter = registered()
    given = {"to": "before_council", "on": ON, "actor": SECRETARY}

    with pytest.raises(refusal):
        move_matter(matter, **{**given, **change})

    matter.refresh_from_db()
    assert (matter.state, matter.version) == ("entered", 1)
    assert Entry.objects.count() == 1
