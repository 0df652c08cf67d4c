"""What is owed: by whom, until when, answered once, and late when it is late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alameda.accounts.models import Unit
from alameda.council.actions.commitments import (
    answer_commitment,
    raise_commitment,
    withdraw_commitment,
)
from alameda.council.models import Commitment, Happening
from alameda.council.selectors.commitments import (
    get_commitment,
    open_commitments,
    owed,
)
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    ItemFactory,
    SessionFactory,
    actor_of,
    make_council,
    make_open_session,
)
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.clocks import State
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry
from alameda.thread.models import Link, Subject

pytestmark = [pytest.mark.django_db, pytest.mark.acts_told]
RAISED_ON = date(2026, 4, 8)


def raised(**more: Any) -> Commitment:
    make_council(1)
    given = {
        "kind": "request",
        "text": "Informar el estado de la obra",
        "owner": "Gobernación regional",
        "raised_on": RAISED_ON,
        "actor": SECRETARY,
    }
    return raise_commitment(**{**given, **more})


def test_a_councillor_raises_one_in_a_session_and_it_is_tied_to_it() -> None:
    body, members = make_council(3)
    session, (item,) = make_open_session(body, members)

    row = raise_commitment(
        kind="information",
        text=" Enviar los contratos ",
        owner="Gobernación regional",
        raised_on=RAISED_ON,
        session=session,
        item=item,
        raised_by=members[0],
        actor=actor_of(members[0]),
    )

    assert (row.code, row.text, row.state) == ("C-2026-0001", "Enviar los contratos", "open")
    assert (row.due_on, row.term) == (date(2026, 5, 8), "core.information_request")
    link = Link.objects.get()
    assert (link.source, link.kind, link.target) == (session.subject, "originates", row.subject)
    happening = Happening.objects.get(kind="commitment")
    assert (happening.text, happening.item) == (row.code, item)
    entry = Entry.objects.get(verb="commitment.raised")
    assert entry.payload["raised_by"] == members[0].code
    assert members[0].name not in str(entry.payload)
    session.refresh_from_db()
    assert session.version == 2


@pytest.mark.parametrize(
    ("kind", "due_on", "expected"),
    [
        ("information", None, date(2026, 5, 8)),
        ("observation", None, date(2026, 5, 8)),
        ("governor_question", None, date(2026, 5, 7)),
        ("request", None, date(2026, 5, 8)),
        ("request", date(2026, 4, 20), date(2026, 4, 20)),
        ("assignment", date(2026, 6, 30), date(2026, 6, 30)),
    ],
)
def test_the_last_day_comes_from_the_law_or_is_agreed(
    kind: str, due_on: date | None, expected: date
) -> None:
    assert raised(kind=kind, due_on=due_on).due_on == expected


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"actor": VISITOR}, NotAllowedError),
        ({"actor": GOVERNOR}, NotAllowedError),
        (
            {"actor": Actor(kind="person", person_id=9, grants=frozenset({Grant("councillor")}))},
            NotAllowedError,
        ),
        ({"kind": "wish"}, BadInputError),
        ({"text": "  "}, BadInputError),
        ({"owner": ""}, BadInputError),
        ({"raised_on": date(2100, 1, 1)}, RuleBrokenError),
        ({"kind": "information", "due_on": date(2026, 4, 20)}, RuleBrokenError),
        ({"due_on": date(2026, 4, 7)}, RuleBrokenError),
    ],
)
def test_a_refused_commitment_leaves_no_trace(
    change: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    with pytest.raises(refusal):
        raised(**change)

    assert not Commitment.objects.exists()
    assert not Subject.objects.filter(kind="commitment").exists()
    assert not Entry.objects.exists()


def test_a_councillor_asks_in_her_own_name_and_under_an_item_of_the_session() -> None:
    body, members = make_council(2)
    session, _items = make_open_session(body, members)
    other = ItemFactory.create(body=body, session=SessionFactory.create(body=body))
    given: dict[str, Any] = {
        "kind": "request",
        "text": "Algo",
        "owner": "Alguien",
        "raised_on": RAISED_ON,
    }

    with pytest.raises(NotAllowedError):
        raise_commitment(**given, raised_by=members[1], actor=actor_of(members[0]))
    with pytest.raises(BadInputError):
        raise_commitment(**given, session=session, item=other, actor=SECRETARY)

    assert not Commitment.objects.exists()


def test_the_unit_that_owes_it_gives_the_owner_and_answers() -> None:
    unit = Unit.objects.create(code="diplan", name="División de Planificación")
    row = raised(owner="", owner_unit=unit)
    head = Actor(
        kind="person", person_id=5, grants=frozenset({Grant("division_head", unit="diplan")})
    )

    done = answer_commitment(row, answer=" Va en plazo. ", answered_on=date(2026, 5, 9), actor=head)

    assert row.owner == "División de Planificación"
    assert (done.state, done.answer) == ("answered", "Va en plazo.")
    assert done.subject.state == "answered"
    payload = Entry.objects.get(verb="commitment.answered").payload
    assert (payload["is_late"], payload["due_on"]) == (True, "2026-05-08")
    with pytest.raises(StaleError):
        answer_commitment(row, answer="Otra.", answered_on=date(2026, 5, 9), actor=head)
    with pytest.raises(StaleError):
        withdraw_commitment(row, reason="Ya no", actor=SECRETARY)
    assert Entry.objects.filter(subject=row.code).count() == 2


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"actor": VISITOR}, NotAllowedError),
        (
            {"actor": Actor("person", 5, frozenset({Grant("division_head", unit="otra")}))},
            NotAllowedError,
        ),
        ({"answer": " "}, BadInputError),
        ({"answered_on": RAISED_ON - timedelta(days=1)}, RuleBrokenError),
        ({"answered_on": date(2100, 1, 1)}, RuleBrokenError),
    ],
)
def test_a_refused_answer_leaves_no_trace(
    change: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    row = raised()
    given = {"answer": "Sí.", "answered_on": RAISED_ON, "actor": GOVERNOR}

    with pytest.raises(refusal):
        answer_commitment(row, **{**given, **change})

    row.refresh_from_db()
    assert (row.state, row.answer, row.version) == ("open", "", 1)
    assert Entry.objects.count() == 1


def test_who_asked_withdraws_with_a_reason() -> None:
    _body, members = make_council(2)
    row = raise_commitment(
        kind="request",
        text="Algo",
        owner="Alguien",
        raised_on=RAISED_ON,
        raised_by=members[0],
        actor=SECRETARY,
    )

    for actor, reason, refusal in (
        (actor_of(members[1]), "Ya no", NotAllowedError),
        (VISITOR, "Ya no", NotAllowedError),
        (actor_of(members[0]), " ", BadInputError),
    ):
        with pytest.raises(refusal):
            withdraw_commitment(row, reason=reason, actor=actor)
    assert Entry.objects.count() == 1

    done = withdraw_commitment(row, reason="Ya se informó", actor=actor_of(members[0]))
    assert done.state == done.subject.state == "withdrawn"
    assert Entry.objects.get(verb="commitment.withdrawn").payload == {"reason": "Ya se informó"}


def test_the_queue_goes_by_clock_and_says_what_is_late(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_council(1)
    given: dict[str, Any] = {
        "text": "Algo",
        "owner": "Alguien",
        "raised_on": RAISED_ON,
        "actor": SECRETARY,
    }
    late = raise_commitment(kind="request", due_on=date(2026, 4, 10), **given)
    soon = raise_commitment(kind="governor_question", **given)
    far = raise_commitment(kind="assignment", due_on=date(2026, 12, 1), **given)
    today = date(2026, 5, 5)

    # the commitments with all they show, and the region's letters
    with django_assert_num_queries(2):
        found = owed(list(open_commitments()), today=today)

    assert [each.commitment for each in found] == [late, soon, far]
    assert [each.is_late for each in found] == [True, False, False]
    assert [each.days_left for each in found] == [-25, 2, 210]
    assert found[0].reading is None
    assert found[1].reading is not None
    assert (found[1].reading.state, found[1].reading.days_left) == (State.DUE_SOON, 2)
    assert list(open_commitments(unit="diplan")) == []


def test_a_commitment_is_found_by_its_code() -> None:
    row = raised(actor=SYSTEM, raised_on=timezone.localdate())

    assert get_commitment(row.code) == row
    for code in ("C-1999-0001", "\x00"):
        with pytest.raises(NotFoundError):
            get_commitment(code)
