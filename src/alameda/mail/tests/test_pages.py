"""The mail of a demonstration, which everybody reads, and of a real instance, which nobody does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from alameda.foundation.actor import SYSTEM
from alameda.mail.actions import forget_old, send
from alameda.mail.models import Message

pytestmark = pytest.mark.django_db
LIST = "/cuenta/demostracion/correo/"


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.IS_DEMO = True


def write(count: int = 1) -> Message:
    for number in range(count):
        send(
            key=f"k{number}",
            to="ana@example.org",
            subject=f"Aviso <{number}>",
            text="Abre https://region.example/cuenta/\n\n<script>alert(1)</script>",
            html="<b>Abre</b>",
            actor=SYSTEM,
        )
    return Message.objects.latest("pk")


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", ("Correo de la demostración", "En espera")), ("/en", ("Mail of the", "Waiting"))],
)
def test_a_demonstration_shows_its_mail(
    client: Client, demo: None, prefix: str, words: tuple[str, str]
) -> None:
    assert client.get(prefix + LIST).status_code == 200
    row = write()

    page = client.get(prefix + LIST).content.decode()
    one = client.get(f"{prefix}{LIST}{row.pk}/").content.decode()

    assert all(word in page for word in words)
    assert f"{prefix}{LIST}{row.pk}/" in page
    assert "ana@example.org" in page
    assert '<a href="https://region.example/cuenta/"' in one
    for shown in (page, one):
        assert "Aviso &lt;0&gt;" in shown
        assert "<script>alert" not in shown
        assert "<b>Abre</b>" not in shown


def test_a_real_instance_shows_nobodys_mail(client: Client) -> None:
    row = write()

    assert client.get(LIST).status_code == 404
    assert client.get(f"{LIST}{row.pk}/").status_code == 404


def test_a_message_that_is_not_there_and_a_way_that_is_not(client: Client, demo: None) -> None:
    row = write()

    assert client.get(f"{LIST}{row.pk + 1}/").status_code == 404
    assert client.get(f"{LIST}{10**30}/").status_code == 404
    assert client.post(LIST).status_code == 405
    assert client.post(f"{LIST}{row.pk}/").status_code == 405


def test_what_was_erased_is_said(client: Client, demo: None) -> None:
    row = write()
    Message.objects.update(state="sent", ended_at=timezone.now() - timedelta(days=40))
    forget_old(now=timezone.now(), actor=SYSTEM)

    page = client.get(f"{LIST}{row.pk}/").content.decode()

    assert "Lo que decía se borró" in page
    assert "Sin asunto" in page


def test_the_list_asks_as_much_for_twenty_as_for_one(
    client: Client, demo: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(LIST)
    for count in (1, 20):
        write(count)
        with django_assert_num_queries(2):  # the name of the region, the messages
            client.get(LIST)


def test_nobody_keeps_the_pages(client: Client, demo: None) -> None:
    row = write()
    pages: list[Callable[[], str]] = [lambda: LIST, lambda: f"{LIST}{row.pk}/"]
    for page in pages:
        assert "no-store" in client.get(page()).headers["Cache-Control"]
