"""The site where it runs, and its public address: name, TLS, and what the proxies hand on."""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from alameda.cli.checks.finding import Finding
from alameda.cli.instance import Instance
from alameda.settings import addresses

PATIENCE_SECONDS = 10
CERTIFICATE_DAYS_MIN = 14
# Of nobody: RFC 5737 keeps it for examples. A visitor who writes it must not be believed.
PRETENDED = "198.51.100.7"
ORDINARY = {"http": 80, "https": 443}
PROXY_MEND = (
    "See that the proxy sets Host, X-Forwarded-Proto and X-Forwarded-For, and that ALAMEDA_PROXIES "
    "counts the proxies of yours, for the site, its workers and this command alike."
)


def look_at_site(url: str) -> Iterator[Finding]:
    """Whether the site answers on this machine."""
    if not url:
        return
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  ours
            yield Finding("site", is_good=True, found=f"{url} answers {answer.status}")
    except (urllib.error.URLError, OSError) as error:
        yield Finding(
            "site", is_good=False, found=f"{url} does not answer: {error}", remedy="Restart it."
        )


def look_at_address(instance: Instance) -> Iterator[Finding]:
    """The public address, and the certificate behind it."""
    told = os.environ.get("ALAMEDA_BASE_URL") or instance.base_url
    mend = f"Set it: alameda address {addresses.FORM} --data {instance.folder}"
    if not told or instance.is_demo:
        found = told or "none is set: links in mail and papers lead to this machine alone"
        yield Finding("address", instance.is_demo, found, mend)
        return
    if told.rstrip("/") != instance.base_url:
        said = instance.base_url or "none"
        found = f"ALAMEDA_BASE_URL says {told} and goes first; the instance says {said}"
        yield Finding(
            "address",
            is_good=False,
            found=found,
            remedy="Let one say it: take ALAMEDA_BASE_URL out of the environment, and: "
            f"alameda address {told} --data {instance.folder}",
        )
        return
    host = urlsplit(told).hostname or ""
    if addresses.is_local(host):
        found = f"{told} is a name that only this machine knows"
        yield Finding("address", is_good=False, found=found, remedy=mend)
    elif not told.startswith("https://"):
        found = f"{told}: passwords travel where anybody on the way can read them"
        yield Finding("address", is_good=False, found=found, remedy=mend)
    else:
        yield Finding("address", is_good=True, found=told)
    if told.startswith("https://"):
        yield look_at_tls(told)


def look_at_tls(address: str) -> Finding:
    """The certificate of the public address: good for its name, and for how long."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or ORDINARY["https"]
    mend = "Renew the certificate of the proxy, or see that it is reached at that name and port."
    try:
        with socket.create_connection((host, port), timeout=PATIENCE_SECONDS) as link:
            speaking = ssl.create_default_context().wrap_socket(link, server_hostname=host)
            with speaking:
                facts = speaking.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        found = f"the certificate of {address} is refused: {error.verify_message}"
        return Finding("tls", is_good=False, found=found, remedy=mend)
    except (OSError, UnicodeError) as error:
        found = f"nothing speaks TLS at {host}:{port}: {error}"
        return Finding("tls", is_good=False, found=found, remedy=mend)
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(facts["notAfter"])), UTC)
    left = ends - datetime.now(UTC)
    found = f"the certificate of {host} is good until {ends:%Y-%m-%d}, {left.days} more days"
    return Finding("tls", left > timedelta(days=CERTIFICATE_DAYS_MIN), found, mend)


def look_at_proxies(instance: Instance, served_at: str) -> Iterator[Finding]:
    """Ask the site how our own requests arrive: by its public address, and on this machine.

    Django is set up: the question carries a mark that only the instance's secret makes.
    """
    public = os.environ.get("ALAMEDA_BASE_URL") or instance.base_url
    if not served_at:
        return
    try:
        near = asked(served_at)
        yield _judged_near(near, public)
        yield judged_variables(near)
        if public and not instance.is_demo and not addresses.is_local(_host(public)):
            yield _judged_public(asked(public), public)
    except (OSError, http.client.HTTPException, ValueError) as error:
        yield Finding("proxy", is_good=False, found=f"not known: {error}", remedy=PROXY_MEND)


def asked(address: str) -> dict[str, Any]:
    """What the site says of a request of ours, which pretends to come from elsewhere.

    Raises:
        OSError: nobody answers there.
        ValueError: what answers is not this site.
    """
    from alameda.ui.health import probe

    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    port = parts.port or ORDINARY[parts.scheme]
    link = kind(parts.hostname or "", port, timeout=PATIENCE_SECONDS)
    headers = {"X-Alameda-Probe": probe().sign("doctor"), "X-Forwarded-For": PRETENDED}
    if parts.scheme != "https":
        headers["X-Forwarded-Proto"] = "https"
    try:
        link.request("GET", "/health/seen", headers=headers)
        answer = link.getresponse()
        body = answer.read(10_000)
    finally:
        link.close()
    if answer.status != http.client.OK:
        message = f"{address} answers {answer.status} to what this instance alone knows"
        raise ValueError(message)
    said: dict[str, Any] = json.loads(body)
    return said


def _judged_near(seen: dict[str, Any], public: str) -> Finding:
    """Asked past the proxies: the count of them is what decides whether headers are believed."""
    is_https, proxies = public.startswith("https://"), int(seen["proxies"])
    if is_https and not proxies:
        return Finding(
            "proxy count",
            is_good=False,
            found="the address is https, so a proxy ends the TLS, and ALAMEDA_PROXIES is 0: no "
            "form can be sent, and every visitor seems to come from the proxy",
            remedy="Set ALAMEDA_PROXIES=1 (or as many as there are) for the site and its workers, "
            "and start them again.",
        )
    believed = "are believed" if seen["is_secure"] else "mean nothing"
    found = f"{proxies} of yours are counted: X-Forwarded-Proto and X-Forwarded-For {believed}"
    return Finding("proxy count", bool(seen["is_secure"]) == bool(proxies), found, PROXY_MEND)


def judged_variables(seen: dict[str, Any]) -> Finding:
    """Whether this command was given what the site was given: else it judges another mail."""
    from django.conf import settings

    is_alike = bool(seen["sends_mail"]) == (settings.SMTP is not None)
    told = "the site was given a mail server and this command none, or the other way round"
    return Finding(
        "variables",
        is_good=True,
        found="this command has the mail server that the site has" if is_alike else told,
        remedy="Give the command the variables of the site: set -a; . /etc/alameda/environment",
        is_note=not is_alike,
    )


def _judged_public(seen: dict[str, Any], public: str) -> Finding:
    """Asked as a visitor asks."""
    entries, proxies = list(seen["forwarded_for"]), int(seen["proxies"])
    added = len(entries[1:] if entries[:1] == [PRETENDED] else entries)
    is_https = public.startswith("https://")
    for is_wrong, found in (
        (
            seen["host"].partition(":")[0] != _host(public),
            f"the proxy asks for {seen['host']} in place of {_host(public)}",
        ),
        (
            is_https and seen["forwarded_proto"] != "https",
            "the proxy does not send X-Forwarded-Proto: no form can be sent",
        ),
        (is_https and not seen["is_secure"], "X-Forwarded-Proto is not believed: none is counted"),
        (
            seen["address"] == PRETENDED,
            "a visitor can write its own address: more proxies are counted than add to it",
        ),
        (
            added != proxies,
            f"{added} proxies add to X-Forwarded-For, and ALAMEDA_PROXIES is {proxies}",
        ),
    ):
        if is_wrong:
            return Finding("proxy", is_good=False, found=found, remedy=PROXY_MEND)
    found = f"{public} arrives as it should: host, scheme, and the visitor's address"
    return Finding("proxy", is_good=True, found=found)


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
