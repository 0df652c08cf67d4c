"""What machines only read answers 405 to every other method, whoever asks."""

from __future__ import annotations

import pytest
from django.test import Client

READ_ONLY = (
    "/api/v1/openapi.json",
    "/data/popolo.json",
    "/data/ocd.json",
    "/oparl/v1.1/",
    "/oparl/v1.1/organization",
    "/record/checkpoint",
    "/record/key",
    "/record/tile/0/000",
    "/feeds/consejo.atom",
    "/cal/consejo.ics",
    "/health/live",
    "/health/ready",
)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "X-NEW"])
def test_what_is_only_read_takes_no_other_method(method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in READ_ONLY:
        answer = client.generic(method, path, b"{}")
        assert answer.status_code == 405, path
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}, path


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", ""])
def test_a_write_of_another_content_type_is_refused_before_it_is_read(kind: str) -> None:
    for path in ("/api/v1/council/votes/V-1/ballots", "/api/v1/council/sessions/S-1/arrivals"):
        answer = Client().generic("POST", path, b"--x\r\n", content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "wrong-content-type"), path
