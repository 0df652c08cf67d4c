"""The base page, the pattern page, preferences and the pages of errors."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
)
from alameda.ui import views
from alameda.ui.context import path_in
from alameda.ui.middleware import ErrorPagesMiddleware
from alameda.ui.site import Brand, brand, provide_brand

pytestmark = pytest.mark.django_db


def test_the_pattern_page_says_its_language_and_its_other_one(client: Client) -> None:
    spanish = client.get("/patrones/").content.decode()
    assert '<html lang="es-CL"' in spanish
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/patrones/"' in spanish
    english = client.get("/en/patrones/?a=1").content.decode()
    assert '<html lang="en"' in english
    assert 'href="/patrones/?a=1"' in english
    assert "<h1" in english


def test_the_first_view_is_at_most_a_hundred_kilobytes(client: Client) -> None:
    page = client.get("/patrones/", headers={"accept-encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < 60_000


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [("/a/", "en", "/en/a/"), ("/en/a/", "es", "/a/"), ("/en/", "es", "/"), ("/", "en", "/en/")],
)
def test_the_other_language_keeps_the_page(path: str, language: str, expected: str) -> None:
    assert path_in(path, language) == expected


def test_a_reader_chooses_the_colours(client: Client) -> None:
    answer = client.post("/preferencias/tema/", {"theme": "dark", "next": "/en/patrones/"})
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"] == "/en/patrones/"
    assert 'data-theme="dark"' in client.get("/patrones/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_the_choice_of_colours_leads_nowhere_else(client: Client, back: str) -> None:
    answer = client.post("/preferencias/tema/", {"theme": "pink", "next": back})
    assert answer.headers["Location"] == "/"
    assert "alameda_theme" not in answer.cookies


def test_a_cookie_that_nobody_set_changes_nothing(client: Client) -> None:
    client.cookies["alameda_theme"] = '"><script>'
    assert 'data-theme="auto"' in client.get("/patrones/").content.decode()


def test_a_missing_page_says_what_to_do_next(client: Client) -> None:
    answer = client.get("/en/no-such-page/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    page = answer.content.decode()
    assert "There is nothing at this address" in page
    assert 'href="/en/"' in page
    assert "noindex" in page


def test_a_method_that_a_page_does_not_take_is_told_in_words(client: Client) -> None:
    answer = client.post("/en/patrones/")
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "GET" in answer.headers["Allow"]
    assert "cannot be used in this way" in answer.content.decode()


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("No such work."),
        NotAllowedError("Only the treasury."),
        BadInputError("A number, please."),
        RuleBrokenError("Over the ceiling."),
    ],
)
def test_an_error_of_the_domain_becomes_a_page_with_its_status(
    error: AlamedaError, rf: RequestFactory
) -> None:
    answer = ErrorPagesMiddleware(lambda _request: HttpResponse()).process_exception(
        rf.post("/"), error
    )
    assert answer is not None
    assert answer.status_code == error.status
    assert str(error) in answer.content.decode()
    assert error.code in answer.content.decode()


def test_any_other_error_goes_on(rf: RequestFactory) -> None:
    middleware = ErrorPagesMiddleware(lambda _request: HttpResponse())
    assert middleware.process_exception(rf.get("/"), ValueError("bug")) is None


def test_what_broke_is_told_without_database_or_session() -> None:
    with override("en"):
        answer = views.handle_500(HttpRequest())
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "It is not your fault" in answer.content.decode()


def test_the_other_errors_of_django_have_their_pages(rf: RequestFactory) -> None:
    assert views.handle_400(rf.get("/"), SuspiciousOperation("x")).status_code == 400
    assert views.handle_403(rf.get("/"), PermissionDenied("x")).status_code == 403
    assert views.handle_csrf(rf.post("/"), reason="x").status_code == 403


def test_the_region_gives_the_site_its_name_and_theme(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alameda.ui.site._provider", [])
    assert brand().code == ""
    provide_brand(lambda: None)
    assert brand().code == ""
    provide_brand(lambda: Brand(code="nuble", government="Gobierno de Ñuble", region="Ñuble"))
    page = client.get("/patrones/").content.decode()
    assert 'data-region="nuble"' in page
    assert "Gobierno de Ñuble" in page
