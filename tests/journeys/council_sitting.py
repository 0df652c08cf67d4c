"""While a session lasts: who is in the room, what is voted and how, what is asked."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from alameda.council.models import AgendaItem, Councillor, Session, Vote
from tests.journeys.council_world import World, room_url
from tests.journeys.windows import Window

UNCHANGED = "window.unchanged === true"


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
    recuse(world)
    vote = vote_by_phones(world, session, slow)
    desk = world.secretary
    said = desk.send_wrong("close", marks_pending=False)
    assert "Faltan los votos de 3" in said
    desk.look(both=True)
    call_roll(world, dict(zip(world.codes[5:8], ("A favor", "A favor", "Abstención"), strict=True)))
    desk.page.get_by_role("button", name="Cerrar la votación").dblclick()
    desk.page.wait_for_url("**/sala/**")
    vote.refresh_from_db()
    assert (vote.favour, vote.against, vote.abstain, vote.recused) == (6, 1, 1, 1)
    assert session.happenings.filter(kind="vote_closed").count() == 1
    late_vote(slow)
    assert send_by_api(world, vote, world.members[4], "against") == 409
    return vote


def recuse(world: World) -> None:
    """A councillor takes no part in an item, from a phone that was open before it."""
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


def vote_by_phones(world: World, session: Session, slow: Window) -> Vote:
    """Three touch theirs, the governor his, another sends it by the API."""
    phones = world.phones
    world.secretary.visit(room_url(session))
    vote = open_vote(world)
    for window in (world.governor, slow):
        window.visit("/mesa/voto/")
    for phone, words in zip(phones, ("A favor", "A favor", "En contra"), strict=False):
        touch(phone, words)
    phones[1].page.locator("#interes summary").wait_for(state="detached")
    phones[1].look()
    touch(world.governor, "A favor")
    world.governor.look()
    world.citizen.page.locator("#live", has_text="Votación abierta").wait_for()
    world.citizen.look()
    assert send_by_api(world, vote, world.members[4], "favour") == 200
    assert send_by_api(world, vote, world.members[0], "against") == 409  # a second phone of hers
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
    desk = world.secretary
    desk.slot("close").locator("button[type=submit]").click()
    desk.sure.dblclick()
    world.secretary.page.locator("#pendiente").wait_for()
    assert session.happenings.filter(kind="closed").count() == 1
    world.citizen.page.locator("#now", has_text="La sesión terminó").wait_for()
    assert world.citizen.page.evaluate(UNCHANGED)
