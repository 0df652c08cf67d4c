"""What can be followed of the Council."""

from __future__ import annotations

from datetime import date

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from alameda.council.models import Agreement, Body, Commitment, Councillor, Session, Vote
from alameda.council.tests.factories import (
    HELD_ON,
    AgreementFactory,
    BodyFactory,
    SessionFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db


def decided(*, is_published: bool = True) -> tuple[Body, list[Councillor], Vote]:
    """A council of five that approved one thing its committee had studied."""
    body, members = make_council(5)
    committee = BodyFactory.create(slug="salud", name="Comisión de Salud")
    session, [item] = make_open_session(body, members)
    vote = make_vote(session, item, dict.fromkeys(members, "favour"))
    AgreementFactory.create(
        item=item,
        vote=vote,
        session=session,
        committee=committee,
        published_at=timezone.now() if is_published else None,
    )
    return body, members, vote


def read(client: Client, path: str) -> feedparser.FeedParserDict:
    found = feedparser.parse(client.get(path).content)
    assert not found.bozo
    return found


def test_the_council_is_followed_by_its_sessions_and_agreements(client: Client) -> None:
    decided()

    found = read(client, "/feeds/consejo.atom")

    keys = {entry.id.rpartition(":")[2] for entry in found.entries}
    assert keys == {Session.objects.get().code, Agreement.objects.get().code}
    assert found.feed.title == "Consejo Regional"


def test_agreements_are_followed_in_both_languages(client: Client) -> None:
    decided()

    spanish = read(client, "/feeds/consejo/acuerdos.atom").entries[0]
    english = read(client, "/feeds/consejo/acuerdos.atom?lang=en").entries[0]

    assert spanish.title.startswith("Aprobado: ")
    assert english.title.startswith("Approved: ")
    assert spanish.id == english.id
    assert "/en/consejo/acuerdos/" in english.link


def test_an_agreement_that_is_not_published_is_not_told(client: Client) -> None:
    decided(is_published=False)

    assert read(client, "/feeds/consejo/acuerdos.atom").entries == []
    assert len(read(client, "/feeds/consejo.atom").entries) == 1


def test_a_committee_is_followed_by_what_it_studied(client: Client) -> None:
    decided()

    found = read(client, "/feeds/consejo/comisiones/salud.atom")

    assert found.feed.title == "Comisión de Salud"
    assert len(found.entries) == 1


def test_a_member_is_followed_by_her_votes_and_what_she_asked_for(client: Client) -> None:
    _body, members, vote = decided()
    member = members[0]
    Commitment.objects.create(
        code="C-2026-0001",
        subject=SubjectFactory.create(code="C-2026-0001", title="Catastro de postas"),
        kind="request",
        raised_by=member,
        text="Catastro de postas",
        owner="División de Presupuesto",
        raised_on=HELD_ON,
        due_on=date(2026, 5, 8),
    )

    found = read(client, f"/feeds/consejo/integrantes/{member.slug}.atom")

    assert {entry.title for entry in found.entries} == {
        f"A favor: {vote.items.get().title}",
        "Catastro de postas",
    }


def test_an_open_vote_is_nobodys_to_follow(client: Client) -> None:
    _body, members, vote = decided()
    Vote.objects.filter(pk=vote.pk).update(state=Vote.State.OPEN, closed_at=None, outcome="")

    assert read(client, f"/feeds/consejo/integrantes/{members[0].slug}.atom").entries == []


def test_sessions_stand_in_a_calendar(client: Client) -> None:
    body, _members = make_council(3)
    held = SessionFactory.create(body=body, place="Sala del Consejo")
    SessionFactory.create(body=body, state="cancelled")

    answer = client.get("/cal/consejo.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert calendar.errors == []
    first, second = calendar.walk("VEVENT")
    assert str(first["UID"]).startswith(f"{held.code}@")
    assert first.decoded("DTSTART") == held.starts_at
    assert first["LOCATION"] == "Sala del Consejo"
    assert {first["STATUS"], second["STATUS"]} == {"CONFIRMED", "CANCELLED"}
    again = client.get("/cal/consejo.ics", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_committee_has_its_own_calendar(client: Client) -> None:
    make_council(3)
    committee = BodyFactory.create(slug="salud")
    SessionFactory.create(body=committee, kind="committee")

    own = Calendar.from_ical(client.get("/cal/consejo/comisiones/salud.ics").content)
    council = Calendar.from_ical(client.get("/cal/consejo.ics").content)
    assert len(own.walk("VEVENT")) == 1
    assert council.walk("VEVENT") == []


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/consejo/comisiones/nada.atom",
        "/feeds/consejo/comisiones/consejo.atom",
        "/feeds/consejo/integrantes/nadie.atom",
        "/cal/consejo/comisiones/nada.ics",
    ],
)
def test_what_there_is_not_is_said(client: Client, path: str) -> None:
    make_council(3)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/feeds/consejo.atom", "/cal/consejo.ics"])
def test_many_sessions_cost_no_more_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    body, _members, _vote = decided()
    expected = 4 if path.startswith("/feeds/") else 3  # council, sessions, (agreements,) region
    with django_assert_num_queries(expected):
        client.get(path)
    SessionFactory.create_batch(19, body=body)
    with django_assert_num_queries(expected):
        client.get(path)
