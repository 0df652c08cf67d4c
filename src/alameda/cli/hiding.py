"""No secret leaves a command: not in what it answers, not in what it complains of.

What an operator reads here is what one pastes into a report. So nobody has to remember which
sentence may hold what: all of it goes through ``hidden``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

HIDDEN = "…"
SHORTEST = 4  # what is shorter stands in ordinary words too, and is hidden where it is an address's
FILES = ("secret.key", "record.mac", "record.key", "pg/password")
ADDRESSES = ("DATABASE_URL", "ALAMEDA_SMTP_URL")
# The password of an address: from the user's name to the last @ before the next blank.
IN_ADDRESS = re.compile(r"(?P<before>\b[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s]*@", re.IGNORECASE)
IN_QUERY = re.compile(r"(?P<before>[?&\s][a-z]*(?:password|secret)=)[^\s&]+", re.IGNORECASE)

_known: set[str] = set()


def remember(*secrets: str) -> None:
    """Note secrets that nothing shall say from now on."""
    for secret in secrets:
        _known.update({secret, quote(secret, safe=""), quote_plus(secret)} - {""})


def remember_folder(folder: Path) -> None:
    """Note the secrets of an instance's folder, as far as this account may read them."""
    for name in FILES:
        try:
            text = (folder / name).read_text(encoding="ascii").strip()
        except (OSError, UnicodeError):
            continue
        remember(text, *(line for line in text.splitlines() if not line.startswith("-----")))


def remember_environment() -> None:
    """Note the secrets of the environment, however badly it is written."""
    remember(os.environ.get("ALAMEDA_SECRET_KEY", ""))
    for name in ADDRESSES:
        remember(*_passwords_of(os.environ.get(name, "")))


def _passwords_of(address: str) -> list[str]:
    """What may be a password in an address that nobody may be able to read."""
    user_info, _, _rest = address.partition("://")[2].rpartition("@")
    found = [user_info.partition(":")[2]]
    try:
        query = parse_qsl(urlsplit(address).query)
    except ValueError:
        query = []
    found += [value for key, value in query if "pass" in key or "secret" in key]
    return [*found, *map(unquote, found)]


def hidden(text: str) -> str:
    """The text without any secret that is known, and without the password of any address."""
    remember_environment()
    for secret in sorted(_known, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, HIDDEN)
    text = IN_ADDRESS.sub(rf"\g<before>:{HIDDEN}@", text)
    return IN_QUERY.sub(rf"\g<before>{HIDDEN}", text)
