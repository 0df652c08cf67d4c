"""The only reader of the environment: every variable Alameda knows, with its type and default."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
DIGITS = tuple("0123456789")
LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"


class BadVariableError(Exception):
    """A variable says what cannot be meant; the sentence says which, and what to write instead."""


@dataclass(frozen=True)
class Smtp:
    """A mail server.

    Attributes:
        host: its name.
        port: where it listens.
        user: whom to sign in as; empty: nobody.
        password: of the user.
        is_tls: spoken in TLS from the first byte (``smtps://``).
        starttls: TLS after the greeting: always, never, or (None) where the server offers it.
        sender: address that mail comes from; empty: made of the user or the site.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    starttls: bool | None = None
    sender: str = ""

    @property
    def is_local(self) -> bool:
        """Whether what is sent to it never leaves this machine."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


SMTP_FORM = "smtp[s]://user:password@host:port?starttls=1&from=address"
SMTP_PORTS = {"smtp": 587, "smtps": 465}


def _smtp(told: str) -> Smtp | None:
    """The mail server that ``ALAMEDA_SMTP_URL`` names; nothing where it is not set.

    Raises:
        BadVariableError: it names none. The password is never repeated.
    """
    if not told:
        return None
    try:
        parts = urlsplit(told)
        port = parts.port or SMTP_PORTS[parts.scheme]
        query = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        starttls = {"1": True, "0": False, None: None}[query.pop("starttls", None)]
        sender = query.pop("from", "")
    except (ValueError, KeyError):
        raise BadVariableError(f"ALAMEDA_SMTP_URL must be written as {SMTP_FORM}.") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_tls = parts.scheme == "smtps"
    for is_wrong, reason in (
        (not parts.hostname, "names no host"),
        (parts.path not in {"", "/"} or parts.fragment, "has a path, which means nothing"),
        (query, f"says what nobody knows: {', '.join(sorted(query))}"),
        (password and not user, "has a password of nobody"),
        (is_tls and starttls is not None, "says starttls with smtps, which is TLS already"),
        (sender and not ADDRESS.fullmatch(sender), "has a from that is no address"),
    ):
        if is_wrong:
            raise BadVariableError(f"ALAMEDA_SMTP_URL {reason}. Write it as {SMTP_FORM}.")
    return Smtp(
        host=parts.hostname or "",
        port=port,
        user=user,
        password=password,
        is_tls=is_tls,
        starttls=starttls,
        sender=sender or (user if ADDRESS.fullmatch(user) else ""),
    )


def _proxies(told: str) -> int:
    """How many proxies are ours.

    Raises:
        BadVariableError: it is no number from 0 to 9.
    """
    if told not in DIGITS:
        raise BadVariableError("ALAMEDA_PROXIES must be a number from 0 to 9.")
    return int(told)


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Env:
    """What the environment says, read once at start.

    Attributes:
        data_dir: the instance's folder (``ALAMEDA_DATA``): keys, files, embedded database.
        database_url: PostgreSQL address (``DATABASE_URL``); set by ``alameda`` for its own server.
        secret_key: Django's secret (``ALAMEDA_SECRET_KEY``), or read from ``data_dir/secret.key``.
        allowed_hosts: comma-separated host names (``ALAMEDA_HOSTS``).
        base_url: public address without a trailing slash (``ALAMEDA_BASE_URL``).
        is_demo: demonstration data and one-click sign-in (``ALAMEDA_DEMO``).
        is_https: the site stands behind TLS, so cookies are Secure (``ALAMEDA_HTTPS``).
        record_origin: name of the public record, for ever the same (``ALAMEDA_RECORD_ORIGIN``);
            empty: made of ``base_url``.
        smtp: the mail server (``ALAMEDA_SMTP_URL``, such as ``smtp://user:password@host:587``);
            without one, mail waits.
        proxies: how many proxies in front of the site are ours (``ALAMEDA_PROXIES``).
        pg_bin: folder of PostgreSQL's programs for the embedded server (``ALAMEDA_PG_BIN``).
        pg_account: account that runs it when we are root (``ALAMEDA_PG_ACCOUNT``).
    """

    data_dir: Path
    database_url: str
    secret_key: str
    allowed_hosts: tuple[str, ...]
    base_url: str
    is_demo: bool
    is_https: bool
    record_origin: str
    smtp: Smtp | None
    proxies: int
    pg_bin: str
    pg_account: str

    @property
    def sender(self) -> str:
        """The address that mail comes from."""
        if self.smtp and self.smtp.sender:
            return self.smtp.sender
        host = urlsplit(self.base_url).hostname or ""
        return f"alameda@{host if ADDRESS.fullmatch(f'a@{host}') else 'localhost'}"


def read() -> Env:
    """Read the environment.

    Raises:
        BadVariableError: a variable says what cannot be meant.
    """
    data_dir = Path(os.environ.get("ALAMEDA_DATA", "var/alameda")).absolute()
    key = os.environ.get("ALAMEDA_SECRET_KEY", "")
    key_file = data_dir / "secret.key"
    if not key and key_file.is_file():
        key = key_file.read_text(encoding="ascii").strip()
    hosts = os.environ.get("ALAMEDA_HOSTS", LOCAL_HOSTS)
    return Env(
        data_dir=data_dir,
        database_url=os.environ.get("DATABASE_URL", ""),
        secret_key=key,
        allowed_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        base_url=os.environ.get("ALAMEDA_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        is_demo=_flag("ALAMEDA_DEMO"),
        is_https=_flag("ALAMEDA_HTTPS"),
        record_origin=os.environ.get("ALAMEDA_RECORD_ORIGIN", ""),
        smtp=_smtp(os.environ.get("ALAMEDA_SMTP_URL", "")),
        proxies=_proxies(os.environ.get("ALAMEDA_PROXIES") or "0"),
        pg_bin=os.environ.get("ALAMEDA_PG_BIN", ""),
        pg_account=os.environ.get("ALAMEDA_PG_ACCOUNT", ""),
    )


def variables(
    *, data_dir: Path, database_url: str, base_url: str, record_origin: str, is_demo: bool
) -> dict[str, str]:
    """The variables that tell a process which instance it serves; those already set go first."""
    host = urlsplit(base_url).hostname or ""
    return {
        "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
        "ALAMEDA_BASE_URL": base_url,
        "ALAMEDA_HOSTS": f"{LOCAL_HOSTS},{f'[{host}]' if ':' in host else host}",
        "ALAMEDA_HTTPS": "1" if base_url.startswith("https://") else "",
        **os.environ,
        "ALAMEDA_RECORD_ORIGIN": record_origin,
        "ALAMEDA_DATA": str(data_dir),
        "DATABASE_URL": database_url,
        "ALAMEDA_DEMO": "1" if is_demo else "",
    }


def become(values: dict[str, str]) -> None:
    """Make these the variables of this process, before Django's settings are read."""
    os.environ.update(values)
