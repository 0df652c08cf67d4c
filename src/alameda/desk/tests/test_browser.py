"""The desk in a browser: the roll call, the network that goes away, two windows, the phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alameda.council.actions.votes import cast_ballot, open_vote
from alameda.council.models import Ballot, Councillor, Session, Vote
from alameda.council.tests.factories import SECRETARY, actor_of, make_council
from alameda.desk.tests.walking import Walker, make_session, room
from alameda.investments.tests.factories import InitiativeFactory, RegistrationFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

Opener = Callable[..., "Page"]
Axe = Callable[["Page"], list[str]]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, live_site: str, walker: Walker) -> Page:
    cookie = walker.client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_site}])
    return page


def begin(present: int = 6) -> tuple[Session, Vote, list[Councillor]]:
    session, members, items = make_session(present, seats=present + 1)
    return session, open_vote(session, items=items, actor=SECRETARY), members[:present]


def roll_page(live_site: str, vote: Vote) -> str:
    return f"{live_site}/mesa/consejo/votaciones/{vote.code}/"


def mark(page: Page, member: Councillor, words: str) -> None:
    page.locator(f"#b-{member.code} label", has_text=words).click()


def given(vote: Vote) -> dict[str, str]:
    rows = Ballot.objects.filter(vote=vote).exclude(choice="")
    return dict(rows.values_list("councillor__code", "choice"))


def missing(page: Page, count: int) -> None:
    page.locator(".al-tally__missing dd", has_text=re.compile(f"^{count}$")).wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_roll_call_saves_each_vote_at_once_and_stays_accessible(
    live_site: str, open_page: Opener, axe: Axe, width: int
) -> None:
    _session, vote, members = begin()
    page = sign_in(open_page(width=width), live_site, Walker("council_secretary"))
    page.goto(roll_page(live_site, vote))
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) <= 0

    mark(page, members[0], "A favor")
    missing(page, 5)
    page.locator(f"#b-{members[1].code} input").first.focus()
    for key in "213":
        page.keyboard.press(key)
    missing(page, 2)

    assert list(given(vote).values()) == ["favour", "against", "favour", "abstain"]
    assert axe(page) == []
    page.locator(f"#b-{members[0].code} a").click()
    page.locator("#correct-reason").wait_for()
    assert axe(page) == []
    page.get_by_label("Anotar «no vota»").check()
    page.get_by_role("button", name="Cerrar la votación").click()
    page.wait_for_url("**/sala/**")
    vote.refresh_from_db()
    assert (vote.state, vote.not_voting) == ("closed", 2)
    assert axe(page) == []


def test_a_network_that_goes_away_loses_nothing_and_counts_nothing_twice(
    live_site: str, page: Page
) -> None:
    _session, vote, members = begin()
    sign_in(page, live_site, Walker("council_secretary"))
    page.goto(roll_page(live_site, vote))
    mark(page, members[0], "A favor")
    missing(page, 5)
    page.context.set_offline(True)

    mark(page, members[1], "En contra")
    page.locator(f"#b-{members[1].code}[data-state=unsent]").wait_for()
    mark(page, members[2], "Abstención")

    assert page.locator(f"#b-{members[1].code} [data-said]").inner_text() == "Sin enviar"
    page.get_by_role("button", name="Cerrar la votación").click()
    assert "hay votos sin enviar" in page.locator("#announce").inner_text()
    assert len(given(vote)) == 1
    page.context.set_offline(False)
    missing(page, 3)
    assert sorted(given(vote).values()) == ["abstain", "against", "favour"]


def test_an_answer_lost_on_its_way_back_is_one_vote(live_site: str, page: Page) -> None:
    _session, vote, members = begin()
    sign_in(page, live_site, Walker("council_secretary"))
    page.goto(roll_page(live_site, vote))
    keys: list[str] = []

    def lose_first(route: Route) -> None:
        keys.append(str(route.request.post_data).rpartition("request_key=")[2])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/mesa/votaciones/*/voto/", lose_first)
    mark(page, members[0], "A favor")
    missing(page, 5)
    assert page.evaluate("localStorage.length") == 0

    assert len(keys) >= 2
    assert len(set(keys)) == 1
    assert given(vote) == {members[0].code: "favour"}


def test_what_was_not_sent_is_still_there_after_the_page_is_loaded_again(
    live_site: str, page: Page
) -> None:
    _session, vote, members = begin()
    sign_in(page, live_site, Walker("council_secretary"))
    page.goto(roll_page(live_site, vote))
    page.route("**/mesa/votaciones/*/voto/", lambda route: route.abort())
    mark(page, members[0], "En contra")
    page.locator(f"#b-{members[0].code}[data-state=unsent]").wait_for()

    page.unroute("**/mesa/votaciones/*/voto/")
    page.reload()

    missing(page, 5)
    assert given(vote) == {members[0].code: "against"}


def test_two_windows_and_a_phone_see_each_other_without_reloading(
    live_site: str, open_page: Opener, axe: Axe
) -> None:
    _session, vote, members = begin()
    first = sign_in(open_page(), live_site, Walker("council_secretary"))
    second = sign_in(open_page(), live_site, Walker("council_secretary"))
    phone = sign_in(
        open_page(width=360), live_site, Walker("councillor", person=members[2].account)
    )
    first.goto(roll_page(live_site, vote))
    second.goto(roll_page(live_site, vote))
    phone.goto(f"{live_site}/mesa/voto/")
    assert axe(phone) == []

    phone.get_by_role("button", name="Abstención").click()
    phone.get_by_text("Registrado a las").wait_for()
    mark(first, members[0], "A favor")
    missing(first, 4)
    missing(second, 4)

    assert axe(phone) == []
    assert second.locator(f"#b-{members[2].code}").inner_text().count("Abstención") == 1
    cast_ballot(vote, councillor=members[3], choice="against", actor=actor_of(members[3]))
    missing(second, 3)
    assert given(vote) == {
        members[0].code: "favour",
        members[2].code: "abstain",
        members[3].code: "against",
    }


def test_arrows_only_look_and_leaving_the_row_sends(live_site: str, page: Page) -> None:
    _session, vote, members = begin()
    sign_in(page, live_site, Walker("council_secretary"))
    page.goto(roll_page(live_site, vote))

    page.locator(f"#b-{members[0].code} input").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert given(vote) == {}
    page.keyboard.press("Tab")
    missing(page, 5)

    assert list(given(vote)) == [members[0].code]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_screens_are_accessible_and_fit(
    live_site: str, open_page: Opener, axe: Axe, width: int
) -> None:
    session, members, items = make_session(6, items=3)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.post({**secretary.sent("open_item"), "target": items[0].pk})
    page = sign_in(open_page(width=width), live_site, secretary)
    paths = ["/mesa/", "/mesa/consejo/", "/mesa/consejo/sesiones/nueva/"]
    paths += [f"/mesa/consejo/sesiones/{session.code}/", room(session)]
    paths += [f"/mesa/consejo/temas/{items[1].pk}/", f"/en{room(session)}"]

    for path in paths:
        page.goto(live_site + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
        assert axe(page) == [], path
        assert page.evaluate(OVERFLOW) <= 0, path
    assert members


def test_a_room_that_another_secretary_changed_is_brought_up_to_date_by_itself(
    live_site: str, open_page: Opener, axe: Axe
) -> None:
    session, _members, items = make_session(items=2)
    mine, hers = (
        sign_in(open_page(), live_site, Walker("council_secretary")) for _window in range(2)
    )
    for page in (mine, hers):
        page.goto(live_site + room(session))
        page.evaluate("window.kept = true")
    take_up = hers.locator(f"#{items[0].anchor} button")

    take_up.click()

    mine.locator("#announce", has_text="La sala se puso al día").wait_for()
    assert items[0].title in mine.locator("#ahora h3, #ahora h2").first.inner_text()
    assert mine.evaluate("window.kept")
    assert axe(mine) == []


def test_a_room_that_changed_never_takes_away_what_is_being_typed(
    live_site: str, open_page: Opener, axe: Axe
) -> None:
    session, _members, items = make_session(items=2)
    mine, hers = (
        sign_in(open_page(width=360), live_site, Walker("council_secretary"))
        for _window in range(2)
    )
    for page in (mine, hers):
        page.goto(live_site + room(session))
    mine.locator("#floor summary").click()
    mine.locator("#floor-title").fill("Un punto urgente")
    mine.locator("h1").click()

    hers.locator(f"#{items[0].anchor} button").click()

    told = mine.get_by_text("La sala cambió")
    told.wait_for()
    assert mine.locator("#floor-title").input_value() == "Un punto urgente"
    assert axe(mine) == []
    assert mine.evaluate(OVERFLOW) <= 0
    mine.get_by_role("link", name="Ver la sala como está ahora").click()
    told.wait_for(state="hidden")
    assert items[0].title in mine.locator("#ahora").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_form_that_sends_a_proposal_with_its_file_stays_accessible_when_refused(
    live_site: str, open_page: Opener, axe: Axe, width: int
) -> None:
    make_council(3)
    row = InitiativeFactory.create(code="P-1", state="prioritised", requested_clp=900_000_000)
    RegistrationFactory.create(initiative=row, asked_clp=900_000_000)
    page = sign_in(open_page(width=width), live_site, Walker("governor"))
    page.goto(f"{live_site}/mesa/consejo/enviar/P-1/")
    assert page.evaluate(OVERFLOW) <= 0
    box = page.locator("#send-file").bounding_box()
    assert box is not None
    assert box["height"] >= 48

    page.locator("#send-document").fill("Oficio 12")
    page.locator("#send-file").set_input_files(
        {"name": "a.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00"}
    )
    page.get_by_role("button", name="Enviarla al Consejo").click()

    page.locator("#send-file-error").wait_for()
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []
