"""The only reader of the environment: every variable Alameda knows, with its type and default."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from alameda.settings import addresses

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
DIGITS = tuple("0123456789")
DEFAULT_BASE_URL = "http://127.0.0.1:8000"
SECRET_LENGTH_MIN = 32
SECRET_SIGNS_MIN = 8


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
DATABASE_SCHEMES = ("postgresql", "postgres")


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


def trouble_of_secret(key: str) -> str:
    """Why a secret key guards nothing, as the end of a sentence; empty where it does."""
    if len(key) < SECRET_LENGTH_MIN:
        return f"has {len(key)} signs, and {SECRET_LENGTH_MIN} are the least"
    if len(set(key)) < SECRET_SIGNS_MIN:
        return "repeats a few signs: anybody can guess it"
    return ""


def _secret(environ: Mapping[str, str], data_dir: Path) -> str:
    """The secret key, told or kept in the folder; empty where there is none.

    Raises:
        BadVariableError: it guards nothing. It is never repeated.
    """
    told, file = environ.get("ALAMEDA_SECRET_KEY", ""), data_dir / "secret.key"
    where = "ALAMEDA_SECRET_KEY" if told else str(file)
    if not told and file.is_file():
        try:
            told = file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeError):
            raise BadVariableError(f"{file} cannot be read.") from None
    if told and (trouble := trouble_of_secret(told)):
        raise BadVariableError(
            f"{where} {trouble}. Make one with: python3 -c "
            "'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return told


def _database(told: str) -> str:
    """The address of the database.

    Raises:
        BadVariableError: it is none. Its password is never repeated.
    """
    try:
        parts = urlsplit(told)
        is_good = not told or (parts.scheme in DATABASE_SCHEMES and parts.port != 0)
    except ValueError:
        is_good = False
    if not is_good:
        raise BadVariableError(
            "DATABASE_URL must be written as postgresql://user:password@host:5432/name; signs of "
            "the password that mean something in an address as %40 (@), %2F (/), %3A (:)."
        )
    return told


def _base_url(told: str) -> str:
    """The public address.

    Raises:
        BadVariableError: it is no web address.
    """
    if trouble := addresses.trouble_of(told, is_local_good=True):
        raise BadVariableError(f"ALAMEDA_BASE_URL {trouble}.")
    return addresses.plain(told)


def _flag(told: str) -> bool:
    return told.lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Env:
    """What the environment says, read once at start.

    Attributes:
        data_dir: the instance's folder (``ALAMEDA_DATA``): keys, files, embedded database.
        database_url: PostgreSQL address (``DATABASE_URL``); set by ``alameda`` for its own server.
        secret_key: Django's secret (``ALAMEDA_SECRET_KEY``), or read from ``data_dir/secret.key``.
        allowed_hosts: comma-separated host names (``ALAMEDA_HOSTS``), and always that of
            ``base_url``; names of this machine only where that is one.
        base_url: public address without a trailing slash (``ALAMEDA_BASE_URL``).
        is_demo: demonstration data and one-click sign-in (``ALAMEDA_DEMO``).
        is_https: the site stands behind TLS, so cookies are Secure (``ALAMEDA_HTTPS``; unless
            set: where ``base_url`` says https).
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


def read(environ: Mapping[str, str] = os.environ) -> Env:
    """Read the environment.

    Args:
        environ: what to read instead, as a process would get it.

    Raises:
        BadVariableError: a variable says what cannot be meant.
    """
    data_dir = Path(environ.get("ALAMEDA_DATA", "var/alameda")).absolute()
    base_url = _base_url(environ.get("ALAMEDA_BASE_URL") or DEFAULT_BASE_URL)
    own = addresses.hosts_of(base_url)
    told = [host.strip() for host in environ.get("ALAMEDA_HOSTS", "").split(",") if host.strip()]
    return Env(
        data_dir=data_dir,
        database_url=_database(environ.get("DATABASE_URL", "")),
        secret_key=_secret(environ, data_dir),
        allowed_hosts=tuple(dict.fromkeys((own[0], *told))) if told else own,
        base_url=base_url,
        is_demo=_flag(environ.get("ALAMEDA_DEMO", "")),
        is_https=_flag(environ.get("ALAMEDA_HTTPS") or str(base_url.startswith("https://"))),
        record_origin=environ.get("ALAMEDA_RECORD_ORIGIN", ""),
        smtp=_smtp(environ.get("ALAMEDA_SMTP_URL", "")),
        proxies=_proxies(environ.get("ALAMEDA_PROXIES") or "0"),
        pg_bin=environ.get("ALAMEDA_PG_BIN", ""),
        pg_account=environ.get("ALAMEDA_PG_ACCOUNT", ""),
    )


def variables(
    *, data_dir: Path, database_url: str, base_url: str, record_origin: str, is_demo: bool
) -> dict[str, str]:
    """The variables that tell a process which instance it serves.

    What an operator may choose goes first where it is set already; which settings are read, and
    which instance it is, nobody chooses.
    """
    return {
        "ALAMEDA_BASE_URL": base_url,
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
        "ALAMEDA_RECORD_ORIGIN": record_origin,
        "ALAMEDA_DATA": str(data_dir),
        "DATABASE_URL": database_url,
        "ALAMEDA_DEMO": "1" if is_demo else "",
    }


def become(values: dict[str, str]) -> None:
    """Make these the variables of this process, before Django's settings are read."""
    os.environ.update(values)
