"""Citizen points: opened, supported once a person, reached, expired or declined."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from alameda.accounts.models import Person
from alameda.accounts.tests.factories import PersonFactory
from alameda.council.actions.points import (
    decline_point,
    expire_points,
    open_point,
    support_point,
    withdraw_support,
)
from alameda.council.models import CitizenPoint, Support
from alameda.council.selectors.orders import orders_on
from alameda.council.selectors.points import get_point, is_supported_by
from alameda.council.tests.factories import SECRETARY, make_council
from alameda.foundation.actor import SYSTEM, VISITOR, Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.written import digest, salted_digest
from alameda.record.models import Entry
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db


def somebody() -> Actor:
    return Actor(kind="person", person_id=PersonFactory.create().pk)


def opened(*, needed: int = 0) -> tuple[CitizenPoint, Actor]:
    make_council(1)
    proposer = somebody()
    point = open_point(title=" Más sombra ", text="Árboles en la plaza.", actor=proposer)
    if needed:
        CitizenPoint.objects.filter(pk=point.pk).update(needed=needed)
        point.refresh_from_db()
    return point, proposer


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_a_point_takes_its_number_and_its_days_from_the_standing_orders() -> None:
    point, proposer = opened()

    orders = orders_on(timezone.localdate())
    assert (point.code[:7], point.title) == (f"P-{timezone.localdate().year}-", "Más sombra")
    assert (point.needed, point.supporters) == (orders.point_supporters, 1)
    assert point.closes_on == timezone.localdate() + timedelta(days=orders.point_days)
    assert point.subject.state == "collecting"
    assert is_supported_by(point, actor=proposer)
    assert not is_supported_by(point, actor=VISITOR)
    assert get_point(point.code) == point
    with pytest.raises(NotFoundError):
        get_point("P-1999-001")


def test_what_is_published_names_nobody() -> None:
    point, proposer = opened(needed=2)
    assert proposer.person_id is not None
    person = Person.objects.get(pk=proposer.person_id)
    support_point(point, actor=somebody())

    entries = list(Entry.objects.filter(subject=point.code))

    assert [entry.verb for entry in entries] == ["point.opened", "point.reached"]
    for entry in entries:
        assert person.email not in str(entry.payload)
        assert point.title not in str(entry.payload)
        assert point.text not in str(entry.payload)
        assert set(entry.payload) <= {
            "title_digest", "text_digest", "needed", "closes_on", "supporters", "reached_on"
        }  # fmt: skip


def test_the_record_holds_salted_digests_of_the_words_of_a_point() -> None:
    point, _proposer = opened()

    payload = Entry.objects.get(subject=point.code).payload

    assert payload["title_digest"] == salted_digest(point.title, salt=point.salt)
    assert payload["text_digest"] == salted_digest(point.text, salt=point.salt)
    assert payload["title_digest"] != digest(point.title)
    assert len(point.salt) == 64


@pytest.mark.parametrize("title", ["\u202e", "\u200b \u2060", "\u3164", "\u2800\u200d"])
def test_a_title_that_nobody_sees_is_no_title(title: str) -> None:
    make_council(1)
    proposer = somebody()

    with pytest.raises(BadInputError):
        open_point(title=title, text="Algo", actor=proposer)
    point = open_point(title=f"{title}Sombra", text="Algo", actor=proposer)

    assert point.title.endswith("Sombra")
    assert "\u202e" not in point.title


@pytest.mark.parametrize(
    ("title", "text"), [("", "Algo"), ("Algo", " "), ("x" * 161, "Algo"), ("Algo", "x" * 3_001)]
)
def test_a_refused_point_leaves_no_trace(title: str, text: str) -> None:
    make_council(1)

    with pytest.raises(BadInputError):
        open_point(title=title, text=text, actor=somebody())
    for actor in (VISITOR, SYSTEM):
        with pytest.raises(NotAllowedError):
            open_point(title="Algo", text="Algo", actor=actor)

    assert not CitizenPoint.objects.exists()
    assert not Subject.objects.filter(kind="citizen_point").exists()
    assert not Entry.objects.exists()


def test_nobody_keeps_more_than_three_open() -> None:
    _point, proposer = opened()
    for number in (2, 3):
        open_point(title=f"Punto {number}", text="Algo", actor=proposer)

    with pytest.raises(RuleBrokenError):
        open_point(title="Punto 4", text="Algo", actor=proposer)

    assert CitizenPoint.objects.count() == 3
    open_point(title="De otra persona", text="Algo", actor=somebody())


def test_each_person_counts_once_and_may_step_back() -> None:
    point, proposer = opened()
    other = somebody()

    for _again in range(2):
        done = support_point(point, actor=other)
        assert done.supporters == 2
    for _again in range(2):
        done = withdraw_support(point, actor=other)
        assert done.supporters == 1
    assert is_supported_by(point, actor=proposer)
    for act in (support_point, withdraw_support):
        with pytest.raises(NotAllowedError):
            act(point, actor=VISITOR)

    assert Support.objects.count() == 1
    assert verbs() == ["point.opened"]


def test_the_supporter_that_makes_the_number_takes_it_to_the_council() -> None:
    point, _proposer = opened(needed=3)
    second = somebody()
    support_point(point, actor=second)

    reached = support_point(point, actor=somebody())

    assert (reached.state, reached.reached_on) == ("reached", timezone.localdate())
    assert reached.subject.state == "reached"
    assert verbs() == ["point.opened", "point.reached"]
    for act, actor in ((support_point, somebody()), (withdraw_support, second)):
        with pytest.raises(RuleBrokenError):
            act(point, actor=actor)
    assert support_point(point, actor=second).supporters == 3  # she supports it already


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_once_each_and_reach_it_once() -> None:
    point, _proposer = opened(needed=5)
    people = [somebody() for _each in range(4)]
    barrier = Barrier(8)

    def support(actor: Actor) -> None:
        try:
            barrier.wait(timeout=10)
            support_point(point, actor=actor)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(support, people * 2))

    point.refresh_from_db()
    assert (point.supporters, point.supports.count(), point.state) == (5, 5, "reached")
    assert verbs().count("point.reached") == 1


def test_points_expire_by_themselves_after_their_last_day() -> None:
    point, proposer = opened()
    last_day = point.closes_on

    with pytest.raises(NotAllowedError):
        expire_points(today=last_day + timedelta(days=1), actor=SECRETARY)
    assert expire_points(today=last_day, actor=SYSTEM) == 0
    assert expire_points(today=last_day + timedelta(days=1), actor=SYSTEM) == 1
    assert expire_points(today=last_day + timedelta(days=1), actor=SYSTEM) == 0

    point.refresh_from_db()
    assert point.state == "expired"
    assert verbs() == ["point.opened", "point.expired"]
    with pytest.raises(RuleBrokenError):
        support_point(point, actor=somebody())
    with pytest.raises(RuleBrokenError):
        withdraw_support(point, actor=proposer)


def test_support_after_the_last_day_is_refused_before_the_night_closes_it() -> None:
    point, _proposer = opened()
    CitizenPoint.objects.update(closes_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(RuleBrokenError):
        support_point(point, actor=somebody())

    assert Support.objects.count() == 1


def test_the_secretary_declines_with_a_reason_in_public() -> None:
    point, proposer = opened()
    for actor, reason, refusal in (
        (proposer, "No corresponde", NotAllowedError),
        (SECRETARY, "", BadInputError),
    ):
        with pytest.raises(refusal):
            decline_point(point, reason=reason, actor=actor)
    assert verbs() == ["point.opened"]

    done = decline_point(point, reason="No es materia regional", actor=SECRETARY)

    assert (done.state, done.reason) == ("declined", "No es materia regional")
    with pytest.raises(StaleError):
        decline_point(point, reason="Otra vez", actor=SECRETARY)
    assert verbs() == ["point.opened", "point.declined"]
