"""The only reader of the environment: every variable Alameda knows, with its type and default."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"


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
    pg_bin: str
    pg_account: str


def read() -> Env:
    """Read the environment."""
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
