"""With the database away each address answers in words, with its headers, and when to ask again."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from alameda.ui.site import Brand, brand, provide_brand

PAGES = (
    "/",
    "/en/",
    "/consejo/",
    "/consejo/sesiones/",
    "/inversiones/?q=plaza",
    "/registro/",
    "/cuenta/",
    "/mesa/",
)
MACHINES = ("/api/v1/initiatives", "/data/popolo.json", "/oparl/v1.1/", "/record/checkpoint")
SIGNED_IN = {settings.SESSION_COOKIE_NAME: "a" * 32}


@pytest.fixture(params=[OperationalError, InterfaceError])
def client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser of a site whose database is gone."""

    def refuse(_connection: object) -> None:
        raise request.param("gone")

    for name in ("ensure_connection", "connect", "cursor"):
        monkeypatch.setattr(BaseDatabaseWrapper, name, refuse)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("cookies", [{}, SIGNED_IN])
def test_a_page_says_so_and_when_to_ask_again(client: Client, cookies: dict[str, str]) -> None:
    client.cookies.load(cookies)
    for path in PAGES:
        if not cookies and path in {"/cuenta/", "/mesa/"}:
            continue  # they ask who is there, and nobody is
        page = client.get(path)
        assert page.status_code == 503, path
        assert page.headers["Retry-After"], path
        assert "no-store" in page.headers["Cache-Control"], path
        assert "default-src" in page.headers["Content-Security-Policy"], path
        assert page.headers["X-Content-Type-Options"] == "nosniff", path
        said = "The site cannot answer now" if path == "/en/" else "El sitio no puede responder"
        assert said in page.text, path


@pytest.mark.parametrize("cookies", [{}, SIGNED_IN])
def test_what_needs_no_database_is_answered_as_ever(
    client: Client, cookies: dict[str, str]
) -> None:
    client.cookies.load(cookies)
    assert client.get("/health/live").status_code == 200
    missing = client.get("/no/such/page/").status_code
    assert missing == (503 if cookies else 404)


def test_machines_are_told_in_their_form(client: Client) -> None:
    for path in MACHINES:
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert answer.headers["Retry-After"], path
        if path.startswith("/record/"):
            assert answer.headers["Content-Type"].startswith("text/plain"), path
        else:
            assert answer.json()["code"] == "unavailable", path


def test_a_region_keeps_its_name_while_the_database_is_away() -> None:
    from alameda.ui import site

    formerly = list(site._provider)

    def gone() -> Brand:
        raise OperationalError("gone")

    try:
        provide_brand(gone)
        assert brand().code == ""
        provide_brand(lambda: Brand(code="nuble", government="Gobierno de Ñuble", region="Ñuble"))
        assert brand().code == "nuble"
        site._provider[:] = [gone]
        assert brand().code == "nuble"
    finally:
        site._provider[:] = formerly
        site._latest.clear()
