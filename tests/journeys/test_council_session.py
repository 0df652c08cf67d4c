"""One whole session of the Council, each person in a window: from its summons to its minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.council.models import AgendaItem, Agreement, Session, Vote
from alameda.council.tests.factories import make_council
from alameda.foundation.actor import SYSTEM
from alameda.territory.actions import load_region
from tests.journeys.council_before import convene, governor_sends, prepare
from tests.journeys.council_sitting import (
    close_twice,
    close_vote,
    leave_the_rest,
    mark_all,
    open_it,
    open_vote,
    take_up,
    vote_investment,
    vote_tied,
    vote_two_together,
)
from tests.journeys.council_world import World, prepare_url, proposal, room_url
from tests.journeys.papers import read_paper
from tests.journeys.windows import NARROW, WIDE, Window

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

SEATS = 9
PHONES = 4


@pytest.fixture
def world(
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
) -> World:
    """A council of nine and its governor, each of them with a window where they need one."""
    load_region("santiago", actor=SYSTEM)
    _body, members = make_council(SEATS, has_governor=True)
    seat = members.pop()

    def window(name: str, *, width: int = WIDE, theme: str = "light", js: bool = True) -> Window:
        page = open_page(width=width, theme=theme, scripts=js)
        return Window(page, site=live_site, name=name, axe=axe if js else None)

    made = World(
        members=members,
        governor_seat=seat,
        initiative=proposal(),
        secretary=window("secretary"),
        governor=window("governor"),
        phones=[
            window(f"councillor {at + 1}", width=NARROW, theme=("light", "dark")[at % 2])
            for at in range(PHONES)
        ],
        citizen=window("citizen", width=NARROW),
        reader=window("citizen without scripts", width=NARROW, js=False),
        folder=tmp_path,
    )
    made.secretary.sign_in(PersonFactory.create(), "council_secretary")
    assert seat.account is not None
    made.governor.sign_in(seat.account, "governor")
    for member in members:
        RoleGrantFactory.create(person=member.account, role="councillor")
    for member, phone in zip(members, made.phones, strict=False):
        assert member.account is not None
        phone.sign_in(member.account)
    return made


def certify(world: World, vote: Vote, *, added: str = "") -> list[Agreement]:
    desk = world.secretary
    desk.send(f"issue-{vote.pk}")
    made = list(Agreement.objects.filter(vote=vote).order_by("pk"))
    for row in made:
        if added:
            desk.send(f"text-{row.pk}", text=f"{row.text} {added}")
        desk.send(f"certify-{row.pk}")
        row.refresh_from_db()
    return made


def check_agreement(world: World, agreement: Agreement) -> None:
    """Anybody reads it, downloads its certificate, and sees what became of the initiative."""
    reader = world.reader
    reader.visit(agreement.get_absolute_url())
    assert "Con informe trimestral." in reader.text()
    window = world.citizen
    window.visit(agreement.get_absolute_url())
    window.look()
    words = read_paper(window, "main a[href*='/doc/']")
    for said in (agreement.code, "Los Aromos", "Con informe trimestral.", "6 votos a favor"):
        assert said in words, f"{said}: {words}"
    world.initiative.refresh_from_db()
    assert world.initiative.state not in {"sent_to_council", "in_plenary"}
    window.visit(world.initiative.get_absolute_url())
    window.look()
    told = window.text()
    assert world.members[2].name in told
    assert world.members[3].name in told


def finish(world: World, session: Session) -> None:
    """Attendance, recording with its seconds, and minutes drafted and corrected."""
    desk = world.secretary
    desk.send("attendance", excused=[world.codes[8]])
    desk.send("recording", url="https://example.org/grabacion")
    desk.visit(f"/mesa/consejo/temas/{world.items['investment'].pk}/")
    desk.send_wrong("second", second="1:75")
    desk.send("second", second="0:12:30")
    desk.visit(room_url(session))
    desk.send("draft")
    part = desk.page.locator(".al-part details").first.get_attribute("id") or ""
    desk.send(part, after="Se abre la sesión con ocho integrantes.", reason="Faltaba el número")
    desk.look(both=True)
    world.citizen.visit(session.get_absolute_url())
    world.citizen.look()
    assert "12:30" in world.citizen.text()
    states = dict(session.attendance.values_list("councillor__code", "state"))
    assert states[world.codes[8]] != states[world.codes[0]] == "present"


def approve_minutes(world: World, first: Session) -> None:
    """The next session carries the request and approves the minutes, which are then public."""
    desk = world.secretary
    second = convene(world, minutes_ago=0)
    desk.visit(prepare_url(second))
    enter_minutes(world, second, first)
    desk.send("publish")
    assert "Informar el estado de las veredas" in desk.part("tabla")
    desk.visit(room_url(second))
    desk.send("open", present=world.codes)
    take_up(world, "minutes")
    vote = open_vote(world)
    mark_all(world, "1" * 10)
    close_vote(world)
    certify(world, vote)
    desk.visit(room_url(first))
    desk.send("publish_minutes")
    reader = world.reader
    reader.visit(f"{first.get_absolute_url()}acta/")
    assert "Se abre la sesión con ocho integrantes." in reader.text()
    world.citizen.visit(f"{first.get_absolute_url()}acta/")
    world.citizen.look()
    words = read_paper(world.citizen, "main a[href*='/doc/']")
    assert "Se abre la sesión con ocho integrantes." in words
    assert "Informar el estado de las veredas" in words
    first.refresh_from_db()
    assert first.state == "published"


def enter_minutes(world: World, session: Session, of: Session) -> None:
    title = "Aprobación del acta anterior"
    world.secretary.send(
        "enter", business="minutes", title=title, received_on="", minutes_of=of.code
    )
    world.items["minutes"] = AgendaItem.objects.get(session=session, title=title)


def test_a_whole_session_from_its_summons_to_its_published_minutes(
    world: World, slow_phone: Window
) -> None:
    governor_sends(world)
    session = convene(world, minutes_ago=10)
    prepare(world, session)
    open_it(world, session)
    follow(world, session)
    decided = vote_investment(world, session, slow_phone)
    world.reader.page.reload()
    assert re.search(r"6\s+a favor", world.reader.text())
    others = [vote_two_together(world), vote_tied(world)]
    leave_the_rest(world, session)
    close_twice(world, session)
    (agreement,) = certify(world, decided, added="Con informe trimestral.")
    for vote in others:
        certify(world, vote)
    finish(world, session)
    check_agreement(world, agreement)
    approve_minutes(world, session)
    assert [fault for window in world.windows for fault in window.seen] == []


def follow(world: World, session: Session) -> None:
    """Two citizens look on: one page changes by itself, the other when it is asked again."""
    world.citizen.visit(session.get_absolute_url())
    world.citizen.page.evaluate("window.unchanged = true")
    world.citizen.look()
    world.reader.visit(session.get_absolute_url())
    assert "Ningún punto está en discusión ahora" in world.reader.text()


@pytest.fixture
def slow_phone(world: World, live_site: str, open_page: Callable[..., Page]) -> Window:
    """A councillor's phone without scripts, which hears of nothing until it is touched."""
    window = Window(
        open_page(width=NARROW, scripts=False), site=live_site, name="slow phone", axe=None
    )
    account = world.members[6].account
    assert account is not None
    window.sign_in(account)
    return window
