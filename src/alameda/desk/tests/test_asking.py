"""What a councillor asks for from her phone: who owes it, until when, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alameda.accounts.models import Unit
from alameda.council.models import Commitment, Councillor, Presence, Session
from alameda.desk.tests.walking import Walker, make_session, said
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
PHONE = "/mesa/voto/"
ASKED: dict[str, Any] = {"text": "Las fechas de entrega de la sede", "owner": "Una división"}


def phone() -> tuple[Walker, Councillor, Session]:
    """A councillor in the room, with her phone."""
    session, members, items = make_session()
    items[0].state = "debated"
    items[0].save()
    walker = Walker("councillor")
    members[0].account = walker.person
    members[0].save()
    walker.open(PHONE)
    return walker, members[0], session


def test_what_she_asks_becomes_a_commitment_under_the_item_that_is_on() -> None:
    walker, member, session = phone()

    walker.do("ask", **ASKED)

    row = Commitment.objects.get()
    assert (row.kind, row.raised_by, row.session) == ("request", member, session)
    assert (row.text, row.owner) == (ASKED["text"], ASKED["owner"])
    assert row.item is not None
    assert row.item.state == "debated"
    assert row.due_on > timezone.localdate()
    assert f"Quedó anotado como {row.code}" in walker.html
    assert Entry.objects.filter(subject=row.code, verb="commitment.raised").exists()
    secretary = Walker("council_secretary")
    assert row.text in secretary.open(f"/mesa/consejo/sesiones/{session.code}/sala/")


def test_she_may_ask_to_be_informed_by_a_unit() -> None:
    walker, _member, _session = phone()
    unit = Unit.objects.create(code="dit", name="División de Infraestructura")
    walker.open(PHONE)

    walker.do("ask", kind="information", text="El estado de la obra", owner_unit=unit.code)

    row = Commitment.objects.get()
    assert (row.kind, row.owner_unit, row.owner) == ("information", unit, unit.name)
    assert row.term == "core.information_request"


@pytest.mark.parametrize(
    "typed",
    [
        {**ASKED, "text": " "},
        {**ASKED, "owner": ""},
        {**ASKED, "kind": "favour"},
        {**ASKED, "text": "a" * 4_001},
        {**ASKED, "owner_unit": "no-existe"},
    ],
)
def test_what_is_not_whole_is_told_beside_the_field_and_kept(typed: dict[str, Any]) -> None:
    walker, _member, _session = phone()
    before = Entry.objects.count()

    walker.do("ask", status=422, **typed)

    assert said(walker.html)
    assert typed["owner"] in walker.html
    assert not Commitment.objects.exists()
    assert Entry.objects.count() == before


def test_who_left_or_comes_when_it_is_over_asks_nothing() -> None:
    walker, member, session = phone()
    sent = walker.sent("ask", **ASKED)
    before = Entry.objects.count()

    Presence.objects.filter(councillor=member).update(left_at=timezone.now())
    walker.post(sent, status=422)
    assert "no ha anotado su presencia" in " ".join(said(walker.html))
    Session.objects.filter(pk=session.pk).update(
        state="closed", closed_at=timezone.now() + timedelta(minutes=1)
    )
    walker.post(sent, status=422)

    assert not Commitment.objects.exists()
    assert Entry.objects.count() == before
    walker.open(PHONE)
    with pytest.raises(AssertionError, match="no form 'ask'"):
        walker.sent("ask")


def test_the_same_sending_twice_asks_once() -> None:
    walker, _member, _session = phone()
    sent = walker.sent("ask", **ASKED)

    walker.post(sent)
    walker.post(sent)

    assert Commitment.objects.count() == 1


def test_an_account_that_is_no_members_asks_nothing() -> None:
    walker, member, _session = phone()
    sent = walker.sent("ask", **ASKED)
    member.account = None
    member.save()

    walker.post(sent, status=422)

    assert not Commitment.objects.exists()
