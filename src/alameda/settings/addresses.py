"""What may be the public address of a site, and which host names it is served under."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

FORM = "https://datos.example.cl"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}", re.ASCII)
NAME_LENGTH_MAX = 253


def trouble_of(told: str, *, is_local_good: bool) -> str:
    """Why an address cannot be the site's, as the end of a sentence; empty where it can.

    Args:
        told: what was given, such as ``https://datos.example.cl``; empty means none, and is good.
        is_local_good: whether a name that only this machine knows may be meant.
    """
    if not told:
        return ""
    try:
        parts = urlsplit(told)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"is no web address: write it as {FORM}"
    for is_wrong, reason in (
        (parts.scheme not in {"http", "https"}, f"is no web address: write it as {FORM}"),
        (parts.username is not None, f"names a user, which nobody may read: write it as {FORM}"),
        (parts.path not in {"", "/"}, f"has a path; the site has its host alone, as {FORM}"),
        (bool(set("?#") & set(told)), f"has a query or a fragment: write it as {FORM}"),
        (not _is_host(host), f"names no host that a browser finds: write it as {FORM}"),
        (port == 0, f"names no port that one can listen on: write it as {FORM}"),
        (not is_local_good and is_local(host), "is a name that only this machine knows"),
    ):
        if is_wrong:
            return reason
    return ""


def plain(told: str) -> str:
    """A good address as it is kept: small letters, no slash at the end, no port that goes unsaid.

    A browser names the site like that, and what it sends is compared letter by letter.
    """
    parts: SplitResult = urlsplit(told)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != usual else ""
    return f"{parts.scheme}://{as_host(parts.hostname or '')}{port}" if told else ""


def hosts_of(base_url: str) -> tuple[str, ...]:
    """The host names of a site: its own; this machine's only where that is where it is."""
    host = urlsplit(base_url).hostname or ""
    own = (as_host(host),) if host else ()
    return tuple(dict.fromkeys((*own, *LOCAL_HOSTS))) if not host or is_local(host) else own


def is_local(host: str) -> bool:
    """Whether a name or number means this machine, to itself alone."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".localdomain"))
    return number.is_loopback or number.is_unspecified


def as_host(host: str) -> str:
    """A host as it stands in an address: with brackets where it is a number of IPv6."""
    return f"[{host}]" if ":" in host else host


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return len(host) <= NAME_LENGTH_MAX and bool(NAME.fullmatch(host))
    return "%" not in host
