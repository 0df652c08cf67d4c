"""However much waits, the queue counts it exactly, shows the most urgent, and asks as little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alameda.accounts.models import Unit
from alameda.accounts.rules import ROLE_KEYS
from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.acting.selectors import Narrowing, Task, waiting
from alameda.council.models import AgendaItem, Body, Commitment, Session
from alameda.council.rules.states import ITEM_STATES, SESSION_STATES
from alameda.council.rules.vocabulary import BUSINESS
from alameda.council.tests.factories import (
    AgreementFactory,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_council,
)
from alameda.desk.selectors import SHOWN, Queue
from alameda.desk.tests.slow_queue import SlowQueue
from alameda.desk.tests.walking import Walker, queue_of
from alameda.foundation.actor import Actor, Grant
from alameda.foundation.cursors import encode_cursor
from alameda.foundation.parameters import parameters
from alameda.investments.models import Initiative
from alameda.investments.rules.states import STATES
from alameda.investments.tests.factories import ComunaFactory, InitiativeFactory
from alameda.thread.models import Subject
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
REGION = "NB"  # it has terms of its own
BEFORE_ANY_TERM = date(2018, 5, 4)
MANY = 2_000
SILENCE = "core.silence_days"


def with_grants(*grants: Grant) -> Actor:
    return Actor(kind="person", person_id=10_000_000, grants=frozenset({Grant("staff"), *grants}))


EVERYTHING = with_grants(
    Grant("council_secretary"),
    Grant("governor"),
    Grant("preinvestment_analyst"),
    Grant("project_supervisor"),
)


def some_day(chance: Random) -> date:
    """Mostly of the last months, where clocks run; now and then from before any term is known."""
    return chance.choice(
        [
            TODAY - timedelta(days=chance.randrange(120)),
            TODAY - timedelta(days=chance.randrange(1_500)),
            BEFORE_ANY_TERM,
        ]
    )


def fill_initiatives(chance: Random, count: int, *, units: Sequence[Unit]) -> None:
    """Initiatives in every state, on several routes."""
    subjects = Subject.objects.bulk_create(
        SubjectFactory.build(code=f"IDI-{number}", kind="initiative", address=f"/idi/{number}/")
        for number in range(count)
    )
    made = Initiative.objects.bulk_create(
        InitiativeFactory.build(
            code=subject.code,
            subject=subject,
            route=chance.choice(["sni", "fril", "circular_33"]),
            state=chance.choice(STATES).key,
            state_since=chance.choice([None, *(some_day(chance) for _day in range(5))]),
            division=chance.choice([None, *units]),
        )
        for subject in subjects
    )
    for row in made[:60]:
        row.comunas.set([ComunaFactory.create(), PLACES["here"]][: chance.randrange(3)])


PLACES: dict[str, Any] = {}


def fill_items(chance: Random, count: int, *, body: Body) -> None:
    """Business in every state, received long ago, lately or on no known day."""
    AgendaItem.objects.bulk_create(
        ItemFactory.build(
            body=body,
            code=f"I-{body.slug}-{number}",
            section="",
            business=chance.choice(BUSINESS).key,
            state=chance.choice(ITEM_STATES).key,
            received_on=chance.choice([None, some_day(chance), some_day(chance)]),
        )
        for number in range(count)
    )


def fill_sessions(chance: Random, count: int, *, body: Body) -> list[Session]:
    """Sessions in every state but open, some recorded, some with their attendance certified."""
    states = [state.key for state in SESSION_STATES if state.key != "open"]
    made = []
    for _number in range(count):
        at = timezone.now() - timedelta(hours=chance.randrange(-200, 400))
        state = chance.choice(states)
        is_over = state in {"closed", "minutes_drafted", "minutes_approved", "published"}
        made.append(
            SessionFactory.create(
                body=body,
                state=state,
                starts_at=at,
                closed_at=at + timedelta(hours=2) if is_over else None,
                recording_url=chance.choice(["", "https://example.org/g"]),
                attendance_certified_at=chance.choice([None, at + timedelta(hours=3)]),
                source=chance.choice(["", "", "register"]),
            )
        )
    return made


def fill_decided(chance: Random, sessions: Sequence[Session]) -> None:
    """Votes, some tied or without agreement, and agreements, some public."""
    for session in sessions:
        day = timezone.localdate(session.starts_at)
        for state in ("voted", "agreement_issued"):
            pair = [ItemFactory.create(body=session.body, session=session, state=state)]
            pair.append(ItemFactory.create(body=session.body, session=session, state=state))
            outcome = chance.choice(["approved", "refused", "tied"])
            vote = VoteFactory.create(session=session, held_on=day, outcome=outcome)
            vote.items.set(pair)
            if state == "agreement_issued":
                AgreementFactory.create(
                    item=pair[0],
                    vote=vote,
                    session=session,
                    agreed_on=day,
                    published_at=chance.choice([None, timezone.now()]),
                )


def fill_commitments(chance: Random, count: int, *, units: Sequence[Unit]) -> None:
    """What was asked of the governor's house and of divisions, some of it answered."""
    subjects = Subject.objects.bulk_create(
        SubjectFactory.build(code=f"C-{number}", kind="commitment", address=f"/c/{number}/")
        for number in range(count)
    )
    Commitment.objects.bulk_create(
        Commitment(
            subject=subject,
            code=subject.code,
            kind="request",
            text="Veredas",
            owner="Alguien",
            owner_unit=chance.choice([None, *units]),
            raised_on=TODAY - timedelta(days=40),
            due_on=TODAY + timedelta(days=chance.randrange(-30, 30)),
            state=chance.choice(["open", "answered", "withdrawn"]),
        )
        for subject in subjects
    )


@pytest.fixture
def world() -> None:
    """Some of everything, alive and dead, for the Council and one committee."""
    chance = Random(20)  # noqa: S311  # the same world each time
    body, _members = make_council(3)
    committee = BodyFactory.create(parent=body, slug="obras")
    units = [Unit.objects.create(code=code, name=code) for code in ("dit", "dipir")]
    PLACES["here"] = ComunaFactory.create(cut="01999")
    fill_initiatives(chance, 400, units=units)
    for where in (body, committee):
        fill_items(chance, 120, body=where)
        fill_decided(chance, fill_sessions(chance, 30, body=where)[:12])
    fill_commitments(chance, 60, units=units)


def read(actor: Actor) -> Queue:
    return queue_of(actor, today=TODAY, region=REGION)


@pytest.mark.parametrize(
    "actor",
    [
        EVERYTHING,
        with_grants(Grant("council_secretary")),
        with_grants(Grant("council_secretary", body="obras")),
        with_grants(Grant("cabinet")),
        with_grants(Grant("division_head", unit="dit")),
        with_grants(Grant("preinvestment_analyst", unit="dipir"), Grant("works_inspector")),
        with_grants(Grant("municipal_formulator", comuna="01999")),
        with_grants(Grant("project_supervisor", body="obras")),
        with_grants(Grant("planner")),
    ],
    ids=lambda actor: "+".join(sorted(grant.role for grant in actor.grants)),
)
@pytest.mark.usefixtures("world")
def test_what_the_queue_counts_is_what_a_slow_count_finds(actor: Actor) -> None:
    slow = SlowQueue(actor, TODAY, REGION).all()

    queue = read(actor)

    assert queue.count == len(slow)
    assert queue.late_count == sum(duty.is_late for duty in slow)
    shown = [*queue.now, *queue.late, *queue.soon, *queue.rest]
    assert len(shown) == min(len(slow), SHOWN)
    assert queue.found == len(slow)
    assert bool(queue.next) == (len(slow) > SHOWN)
    told = [(not t.is_now, t.due is None, t.due.on if t.due else t.since) for t in shown]
    assert [(*key[:2], key[2] or date.max) for key in told] == [
        duty.urgency for duty in slow[: len(shown)]
    ]
    assert {task.code for task in shown} <= {duty.code for duty in slow}


def all_pages(lanes: Sequence[waiting.Lane], *, first: int) -> Iterator[waiting.Waiting]:
    """Every page of what waits in some lanes, each from the cursor of the one before."""
    cursor = ""
    while True:
        page = waiting.waiting_in(lanes, first=first, cursor=cursor)
        yield page
        cursor = page.next
        if not cursor:
            return


def shown_in(task: Task) -> tuple[bool, bool, date]:
    last = task.due.on if task.due else task.since
    return not task.is_now, task.due is None, last or date.max


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("first", [1, 7, SHOWN])
def test_page_after_page_everything_is_shown_once_and_in_order(first: int) -> None:
    slow = SlowQueue(EVERYTHING, TODAY, REGION).all()
    lanes = waiting.lanes_of(EVERYTHING, today=TODAY, region=REGION)

    tasks = [task for page in all_pages(lanes, first=first) for task in page.tasks]

    assert [shown_in(task) for task in tasks] == [duty.urgency for duty in slow]
    assert sorted(task.code for task in tasks) == sorted(duty.code for duty in slow)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("by", "is_meant"),
    [
        (Narrowing(clock="vencido"), lambda task, _row: task.due is not None and task.due.is_late),
        (
            Narrowing(clock="corre"),
            lambda task, _row: task.due is not None and not task.due.is_late and not task.is_now,
        ),
        (Narrowing(clock="sin-plazo"), lambda task, _row: task.due is None),
        (Narrowing(chosen={"ruta": "fril"}), lambda _task, row: row and row.route == "fril"),
        (
            Narrowing(chosen={"estado": "admissible", "ruta": "sni"}),
            lambda _task, row: row and (row.state, row.route) == ("admissible", "sni"),
        ),
        (
            Narrowing(chosen={"comuna": "01999"}),
            lambda _task, row: row and row.comunas.filter(cut="01999").exists(),
        ),
        (Narrowing(chosen={"tipo": "compromiso"}), lambda task, _row: task.code.startswith("C-")),
        (Narrowing(words="IDI-12"), lambda task, _row: task.code.startswith("IDI-12")),
        (Narrowing(words="vereda"), lambda task, _row: task.title == "Veredas"),
        (Narrowing(words="zzzz"), lambda _task, _row: False),
    ],
    ids=lambda value: repr(value) if isinstance(value, Narrowing) else "",
)
def test_what_is_looked_for_is_what_a_slow_look_finds(
    by: Narrowing, is_meant: Callable[[Task, Initiative | None], bool]
) -> None:
    lanes = waiting.lanes_of(EVERYTHING, today=TODAY, region=REGION)
    everything = [task for page in all_pages(lanes, first=500) for task in page.tasks]
    rows = {row.code: row for row in Initiative.objects.all()}
    meant = [task.code for task in everything if is_meant(task, rows.get(task.code))]

    found = queue_of(EVERYTHING, today=TODAY, region=REGION, by=by)

    shown = [*found.now, *found.late, *found.soon, *found.rest]
    assert [task.code for task in shown] == meant[:SHOWN]
    assert (found.found, found.count) == (len(meant), len(everything))


def test_a_filter_that_is_none_and_a_cursor_that_is_none_are_told() -> None:
    walker = Walker("preinvestment_analyst")

    told = walker.open("/mesa/?ruta=nada&q=%20")

    assert "«nada» no es un valor de este filtro" in told
    for cursor in ("x", encode_cursor([1, "2"]), encode_cursor([0, "0", "x", "y", 1, "move"])):
        page = walker.client.get("/mesa/", {"desde": cursor})
        assert page.status_code == 422
        assert "no lleva a una página de su mesa" in page.content.decode()


@pytest.mark.usefixtures("world")
def test_for_every_role_the_totals_are_those_of_a_slow_count() -> None:
    for role in sorted(ROLE_KEYS):
        actor = with_grants(Grant(role))
        slow = SlowQueue(actor, TODAY, REGION).all()
        queue = read(actor)
        counted = (queue.count, queue.late_count, queue.found)
        late = sum(duty.is_late for duty in slow)
        assert counted == (len(slow), late, len(slow)), role


@pytest.mark.usefixtures("world")
def test_of_the_slow_count_something_is_late_something_waits_and_something_is_dead() -> None:
    slow = SlowQueue(EVERYTHING, TODAY, REGION).all()

    late = sum(duty.is_late for duty in slow)
    assert 0 < late < SHOWN < len(slow)
    dead = Initiative.objects.filter(state__in=["lapsed", "rejected", "not_pertinent", "closed"])
    assert dead.exists()
    assert not {row.code for row in dead} & {duty.code for duty in slow}


@pytest.fixture
def shorter() -> Iterator[None]:
    """The Council's term was long until a month ago, and is short since."""
    changed = TODAY - timedelta(days=30)
    known = parameters()
    old = replace(known[SILENCE][0], value=80, valid_until=changed - timedelta(days=1))
    new = replace(known[SILENCE][0], value=5, valid_from=changed)
    caches = (waiting._last_day, waiting._last_late_start)
    with pytest.MonkeyPatch.context() as patched:
        changed_to = known | {SILENCE: (old, new)}
        for place in ("foundation.parameters", "foundation.terms"):
            patched.setattr(f"alameda.{place}.parameters", lambda: changed_to)
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("shorter")
def test_where_a_term_became_shorter_the_last_days_are_still_in_order() -> None:
    body, _members = make_council(3)
    for number in range(SHOWN):
        for start in (TODAY - timedelta(days=31 + number), TODAY - timedelta(days=number % 29)):
            ItemFactory.create(body=body, state="entered", section="", received_on=start)
    actor = with_grants(Grant("council_secretary"))
    slow = SlowQueue(actor, TODAY, REGION).all()

    queue = read(actor)

    assert (queue.count, queue.late_count) == (2 * SHOWN, sum(duty.is_late for duty in slow))
    shown = [task.due.on for task in (*queue.late, *queue.soon) if task.due]
    assert shown == [duty.last for duty in slow[:SHOWN]]
    told = [task.since for task in (*queue.late, *queue.soon) if task.since]
    assert min(told) < TODAY - timedelta(days=30) < max(told)


def asked(walker: Walker) -> int:
    walker.open("/mesa/")
    with CaptureQueriesContext(connection) as caught:
        walker.open("/mesa/")
    return len(caught)


def wait(count: int, *, body: Body) -> None:
    """As many items that wait as initiatives to move, every second one late, in turns."""
    start = AgendaItem.objects.count()
    numbers = range(start, start + count // 2)
    late = {n: timedelta(days=15 + n % 100) if n % 2 else timedelta() for n in numbers}
    AgendaItem.objects.bulk_create(
        ItemFactory.build(
            body=body,
            code=f"I-{n}",
            section="",
            state="entered",
            received_on=TODAY - late[n] - timedelta(days=22),
        )
        for n in numbers
    )
    subjects = Subject.objects.bulk_create(
        SubjectFactory.build(code=f"IDI-{n}", kind="initiative", address=f"/idi/{n}/")
        for n in numbers
    )
    Initiative.objects.bulk_create(
        InitiativeFactory.build(
            code=subject.code, subject=subject, state="admissible", state_since=TODAY - late[n]
        )
        for n, subject in zip(numbers, subjects, strict=True)
    )


def test_two_thousand_duties_cost_as_many_queries_as_twenty() -> None:
    body, _members = make_council(3)
    analyst = Walker("council_secretary")
    RoleGrantFactory.create(person=analyst.person, role="preinvestment_analyst")
    wait(20, body=body)
    few = asked(analyst)

    wait(MANY - 20, body=body)

    assert asked(analyst) == few
    assert "<b>2000</b> asuntos" in analyst.html
    assert "1000 tienen el plazo vencido" in analyst.html
