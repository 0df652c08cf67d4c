"""One whole session of the Council, each person in a window: from its summons to its minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.council.models import AgendaItem, Agreement, Councillor, Session, Vote
from alameda.council.tests.factories import make_council
from alameda.foundation.actor import SYSTEM
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import (
    FundingRequestFactory,
    InitiativeFactory,
    StageFactory,
)
from alameda.territory.actions import load_region
from tests.journeys.papers import words_of
from tests.journeys.windows import NARROW, WIDE, Window

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

SEATS = 9
PHONES = 4
AMOUNT_CLP = 900_000_000  # above 7,000 UTM
HOUR = "%Y-%m-%dT%H:%M"
UNCHANGED = "window.unchanged === true"


@dataclass
class World:
    """The Council, an initiative that waits, and everybody's window."""

    members: list[Councillor]
    governor_seat: Councillor
    initiative: Initiative
    secretary: Window
    governor: Window
    phones: list[Window]
    citizen: Window
    reader: Window
    folder: Path
    items: dict[str, AgendaItem] = field(default_factory=dict)

    @property
    def windows(self) -> list[Window]:
        """Everybody's."""
        return [self.secretary, self.governor, *self.phones, self.citizen, self.reader]

    @property
    def codes(self) -> list[str]:
        """Of everybody who sits, the governor last."""
        return [member.code for member in (*self.members, self.governor_seat)]


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


def proposal() -> Initiative:
    """An initiative that the governor may send."""
    row = InitiativeFactory.create(
        name="Mejoramiento de la plaza Los Aromos",
        state="prioritised",
        state_since=timezone.localdate() - timedelta(days=90),
        requested_clp=AMOUNT_CLP,
    )
    FundingRequestFactory.create(stage=StageFactory.create(initiative=row), total_clp=AMOUNT_CLP)
    return row


# Before


def convene(world: World, *, minutes_ago: int) -> Session:
    starts = timezone.localtime() - timedelta(minutes=minutes_ago)
    desk = world.secretary
    desk.visit("/mesa/consejo/sesiones/nueva/")
    said = desk.send_wrong("convene", starts_at=f"{starts:{HOUR}}", place="")
    assert "obligatorio" in said
    assert desk.page.locator("[name=starts_at]").input_value() == f"{starts:{HOUR}}"
    desk.look()
    desk.send("convene", place="Sala del Consejo")
    return Session.objects.latest("pk")


def prepare_url(session: Session) -> str:
    return f"/mesa/consejo/sesiones/{session.code}/"


def room_url(session: Session) -> str:
    return f"{prepare_url(session)}sala/"


def governor_sends(world: World) -> None:
    """The governor finds the initiative on his desk and sends it."""
    window = world.governor
    window.visit("/mesa/")
    window.look(both=True)
    window.page.get_by_role("link", name="Enviarla al Consejo").click()
    window.send_wrong("send", document="")
    window.look()
    window.send("send", document="Oficio 41")
    assert window.page.url.endswith(f"/inversiones/{world.initiative.code}/")
    world.initiative.refresh_from_db()
    assert world.initiative.state == "sent_to_council"


def enter(world: World, session: Session, key: str, business: str, title: str) -> None:
    world.secretary.send("enter", business=business, title=title, received_on="")
    world.items[key] = AgendaItem.objects.get(session=session, title=title)


def prepare(world: World, session: Session) -> None:
    """The agenda, a file, the summons; public at the end and not before."""
    desk = world.secretary
    desk.visit(prepare_url(session))
    said = desk.send_wrong("publish")
    assert "tabla" in said.lower(), said
    sent = AgendaItem.objects.get(matter=world.initiative.subject)
    desk.send("place", items=[str(sent.pk)])
    world.items["investment"] = sent
    for key, business, title in (
        ("first", "concession", "Concesión de una sede vecinal"),
        ("second", "concession", "Concesión de una multicancha"),
        ("plan", "plan", "Plan regional de movilidad"),
        ("late", "regulation", "Reglamento de sala"),
        ("gone", "appointment", "Designación de representante"),
    ):
        enter(world, session, key, business, title)
    attach(world, world.items["first"])
    desk.visit(prepare_url(session))
    desk.look(both=True)
    desk.send("summon")
    assert "plaza Los Aromos" in read_paper(desk, "main a[href*='/doc/']")
    world.reader.visit(session.get_absolute_url())
    assert "La tabla aún no se publica" in world.reader.text()
    desk.visit(prepare_url(session))
    desk.send("publish")
    world.reader.page.reload()
    assert "Plan regional de movilidad" in world.reader.text()


def attach(world: World, item: AgendaItem) -> None:
    desk, paper = world.secretary, world.folder / "plano.txt"
    paper.write_text("Plano de la sede", encoding="utf-8")
    desk.visit(f"/mesa/consejo/temas/{item.pk}/")
    desk.send("attach", file=str(paper), label="Plano de la sede")
    assert "Plano de la sede" in desk.part("archivos")
    desk.look(both=True)


def read_paper(window: Window, link: str) -> str:
    """Follow a link to a document, download its PDF, and read it."""
    window.follow(link)
    window.look()
    address = window.page.locator(".al-hero a.al-button").get_attribute("href") or ""
    answer = window.page.request.get(window.site + address)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    return words_of(answer.body())


# While it lasts


def open_it(world: World, session: Session) -> None:
    """Too few at first: it says so and keeps who was marked."""
    desk, codes = world.secretary, world.codes
    desk.visit(room_url(session))
    said = desk.send_wrong("open", present=[*codes[:3], codes[-1]])
    assert "6" in said, said
    ticked = desk.page.locator("[name=present]:checked").evaluate_all(
        "all => all.map(x => x.value)"
    )
    assert ticked == [*codes[:3], codes[-1]]
    desk.look(both=True)
    desk.send("open", present=[*codes[:7], codes[-1]])
    session.refresh_from_db()
    assert (session.state, session.quorum_present) == ("open", 8)
    desk.page.locator(f"#arrival [name=arrived][value={codes[7]}]").click()
    desk.page.locator(f"#arrival [name=left][value={codes[7]}]").wait_for()


def take_up(world: World, key: str) -> AgendaItem:
    item = world.items[key]
    desk = world.secretary
    desk.page.locator(f"button[form=open_item][value='{item.pk}']").first.click()
    desk.page.locator("#ahora h2", has_text=item.title).wait_for()
    return item


def open_vote(world: World, **typed: str | list[str]) -> Vote:
    world.secretary.send("vote", **typed)
    world.secretary.page.wait_for_url("**/mesa/consejo/votaciones/**")
    return Vote.objects.latest("pk")


def touch(phone: Window, words: str) -> None:
    """One touch of a councillor on a phone that was already open."""
    phone.page.locator(".al-phone__button", has_text=words).click()
    phone.page.get_by_text("Registrado a las").wait_for()


def call_roll(world: World, choices: dict[str, str]) -> None:
    """The secretary marks members one by one; each is sent at once."""
    page = world.secretary.page
    for code, words in choices.items():
        page.locator(f"#b-{code} label", has_text=re.compile(f"^{words}$")).click()
        page.locator(f"#b-{code}.al-ballot--done").wait_for()


def close_vote(world: World) -> None:
    world.secretary.press("Cerrar la votación")


def vote_investment(world: World, session: Session, slow: Window) -> Vote:
    """By phones, by the governor, by the API and by roll call; one member is recused."""
    desk, phones = world.secretary, world.phones
    for phone in phones:
        phone.visit("/mesa/voto/")
    take_up(world, "investment")
    desk.look(both=True)
    phones[3].page.locator("#interes summary").wait_for()
    phones[3].look()
    pk = world.items["investment"].pk
    phones[3].send(f"recuse-{pk}", reason="kin")
    assert "Usted no participa" in phones[3].text()
    desk.visit(room_url(session))
    vote = open_vote(world)
    world.governor.visit("/mesa/voto/")
    slow.visit("/mesa/voto/")
    for phone, words in zip(phones, ("A favor", "A favor", "En contra"), strict=False):
        touch(phone, words)
    phones[1].page.locator("#interes summary").wait_for(state="detached")
    phones[1].look()
    touch(world.governor, "A favor")
    world.governor.look()
    world.citizen.page.locator("#live", has_text="Votación abierta").wait_for()
    world.citizen.look()
    assert send_by_api(world, vote, world.members[4], "favour") == 200
    said = desk.send_wrong("close", marks_pending=False)
    assert said, "closing with members missing says nothing"
    desk.look(both=True)
    call_roll(world, dict(zip(world.codes[5:8], ("A favor", "A favor", "Abstención"), strict=True)))
    desk.page.get_by_role("button", name="Cerrar la votación").dblclick()
    desk.page.wait_for_url("**/sala/**")
    vote.refresh_from_db()
    assert (vote.favour, vote.against, vote.abstain, vote.recused) == (6, 1, 1, 1)
    assert session.happenings.filter(kind="vote_closed").count() == 1
    late_vote(slow)
    assert send_by_api(world, vote, world.members[4], "against") in {409, 422}
    return vote


def late_vote(slow: Window) -> None:
    """A phone that did not hear that the vote was closed."""
    with slow.page.expect_navigation() as told:
        slow.page.locator(".al-phone__button", has_text="En contra").click()
    assert told.value.status == 422
    assert "ya no está abierta" in slow.text()


def send_by_api(world: World, vote: Vote, member: Councillor, choice: str) -> int:
    """A ballot by the API with the member's own session; the status of the answer."""
    assert member.account is not None
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.account)
    token = client.cookies["csrftoken"] = get_random_string(32)
    answer = client.post(
        f"/api/v1/council/votes/{vote.code}/ballots",
        {"choice": choice, "request_key": f"api-{choice}"},
        content_type="application/json",
        headers={"x-csrftoken": token},
    )
    return answer.status_code


def vote_two_together(world: World) -> Vote:
    """Two concessions in one vote, after a member left."""
    desk = world.secretary
    desk.page.locator(f"#arrival [name=left][value={world.codes[1]}]").click()
    desk.page.locator(f"#arrival [name=arrived][value={world.codes[1]}]").wait_for()
    take_up(world, "first")
    assert "Plano de la sede" in desk.page.locator("#ahora").inner_text()
    both = [str(world.items[key].pk) for key in ("first", "second")]
    vote = open_vote(world, items=both, question="¿Se aprueban las dos concesiones?")
    mark_all(world, "1" * 8)
    close_vote(world)
    vote.refresh_from_db()
    assert (vote.outcome, vote.favour, vote.items.count()) == ("approved", 8, 2)
    return vote


def mark_all(world: World, keys: str) -> None:
    """The roll by its keys: each notes a vote and goes to the next member."""
    page = world.secretary.page
    page.locator(".al-ballot input").first.focus()
    for key in keys:
        page.keyboard.press(key)
    page.locator(".al-tally__missing dd", has_text=re.compile("^0$")).wait_for()


def vote_tied(world: World) -> Vote:
    """Four and four: who presides breaks it."""
    desk = world.secretary
    take_up(world, "plan")
    vote = open_vote(world)
    mark_all(world, "11112222")
    close_vote(world)
    desk.look(both=True)
    desk.send("tie", choice="favour")
    vote.refresh_from_db()
    assert (vote.outcome, vote.favour, vote.against) == ("approved", 4, 4)
    return vote


def leave_the_rest(world: World, session: Session) -> None:
    """One item waits, one is gone, one comes from the floor, and somebody asks for something."""
    desk = world.secretary
    pk = take_up(world, "late").pk
    said = desk.send_wrong(f"postpone-{pk}", reason="")
    assert "obligatorio" in said
    desk.send(f"postpone-{pk}", reason="Falta un informe.")
    pk = take_up(world, "gone").pk
    desk.send(f"withdraw-{pk}", reason="Quien propuso lo retira.")
    desk.send("floor", title="Saludo a los equipos de emergencia", business="other")
    world.items["floor"] = session.items.get(title__startswith="Saludo")
    pk = take_up(world, "floor").pk
    desk.send(f"deal-{pk}", note="Se toma conocimiento.")
    due = timezone.localdate() + timedelta(days=20)
    desk.send(
        "commitment",
        raised_by=world.codes[0],
        text="Informar el estado de las veredas",
        owner="División de infraestructura",
        due_on=f"{due:%Y-%m-%d}",
    )
    assert "Informar el estado" in desk.part("compromisos")
    desk.look(both=True)


def close_twice(world: World, session: Session) -> None:
    """A double click closes it once."""
    world.secretary.slot("close").locator("button[type=submit]").dblclick()
    world.secretary.page.locator("#pendiente").wait_for()
    assert session.happenings.filter(kind="closed").count() == 1
    world.citizen.page.locator("#now", has_text="La sesión terminó").wait_for()
    assert world.citizen.page.evaluate(UNCHANGED)


# Afterwards


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
