"""Five thousand mails sent to a local sink from the outbox, against plain smtplib, in one run.

The sink is a real SMTP server in a process of its own. Plain smtplib writes each message with the
standard library and sends it over one connection; the outbox does the same and reads what waits
from PostgreSQL, which waits for the disk, and writes there what became of each before the next one
goes. Both write and send the same text to the same addresses, in turns.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from statistics import median

from benches import Figure

COUNT = 5_000
PAIRS = 3
AIM = 1.3
SENDER = "avisos@region.example"
TEXT = "El Consejo aprobó el proyecto que sigues.\n\nhttps://region.example/x/A-2026-001/\n" * 6


def run() -> list[Figure]:
    """Start a database of its own, and measure in a process of its own."""
    from alameda.cli.postgres import Server

    with tempfile.TemporaryDirectory(prefix="alameda-bench-") as made:
        folder = Path(made)
        folder.chmod(0o711)
        server = Server(folder / "pg")
        try:
            environment = {
                **os.environ,
                "DATABASE_URL": server.start(),
                "ALAMEDA_DATA": str(folder / "data"),
                "ALAMEDA_SECRET_KEY": "only for a bench, and long enough to guard something",
                "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
            }
            command = [sys.executable, "-m", "benches.mail", "measure"]
            answer = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, text=True, check=True
            )
        finally:
            server.stop()
    measured = json.loads(answer.stdout.splitlines()[-1])
    pairs = zip(measured["outbox"], measured["plain"], strict=True)
    ratio = median(ours / plain for ours, plain in pairs)
    return [
        Figure(
            name=f"{COUNT:,} mails from the outbox, median of {PAIRS} pairs",
            value=ratio,
            unit="×",
            reference=(
                f"{median(measured['outbox']):.1f} s against {median(measured['plain']):.1f} s"
                " by plain smtplib"
            ),
            aim=f"≤ {AIM}",
            is_met=ratio <= AIM,
        ),
        Figure(
            name=f"{COUNT:,} mails written into the outbox, as one act",
            value=median(measured["written"]),
            unit="s",
        ),
    ]


def measure() -> dict[str, list[float]]:
    """Rounds by the one and the other, in turns, so that noise falls on both."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    seconds: dict[str, list[float]] = {"outbox": [], "plain": [], "written": []}
    with sink() as port:
        from alameda.settings.env import Smtp

        settings.SMTP = Smtp(host="127.0.0.1", port=port)
        settings.DEFAULT_FROM_EMAIL = SENDER
        for number in range(2 * PAIRS):
            if number % 4 in {0, 3}:
                seconds["plain"].append(send_plainly(port))
            else:
                seconds["written"].append(write(number))
                seconds["outbox"].append(send_from_outbox())
    return seconds


def send_plainly(port: int) -> float:
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost", timeout=10) as link:
        for number in range(COUNT):
            message = EmailMessage()
            message["From"] = SENDER
            message["To"] = f"p{number}@example.org"
            message["Subject"] = "Un proyecto que sigues fue aprobado"
            message["Message-ID"] = f"<{number}@region.example>"
            message.set_content(TEXT)
            link.send_message(message)
    return time.perf_counter() - began


def write(number: int) -> float:
    from alameda.foundation.actor import SYSTEM
    from alameda.mail.actions import Draft, send_many

    began = time.perf_counter()
    send_many(
        (
            Draft(
                key=f"bench/{number}",
                to=f"p{each}@example.org",
                subject="Un proyecto que sigues fue aprobado",
                text=TEXT,
            )
            for each in range(COUNT)
        ),
        actor=SYSTEM,
    )
    return time.perf_counter() - began


def send_from_outbox() -> float:
    from django.db import connection

    from alameda.foundation.actor import SYSTEM
    from alameda.mail.actions import deliver_due

    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)
    began = time.perf_counter()
    told = deliver_due(actor=SYSTEM)
    seconds = time.perf_counter() - began
    assert told.sent == COUNT, told
    return seconds


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """A mail server that takes everything and keeps nothing; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = multiprocessing.get_context("spawn").Process(target=swallow, args=(port,))
    process.start()
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.join()


def swallow(port: int) -> None:
    import threading

    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    threading.Event().wait()


if __name__ == "__main__":
    print(json.dumps(measure()) if sys.argv[1:] == ["measure"] else run())
