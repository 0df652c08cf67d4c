"""Signing up with and without a mail server, and limits by the true address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from alameda.accounts.actions import forget_attempts, forget_sessions
from alameda.accounts.middleware import ClientAddressMiddleware
from alameda.accounts.models import Person
from alameda.accounts.tests.factories import PersonFactory
from alameda.accounts.views import whole
from alameda.foundation.actor import SYSTEM, VISITOR
from alameda.foundation.errors import NotAllowedError
from alameda.mail.actions import deliver_due
from alameda.mail.models import Message
from alameda.mail.tests.postbox import Postbox
from alameda.settings.env import Smtp
from alameda.ui.site import Brand

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db
PASSWORD = "una alameda con sombra"
NEW = "nueva@example.org"


@pytest.fixture(autouse=True)
def _as_served(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "alameda.mail.backends.OutboxBackend"
    cache.clear()


def sign_up(client: Client, email: str = NEW) -> HttpResponseBase:
    return client.post("/cuenta/crear/", {"email": email, "password1": PASSWORD})


@pytest.mark.parametrize("smtp", [None, Smtp(host="127.0.0.1", port=9)])
def test_one_signs_up_whatever_becomes_of_the_mail(
    client: Client, settings: Settings, smtp: Smtp | None
) -> None:
    settings.SMTP = smtp

    assert sign_up(client).status_code == 302

    assert EmailAddress.objects.get().email == NEW
    assert Message.objects.get().address == NEW
    assert "/cuenta/correo/" in Message.objects.get().text
    assert client.post("/cuenta/clave/", {"email": NEW}).status_code == 302
    assert Message.objects.count() == 2


def test_without_its_mail_no_account_is_made(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("alameda.mail.backends.send_many", fails)
        with pytest.raises(OSError):  # noqa: PT011  it is the one raised above
            sign_up(client)
    assert not Person.objects.exists()
    assert not EmailAddress.objects.exists()

    assert sign_up(client).status_code == 302
    assert Person.objects.count() == 1


def test_an_address_that_has_an_account_is_told_so_by_mail_alone(client: Client) -> None:
    first = sign_up(client)
    EmailAddress.objects.update(verified=True)
    cache.clear()  # an address is written to once in three minutes
    again = sign_up(Client())

    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Person.objects.count() == 1
    subjects = Message.objects.filter(address=NEW).values_list("subject", flat=True)
    assert len(set(subjects)) == 2


def test_mail_leads_to_the_public_address_whatever_name_was_asked(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Brand(code="prueba", government="Gobierno de Prueba", region="Prueba")
    monkeypatch.setattr("alameda.accounts.adapters.brand", lambda: ours)
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    settings.BASE_URL = "https://datos.example.cl"
    sign_up(client)
    EmailAddress.objects.update(verified=True)
    cache.clear()
    for path, email in (("crear", NEW), ("clave", NEW), ("clave", "nadie@example.org")):
        given = {"email": email, "password1": PASSWORD}
        client.post(f"/cuenta/{path}/", given, HTTP_HOST="localhost:8000")

    told = list(Message.objects.all())
    assert len({message.subject for message in told}) == 4
    for message in told:
        assert message.subject.startswith("[Gobierno de Prueba] ")
        assert "https://datos.example.cl/cuenta/" in message.text
        assert "localhost" not in message.text
        assert "testserver" not in message.text


def test_a_link_to_a_new_password_works_once_and_says_so_afterwards(client: Client) -> None:
    sign_up(client)
    EmailAddress.objects.update(verified=True)
    client.post("/cuenta/clave/", {"email": NEW})
    found = re.search(r"/cuenta/clave/\S+", Message.objects.earliest("-id").text)
    assert found
    link = found.group()

    def choose(password: str) -> str:
        page = client.get(link, follow=True)
        place = page.redirect_chain[-1][0] if page.redirect_chain else link
        given = {"password1": password, "password2": password}
        return client.post(place, given, follow=True).content.decode()

    assert "Su contraseña cambió" in choose("otra alameda de noche")
    again = client.get(link)
    assert "Este enlace ya se usó" in again.content.decode()
    assert 'name="password1"' not in again.content.decode()
    assert "Este enlace ya se usó" in choose("la alameda de nadie")
    assert Person.objects.get().check_password("otra alameda de noche")


def test_of_two_presses_at_once_the_second_finds_what_the_first_made() -> None:
    called = []

    def view(_request: HttpRequest) -> HttpResponse:
        called.append(Person.objects.count())
        Person.objects.create_user(NEW)
        if len(called) == 1:
            raise IntegrityError
        return HttpResponse()

    assert whole(view)(HttpRequest()).status_code == 200
    assert called == [0, 0]


# The address of who asks


@pytest.mark.parametrize(
    ("proxies", "told", "expected"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.9, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (1, " 2001:DB8::7 ", "2001:db8::7"),
        (1, "", "10.0.0.1"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "203.0.113.7:41236", "203.0.113.7"),
        (1, "[2001:db8::7]:41236", "2001:db8::7"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(
    settings: Settings, proxies: int, told: str, expected: str
) -> None:
    settings.PROXIES = proxies
    asked = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told)

    ClientAddressMiddleware(lambda _request: HttpResponse())(asked)

    assert asked.META["REMOTE_ADDR"] == expected


def test_an_address_of_ipv4_is_one_of_its_own_on_a_socket_for_both_kinds(client: Client) -> None:
    def slowed(address: str) -> bool:
        return is_slowed(guess(client, "", address=address))

    assert [slowed("::ffff:203.0.113.7") for _try in range(6)] == [False] * 5 + [True]
    assert slowed("203.0.113.7")
    assert not slowed("::ffff:203.0.113.8")


def guess(client: Client, told: str, *, address: str = "127.0.0.1") -> str:
    """A wrong password, for an account that nobody else tries."""
    guess.count = getattr(guess, "count", 0) + 1  # type: ignore[attr-defined]
    given = {"login": f"p{guess.count}@example.org", "password": "mal"}  # type: ignore[attr-defined]
    return client.post(
        "/cuenta/entrar/", given, HTTP_X_FORWARDED_FOR=told, REMOTE_ADDR=address
    ).content.decode()


def is_slowed(page: str) -> bool:
    return "Demasiados intentos" in page


def test_guessing_is_counted_by_the_true_address(client: Client, settings: Settings) -> None:
    settings.PROXIES = 1
    for number in range(5):
        assert not is_slowed(guess(client, f"198.51.100.{number}, 203.0.113.7"))

    assert is_slowed(guess(client, "198.51.100.99, 203.0.113.7"))
    assert not is_slowed(guess(client, "203.0.113.8"))


def test_without_proxies_of_ours_nobody_chooses_their_address(client: Client) -> None:
    for number in range(5):
        assert not is_slowed(guess(client, f"198.51.100.{number}"))

    assert is_slowed(guess(client, "198.51.100.99"))


def counts() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_attempt")
        return int(cursor.fetchone()[0])


def test_sessions_that_are_over_are_forgotten(client: Client) -> None:
    client.force_login(PersonFactory.create())
    now = timezone.now()

    with pytest.raises(NotAllowedError):
        forget_sessions(now=now + timedelta(days=1), actor=VISITOR)
    assert forget_sessions(now=now, actor=SYSTEM) == 0
    assert client.get("/cuenta/").status_code == 200

    assert forget_sessions(now=now + timedelta(hours=13), actor=SYSTEM) == 1
    assert client.get("/cuenta/").status_code == 302


def test_attempts_are_counted_for_all_processes_and_forgotten_when_over(client: Client) -> None:
    guess(client, "")
    assert counts() > 0

    with pytest.raises(NotAllowedError):
        forget_attempts(now=timezone.now() + timedelta(hours=1), actor=VISITOR)
    forget_attempts(now=timezone.now() - timedelta(seconds=1), actor=SYSTEM)
    assert counts() > 0

    assert forget_attempts(now=timezone.now() + timedelta(hours=1), actor=SYSTEM) > 0
    assert counts() == 0


# In the browser


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["no server", "a broken server", "a server"])
def test_one_signs_up_in_the_browser_and_is_in_once_the_mail_came(
    kind: str, live_site: str, settings: Settings, open_page: Callable[..., Page]
) -> None:
    postbox = Postbox()
    settings.SMTP = None if kind == "no server" else postbox.server
    settings.DEFAULT_FROM_EMAIL = "avisos@region.example"
    settings.BASE_URL = live_site
    if kind == "a broken server":
        postbox.answers[NEW] = "451 4.3.0 Try later"
    page = open_page()
    page.goto(f"{live_site}/cuenta/crear/")
    page.get_by_label("Correo").fill(NEW)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Crear la cuenta").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Confirme su correo"

    with postbox.open():
        told = deliver_due(actor=SYSTEM)
        if kind != "a server":
            assert (told.sent, postbox.taken) == (0, [])
            settings.SMTP = postbox.server
            postbox.answers.clear()
            deliver_due(actor=SYSTEM, clock=lambda: timezone.now() + timedelta(minutes=2))
    [message] = postbox.taken
    link = re.search(rf"{live_site}/cuenta/correo/\S+", message.get_content())
    assert link

    page.goto(link.group())
    page.get_by_role("main").get_by_role("button").click()
    page.goto(f"{live_site}/cuenta/entrar/")
    page.get_by_label("Correo").fill(NEW)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    assert page.url == f"{live_site}/cuenta/"
    assert NEW in page.content()
