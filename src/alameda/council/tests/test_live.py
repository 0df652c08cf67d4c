"""The live part: fresh for everybody, drawn once, and silent to the roll call."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alameda.council.models import AgendaItem, Ballot, Councillor, Happening, Session, Vote
from alameda.council.tests.factories import (
    STARTS_AT,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_council,
    make_open_session,
)
from alameda.council.views import live
from alameda.council.views.live import AWAITED, KEPT_S, forget_parts

pytestmark = pytest.mark.django_db


class Clock:
    """The monotonic clock of the live part, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        """What the clock says."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(live, "time", made)
    forget_parts()
    yield made
    forget_parts()


@pytest.fixture
def room() -> tuple[Session, AgendaItem, list[Councillor]]:
    body, members = make_council(6)
    session, items = make_open_session(body, members)
    return session, items[0], members


def ask(client: Client, session: Session, *, prefix: str = "", **headers: str) -> HttpResponse:
    path = f"{prefix}{session.get_absolute_url()}vivo/"
    return client.get(path, headers={"HX-Request": "true", **headers})  # type: ignore[return-value]  # a plain answer


def open_vote(session: Session, item: AgendaItem, members: list[Councillor]) -> Vote:
    vote = VoteFactory.create(
        session=session, state="open", closed_at=None, outcome="", present=None, favour=None,
        against=None, abstain=None, not_voting=None, recused=None, needed=None,
    )  # fmt: skip
    vote.items.add(item)
    for member in members:
        Ballot.objects.create(vote=vote, councillor=member, choice="", held_on=vote.held_on)
    return vote


def test_the_page_of_an_open_session_holds_the_part_that_asks_again(
    client: Client, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    session, _item, _members = room
    page = client.get(session.get_absolute_url()).content.decode()
    assert f'hx-get="{session.get_absolute_url()}vivo/"' in page
    assert 'hx-trigger="every 4s"' in page
    assert f'href="{session.get_absolute_url()}">Actualizar' in page
    assert "7 de 34 presentes; quórum 21" in page


def test_a_reader_without_script_is_led_to_the_whole_page(
    client: Client, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    response = client.get(f"{room[0].get_absolute_url()}vivo/")
    assert response.status_code == 302
    assert response.headers["Location"] == f"{room[0].get_absolute_url()}#live"


def test_it_tells_how_many_have_voted_and_never_who_voted_what(
    client: Client, clock: Clock, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    session, item, members = room
    vote = open_vote(session, item, members)
    vote.ballots.filter(councillor=members[0]).update(choice="against")
    vote.ballots.filter(councillor=members[1]).update(choice="recused")

    part = ask(client, session).content.decode()

    assert "Votación abierta: ha votado 1 de 6" in part
    assert "En contra" not in part
    assert 'aria-current="step"' in part


def test_within_a_moment_nobody_asks_the_database(
    client: Client,
    clock: Clock,
    room: tuple[Session, AgendaItem, list[Councillor]],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = ask(client, room[0])
    with django_assert_num_queries(0):
        for _ in range(20):
            assert ask(client, room[0]).content == first.content


def test_afterwards_one_asks_for_the_version_alone(
    client: Client,
    clock: Clock,
    room: tuple[Session, AgendaItem, list[Councillor]],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = ask(client, room[0])
    clock.now += KEPT_S
    with django_assert_num_queries(2):  # the version, the ballots cast
        assert ask(client, room[0]).content == first.content


def test_an_act_is_seen_after_the_moment_and_not_before(
    client: Client, clock: Clock, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    session = room[0]
    ask(client, session)
    Happening.objects.create(session=session, kind="suspended", at=STARTS_AT, text="receso")
    Session.objects.filter(pk=session.pk).update(state="suspended", version=2)

    assert "receso" not in ask(client, session).content.decode()
    clock.now += KEPT_S
    assert "Se suspende la sesión: receso" in ask(client, session).content.decode()


def test_a_ballot_is_seen_even_where_the_version_stands_still(
    client: Client, clock: Clock, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    session, item, members = room
    vote = open_vote(session, item, members)
    assert "han votado 0 de 7" in ask(client, session).content.decode()
    vote.ballots.update(choice="favour")
    clock.now += KEPT_S
    assert "han votado 7 de 7" in ask(client, session).content.decode()


def test_it_stops_asking_when_the_session_ends(
    client: Client, clock: Clock, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    session = room[0]
    assert "hx-trigger" in ask(client, session).content.decode()
    Session.objects.filter(pk=session.pk).update(state="closed", version=9)
    clock.now += KEPT_S
    part = ask(client, session).content.decode()
    assert "hx-trigger" not in part
    assert "La sesión terminó" in part


def test_who_has_it_already_gets_no_body_and_caches_may_keep_it(
    client: Client, clock: Clock, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    first = ask(client, room[0])
    again = ask(client, room[0], **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "max-age=2, stale-while-revalidate" in first.headers["Cache-Control"]
    assert first.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in first.headers


def test_each_language_has_its_own_and_gzip_is_made_once(
    client: Client, clock: Clock, room: tuple[Session, AgendaItem, list[Councillor]]
) -> None:
    plain = ask(client, room[0])
    packed = ask(client, room[0], **{"Accept-Encoding": "gzip"})
    english = ask(client, room[0], prefix="/en")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "In session" in english.content.decode()
    assert "En sesión" in plain.content.decode()


def test_a_wrong_code_is_not_kept(client: Client, clock: Clock) -> None:
    for code in ("S-NADA", "%00"):
        response = client.get(f"/consejo/sesiones/{code}/vivo/", headers={"HX-Request": "true"})
        assert response.status_code == 404
    assert not live._parts
    assert not live._drawing


def make_awaited(
    *, within: timedelta = timedelta(hours=3), state: str = "agenda_published"
) -> Session:
    body, _members = make_council(2)
    session = SessionFactory.create(body=body, state=state, starts_at=timezone.now() + within)
    ItemFactory.create(body=body, session=session)
    return session


def test_the_page_of_a_session_that_opens_within_a_day_waits_for_it(client: Client) -> None:
    session = make_awaited()
    page = client.get(session.get_absolute_url()).content.decode()
    assert f'hx-get="{session.get_absolute_url()}vivo/"' in page
    assert 'hx-trigger="every 15s"' in page
    assert "sin script, con este enlace" in page
    assert f'href="{session.get_absolute_url()}">Actualizar' in page


@pytest.mark.parametrize(
    ("within", "state"),
    [
        (AWAITED + timedelta(minutes=1), "agenda_published"),
        (-AWAITED, "agenda_published"),
        (timedelta(hours=1), "failed"),
        (timedelta(hours=1), "cancelled"),
        (-timedelta(hours=1), "closed"),
    ],
)
def test_a_page_waits_for_nothing_else(client: Client, within: timedelta, state: str) -> None:
    session = make_awaited(within=within, state=state)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "vivo/" not in page
    assert "Actualizar" not in page


def test_until_it_opens_the_answer_is_empty_and_costs_the_crowd_nothing(
    client: Client, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session = make_awaited()
    with django_assert_num_queries(3):  # the version, the ballots cast, its state
        first = ask(client, session)
    assert (first.status_code, first.content) == (204, b"")
    assert "public, max-age=2" in first.headers["Cache-Control"]
    with django_assert_num_queries(0):
        assert {ask(client, session).status_code for _time in range(20)} == {204}

    Session.objects.filter(pk=session.pk).update(
        state="open", version=2, opened_at=STARTS_AT, in_office=2
    )
    clock.now += KEPT_S
    part = ask(client, session).content.decode()

    assert 'hx-trigger="every 4s"' in part
    assert '<span id="state" hx-swap-oob="true">' in part


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_page_that_waited_learns_that_it_was_not_held(
    client: Client, clock: Clock, state: str
) -> None:
    session = make_awaited()
    assert ask(client, session).status_code == 204
    Session.objects.filter(pk=session.pk).update(state=state, version=2)
    clock.now += KEPT_S
    part = ask(client, session).content.decode()
    assert "Esta sesión no se realizó" in part
    assert "hx-trigger" not in part
