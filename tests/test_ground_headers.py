"""What every answer says to the browser, and what a server in production writes down."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from alameda.accounts.models import Person

SCRIPT = """
import django, logging
django.setup()
logging.getLogger("django.request").error("Internal Server Error: /plaza/")
logging.getLogger("django.request").warning("Not Found: /nada/")
"""


@pytest.mark.django_db
def test_a_page_allows_no_device_and_no_other_window(client: Client) -> None:
    answer = client.get("/cuenta/entrar/")
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cuenta/", "/cuenta/correo/", "/patrones/"])
def test_nobody_keeps_a_page_drawn_for_who_is_signed_in(client: Client, path: str) -> None:
    client.force_login(Person.objects.create_user("somebody@example.org"))
    assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.django_db
def test_the_forms_of_an_account_are_kept_by_nobody(client: Client) -> None:
    for path in ("/cuenta/entrar/", "/cuenta/crear/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]
    assert "no-store" not in client.get("/acerca/").headers.get("Cache-Control", "")


def test_a_session_ends_within_a_working_day() -> None:
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600


def test_production_writes_down_what_broke_and_not_what_was_missing() -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
        "ALAMEDA_SECRET_KEY": "only for a test, and long enough to guard something",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True
    )
    assert "Internal Server Error: /plaza/" in done.stderr
    assert "/nada/" not in done.stderr
