"""What the environment may say of mail and proxies, and what is told where it cannot be meant."""

from __future__ import annotations

import pytest

from alameda.settings import env
from alameda.settings.env import BadVariableError, Smtp


def smtp(monkeypatch: pytest.MonkeyPatch, told: str) -> Smtp | None:
    monkeypatch.setenv("ALAMEDA_SMTP_URL", told)
    return env.read().smtp


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("", None),
        ("smtp://mail.example", Smtp(host="mail.example", port=587)),
        ("smtps://mail.example/", Smtp(host="mail.example", port=465, is_tls=True)),
        ("smtp://[::1]:25?starttls=0", Smtp(host="::1", port=25, starttls=False)),
        (
            "smtp://avisos%40gore.example:p%40s%2Fs@mail.example:2525?starttls=1",
            Smtp(
                host="mail.example",
                port=2525,
                user="avisos@gore.example",
                password="p@s/s",
                starttls=True,
                sender="avisos@gore.example",
            ),
        ),
        (
            "smtps://u:p@mail.example?from=avisos@gore.example",
            Smtp(
                host="mail.example",
                port=465,
                user="u",
                password="p",
                is_tls=True,
                sender="avisos@gore.example",
            ),
        ),
    ],
)
def test_a_mail_server_is_named_in_one_address(
    monkeypatch: pytest.MonkeyPatch, told: str, meant: Smtp | None
) -> None:
    assert smtp(monkeypatch, told) == meant


@pytest.mark.parametrize(
    "told",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://:secreta@mail.example",
        "smtp://u:secreta@mail.example:99999",
        "smtp://u:secreta@mail.example:port",
        "smtp://u:secreta@mail.example/inbox",
        "smtp://u:secreta@mail.example#x",
        "smtp://u:secreta@mail.example?starttls=yes",
        "smtp://u:secreta@mail.example?tls=1",
        "smtp://u:secreta@mail.example?from=nobody",
        "smtps://u:secreta@mail.example?starttls=1",
        "smtp://u:secreta@[mail.example",
    ],
)
def test_what_names_no_mail_server_is_said_without_its_password(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    with pytest.raises(BadVariableError) as refusal:
        smtp(monkeypatch, told)

    assert "ALAMEDA_SMTP_URL" in str(refusal.value)
    assert "smtp[s]://" in str(refusal.value)
    assert "secreta" not in str(refusal.value)


def test_a_password_is_never_shown() -> None:
    assert "secreta" not in repr(Smtp(host="mail.example", port=25, user="u", password="secreta"))


@pytest.mark.parametrize(("told", "meant"), [("", 0), ("0", 0), ("2", 2)])
def test_proxies_are_counted(monkeypatch: pytest.MonkeyPatch, told: str, meant: int) -> None:
    monkeypatch.setenv("ALAMEDA_PROXIES", told)
    assert env.read().proxies == meant


@pytest.mark.parametrize("told", ["-1", "one", "10", "1.0", "²"])
def test_a_count_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("ALAMEDA_PROXIES", told)
    with pytest.raises(BadVariableError, match="ALAMEDA_PROXIES"):
        env.read()


@pytest.mark.parametrize(
    ("base_url", "told", "sender"),
    [
        ("https://datos.gore.example", "", "alameda@datos.gore.example"),
        ("http://[::1]:8000", "", "alameda@localhost"),
        ("https://datos.gore.example", "smtp://mail.example?from=a@b.example", "a@b.example"),
        ("https://datos.gore.example", "smtp://u:p@mail.example", "alameda@datos.gore.example"),
    ],
)
def test_mail_comes_from_the_site_or_as_told(
    monkeypatch: pytest.MonkeyPatch, base_url: str, told: str, sender: str
) -> None:
    monkeypatch.setenv("ALAMEDA_BASE_URL", base_url)
    monkeypatch.setenv("ALAMEDA_SMTP_URL", told)
    assert env.read().sender == sender
