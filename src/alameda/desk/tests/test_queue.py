"""My queue: each role finds what waits for it, the most urgent first, with its clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alameda.accounts.models import Unit
from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.council.actions.commitments import raise_commitment
from alameda.council.actions.votes import open_vote
from alameda.council.models import Session
from alameda.council.tests.factories import (
    SECRETARY,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    actor_of,
    make_council,
)
from alameda.desk.selectors import Queue
from alameda.desk.tests.walking import Walker, make_session, queue_of
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.investments.tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db
NOBODY_SEATED = 10_000_000


def queue(actor: Actor) -> Queue:
    return queue_of(actor, today=timezone.localdate(), region="")


def whats(found: Queue) -> list[str]:
    return [task.what for _ident, _title, tasks in found.groups for task in tasks]


def with_role(role: str, *, unit: str = "") -> Actor:
    return Actor(
        kind="person", person_id=NOBODY_SEATED, grants=frozenset({Grant(role=role, unit=unit)})
    )


def test_nothing_waits_for_who_has_no_role() -> None:
    make_session()

    assert queue(with_role("resident")).count == 0
    assert queue(VISITOR).count == 0


def test_the_secretary_sees_what_lapses_first_and_what_happens_now_before_all() -> None:
    session, _members, _items = make_session()
    today = timezone.localdate()
    waiting = {"body": session.body, "state": "entered", "section": ""}
    late = ItemFactory.create(**waiting, received_on=today - timedelta(days=60))
    soon = ItemFactory.create(**waiting, received_on=today - timedelta(days=25))
    later = ItemFactory.create(**waiting, received_on=today - timedelta(days=2))
    free = ItemFactory.create(**waiting, business="appointment", received_on=None)

    found = queue(SECRETARY)

    assert [task.code for task in found.now] == [session.code]
    assert [task.code for task in found.late] == [late.code]
    assert [task.code for task in found.soon] == [soon.code, later.code]
    assert [task.code for task in found.rest] == [free.code]
    assert found.late[0].due is not None
    assert found.late[0].due.basis.startswith("Ley 19.175")
    assert found.late[0].due.days_left < 0


def test_a_session_that_ended_leaves_its_minutes_its_attendance_and_its_recording() -> None:
    session, _members, items = make_session()
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(
        state="closed", closed_at=now - timedelta(hours=80), opened_at=now - timedelta(hours=84)
    )
    items[0].state = "voted"
    items[0].save()
    VoteFactory.create(session=session, held_on=timezone.localdate()).items.add(items[0])

    found = queue(SECRETARY)

    assert [task.what for task in found.late] == ["Enlazar la grabación"]
    assert [task.what for task in found.soon] == ["Emitir el acuerdo"]
    assert {task.what for task in found.rest} == {"Redactar el acta", "Certificar la asistencia"}


def test_drafted_minutes_ask_for_a_session_that_approves_them_until_one_takes_them_up() -> None:
    session, _members, _items = make_session()
    Session.objects.filter(pk=session.pk).update(
        state="minutes_drafted",
        closed_at=timezone.now(),
        attendance_certified_at=timezone.now(),
        recording_url="https://example.org/g",
    )
    assert whats(queue(SECRETARY)) == ["Llevar su acta a una sesión"]
    secretary = Walker("council_secretary")
    secretary.open(queue(SECRETARY).rest[0].url)
    secretary.do("enter", title="Aprobación del acta")

    assert whats(queue(SECRETARY)) == ["Llevarlo al Consejo"]


def test_a_secretary_of_one_committee_sees_nothing_of_the_council() -> None:
    make_session()
    grants = frozenset({Grant(role="council_secretary", body="otra")})

    assert queue(Actor(kind="person", person_id=NOBODY_SEATED, grants=grants)).count == 0


def test_a_councillor_finds_the_open_vote_until_she_has_voted() -> None:
    session, members, items = make_session()
    assert whats(queue(actor_of(members[0]))) == ["Seguir la sesión"]
    open_vote(session, items=items, actor=SECRETARY)

    assert whats(queue(actor_of(members[0]))) == ["Votar"]
    assert queue(actor_of(members[0])).now[0].url == "/mesa/voto/"


def test_who_owes_an_answer_finds_it_and_another_unit_does_not() -> None:
    session, members, _items = make_session()
    unit = Unit.objects.create(code="dit", name="División de Infraestructura")
    due = timezone.localdate() + timedelta(days=9)
    owed: dict[str, Any] = {
        "raised_on": timezone.localdate(),
        "session": session,
        "actor": SECRETARY,
    }
    ours = raise_commitment(
        kind="request", text="Veredas", owner="DIT", owner_unit=unit, due_on=due, **owed
    )
    theirs = raise_commitment(
        kind="governor_question", text="Plazos", owner="Gobernación", raised_by=members[0], **owed
    )

    assert [t.code for t in queue(with_role("division_head", unit="dit")).soon] == [ours.code]
    assert queue(with_role("division_head", unit="otra")).count == 0
    assert [t.code for t in queue(with_role("cabinet")).soon] == [theirs.code]
    asked = [task.code for task in queue(actor_of(members[0])).soon]
    assert asked == [theirs.code]


def test_the_governor_may_send_what_is_prioritised_and_others_move_what_is_theirs() -> None:
    InitiativeFactory.create(code="P-1", state="prioritised")
    InitiativeFactory.create(code="D-1", state="draft")

    assert [task.url for task in queue(with_role("governor")).rest] == ["/mesa/consejo/enviar/P-1/"]
    assert [task.url for task in queue(with_role("document_office")).rest] == [
        "/inversiones/D-1/mover/"
    ]


def test_the_page_says_when_nothing_waits_and_leads_to_the_other_rooms() -> None:
    assert "No tiene nada pendiente" in Walker("treasury").open("/mesa/")
    make_council(3)
    secretary = Walker("council_secretary")
    assert 'href="/mesa/consejo/"' in secretary.open("/mesa/")
    assert 'href="/en/mesa/consejo/"' in secretary.open("/en/mesa/")


def test_every_page_says_who_signed_in_and_to_a_visitor_where_to() -> None:
    somebody = Walker("council_secretary")

    theirs = somebody.open("/acerca/")
    assert str(somebody.person) in theirs
    assert 'action="/cuenta/salir/"' in theirs
    assert 'href="/mesa/"' in theirs
    visitors = Client().get("/acerca/").content.decode()
    assert 'href="/cuenta/entrar/?next=%2Facerca%2F"' in visitors
    assert 'href="/mesa/"' not in visitors
    assert "aria-current" in somebody.open("/mesa/")


@pytest.mark.parametrize("many", [1, 20])
def test_the_queue_asks_as_much_of_the_database_for_one_as_for_twenty(many: int) -> None:
    body, _members = make_council(3)
    for _one in range(many):
        ItemFactory.create(body=body, state="entered", section="", received_on=timezone.localdate())
        SessionFactory.create(body=body, state="convened")
        InitiativeFactory.create(state="recommended")
    secretary = Walker("council_secretary")
    RoleGrantFactory.create(person=secretary.person, role="governor")
    secretary.open("/mesa/")

    with CaptureQueriesContext(connection) as caught:
        secretary.open("/mesa/")

    # Session and person, roles, region (name, letters), me as a councillor (duties and rooms), its
    # session, bodies, comunas to choose from, all that waits, the rows shown (three kinds).
    assert len(caught) == QUEUE_QUERIES


QUEUE_QUERIES = 13
