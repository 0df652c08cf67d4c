"""Mail: what waits, whether the server serves, and a trial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from alameda.cli.checks.finding import Finding
from alameda.cli.hiding import hidden
from alameda.cli.instance import Instance, set_up_django
from alameda.settings import env

SLOW_MAIL_SECONDS = 2 * 3600  # mail is tried again every hour, at the least


def look_at_mail(facts: dict[str, object]) -> Iterator[Finding]:
    """Mail: whether there is a server that serves, and what waits for it."""
    from django.conf import settings
    from django.utils import timezone

    from alameda.mail.actions import UnreachableError, greet
    from alameda.mail.selectors import state_of_outbox

    box = state_of_outbox()
    since = box.since.isoformat(timespec="minutes") if box.since else None
    facts["mail"] = {**asdict(box), "since": since, "server": settings.SMTP is not None}
    waits = f"{box.waiting} wait" + (f" since {since}" if since else "")
    if settings.SMTP is None:
        yield Finding(
            "mail",
            facts["is_demo"] is True or not box.waiting,
            f"no mail server is named; {waits}",
            "Name it in ALAMEDA_SMTP_URL, and start the site and its workers again: no invitation, "
            "password or notice arrives without it.",
            is_note=facts["is_demo"] is not True,
        )
        return
    where = f"{settings.SMTP.host}:{settings.SMTP.port}"
    try:
        greet()
    except UnreachableError as error:
        yield Finding(
            "mail",
            is_good=False,
            found=f"{where} does not serve: {str(error).rstrip('.')}; {waits}",
            remedy="Mend the server or ALAMEDA_SMTP_URL; what waits is sent by itself.",
        )
        return
    quiet_seconds = (timezone.now() - box.since).total_seconds() if box.since else 0.0
    yield Finding(
        "mail",
        quiet_seconds < SLOW_MAIL_SECONDS,
        f"{where} answers; {waits}, {box.refused} were refused, {box.expired} not sent in time"
        + (f"; last it said: {box.said}" if box.said else ""),
        "See that a worker runs (alameda serve, or alameda worker), and what the server said.",
    )


def try_mail(instance: Instance, address: str, *, is_for_machines: bool) -> int:
    """Send a trial, past the outbox, and say what came of it; 0 when the server took it."""
    set_up_django(instance, env.read().database_url)
    from django.utils import timezone, translation

    from alameda.foundation.actor import SYSTEM
    from alameda.foundation.errors import AlamedaError
    from alameda.mail.actions import DelayedError, RefusedError, try_out

    try:
        with translation.override("en"):  # as all that the operator's tools say
            said, is_taken = try_out(address, now=timezone.now(), actor=SYSTEM), True
    except (AlamedaError, DelayedError, RefusedError) as error:
        said, is_taken = str(error), False
    if is_for_machines:
        said = hidden(said)
        print(json.dumps({"address": address, "is_taken": is_taken, "said": said}))
    elif is_taken:
        print(hidden(f"The mail server took a trial for {address}: {said}"))
    else:
        print(hidden(f"The trial for {address} was not sent: {said}"))
    return 0 if is_taken else 1
