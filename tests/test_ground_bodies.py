"""How much each sender may send to each address, and what those are told who send more."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.foundation.bodies import (
    ANYBODY_BYTES,
    FORM_BYTES,
    KEY,
    BodyBrokenError,
    BodyTooLargeError,
    BodyTooSlowError,
    Refused,
    TooManyBodiesError,
    Waiting,
)

LARGE = settings.DOCUMENT_BYTES_MAX + FORM_BYTES
DESK = "/mesa/consejo/"


def welcome(client: Client, path: str) -> int:
    """How much the front is told that it may read."""
    waiting = Waiting()
    assert client.post(path, **{KEY: waiting}).status_code == 204  # type: ignore[arg-type]
    return waiting.most


@pytest.mark.django_db
def test_a_file_comes_only_from_who_holds_a_role_to_a_page_that_is_theirs() -> None:
    secretary, resident, visitor = Client(), Client(), Client()
    secretary.force_login(RoleGrantFactory.create(role="council_secretary").person)
    resident.force_login(RoleGrantFactory.create(role="resident").person)
    assert welcome(secretary, DESK) == LARGE
    assert welcome(secretary, f"/en{DESK}") == LARGE
    for client in (resident, visitor):
        assert welcome(client, DESK) == ANYBODY_BYTES
    for path in ("/preferencias/tema/", "/nowhere/", "/api/v1/initiatives", "/cuenta/entrar/"):
        assert welcome(secretary, path) == ANYBODY_BYTES


@pytest.mark.django_db
def test_who_sends_too_much_is_told_how_much_is_taken() -> None:
    client = Client()
    client.force_login(PersonFactory.create())
    sent = {"theme": "dark", "more": "a" * ANYBODY_BYTES}
    assert client.post("/preferencias/tema/", sent | {"more": ""}).status_code == 302
    page = client.post("/preferencias/tema/", sent)
    assert page.status_code == 413
    assert "64 KB" in page.text
    assert "al-empty" in page.text
    problem = client.post("/api/v1/points", b"x" * (ANYBODY_BYTES + 1), "application/json")
    assert (problem.status_code, problem.json()["code"]) == (413, "body-too-large")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BodyTooLargeError, 413),
        (BodyTooSlowError, 408),
        (BodyBrokenError, 400),
        (TooManyBodiesError, 503),
    ],
)
def test_a_body_that_was_not_taken_is_told_on_a_page_and_in_a_document(
    error: type[BodyTooLargeError], status: int
) -> None:
    refused = {KEY: Refused(error)}
    page = Client().post("/preferencias/tema/", **refused)  # type: ignore[arg-type]
    problem = Client().post("/api/v1/points", **refused)  # type: ignore[arg-type]
    assert (page.status_code, problem.status_code) == (status, status)
    assert error.code in page.text
    assert problem.json()["code"] == error.code
    assert ("Retry-After" in page.headers) is (status == 503)


def test_no_header_of_a_visitor_becomes_what_the_front_says() -> None:
    told = RequestFactory().get("/", headers={"alameda.body": "x", "alameda-body": "x"}).META
    assert KEY not in told
