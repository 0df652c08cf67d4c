"""Sending what waits, to a real mail server that refuses, hangs, drops and comes back."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from alameda.foundation.actor import SYSTEM
from alameda.foundation.errors import RuleBrokenError
from alameda.mail.actions import Delivered, Draft, deliver_due, send_many, smtp, try_out
from alameda.mail.actions.smtp import DelayedError, RefusedError, UnreachableError
from alameda.mail.models import Message
from alameda.mail.rules import message_id
from alameda.mail.selectors import state_of_outbox
from alameda.mail.tests.postbox import Postbox, authenticator
from alameda.settings.env import Smtp

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = timezone.now() + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **much: float) -> None:
        self.now += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server of this test, which serves, and which Alameda knows."""
    settings.DEFAULT_FROM_EMAIL = "avisos@region.example"
    settings.BASE_URL = "https://region.example"
    with Postbox().open() as found:
        settings.SMTP = found.server
        yield found


def write(*names: str, html: str = "") -> None:
    """A message to each of some people."""
    send_many(
        (
            Draft(key="k", to=f"{name}@example.org", subject="Año nuevo", text="Sí.", html=html)
            for name in names
        ),
        actor=SYSTEM,
    )


def deliver(clock: Callable[[], datetime], spread: float = 0.5) -> Delivered:
    return deliver_due(actor=SYSTEM, clock=clock, spread=lambda: spread)


def states() -> dict[str, tuple[str, int]]:
    """State and attempts, by the name of the person."""
    rows = Message.objects.values_list("address", "state", "attempts")
    return {address.partition("@")[0]: (state, attempts) for address, state, attempts in rows}


def test_what_waits_is_sent_whole_over_one_connection(postbox: Postbox, clock: Clock) -> None:
    write("ana", "beto", html="<p>Sí.</p>")

    assert deliver(clock) == Delivered(sent=2)

    ana = postbox.taken[0]
    assert (ana["To"], ana["From"]) == ("ana@example.org", "avisos@region.example")
    assert ana["Subject"] == "Año nuevo"
    assert ana["Message-ID"] == message_id("k", "ana@example.org", domain="region.example")
    assert ana["Auto-Submitted"] == "auto-generated"
    plain, html = ana.get_body(("plain",)), ana.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "Sí."
    assert html.get_content().strip() == "<p>Sí.</p>"
    assert states() == {"ana": ("sent", 1), "beto": ("sent", 1)}
    assert Message.objects.first().said == "250 OK queued as 2"  # type: ignore[union-attr]
    assert deliver(clock) == Delivered()
    assert len(postbox.taken) == 2


@pytest.mark.parametrize(
    "subject",
    ["Hola", "Año nuevo", "¿" + "Una sesión larguísima " * 12 + "?", "A very long one, " * 15, ""],
)
def test_a_subject_comes_as_it_was_written(postbox: Postbox, clock: Clock, subject: str) -> None:
    text = "Línea\n.\nFrom aquí\n" + "ñ" * 3000
    send_many([Draft(key="k", to="ana@example.org", subject=subject, text=text)], actor=SYSTEM)

    deliver(clock)

    [came] = postbox.taken
    assert came["Subject"] == subject.strip()
    assert came.get_content().replace("\r\n", "\n") == f"{text}\n"
    assert all(len(line) < 998 for line in came.as_bytes().splitlines())


def test_without_a_server_mail_waits_and_is_sent_when_there_is_one(
    settings: Settings, clock: Clock
) -> None:
    settings.SMTP = None
    write("ana")

    assert deliver(clock) == Delivered()
    assert states() == {"ana": ("waiting", 0)}
    assert (state_of_outbox().waiting, state_of_outbox().said) == (1, "")
    with Postbox().open() as postbox:
        settings.SMTP = postbox.server
        clock.later(days=5)
        assert deliver(clock) == Delivered(sent=1)


def test_what_could_not_be_sent_in_two_weeks_is_given_up(settings: Settings, clock: Clock) -> None:
    settings.SMTP = None
    write("ana")

    clock.later(days=13)
    assert deliver(clock) == Delivered()
    clock.later(days=2)
    assert deliver(clock) == Delivered(expired=1)
    assert states() == {"ana": ("expired", 0)}
    assert state_of_outbox().expired == 1


def test_who_is_refused_for_good_is_not_tried_again(postbox: Postbox, clock: Clock) -> None:
    postbox.answers["ana@example.org"] = "550 5.1.1 No such user here"
    postbox.data_answers["beto@example.org"] = "554 5.7.1 We do not want this"
    write("ana", "beto", "carla")

    assert deliver(clock) == Delivered(refused=2, sent=1)

    assert states() == {"ana": ("refused", 1), "beto": ("refused", 1), "carla": ("sent", 1)}
    said = dict(Message.objects.values_list("address", "said"))
    assert said["ana@example.org"] == "550 5.1.1 No such user here"
    assert said["beto@example.org"] == "554 5.7.1 We do not want this"
    clock.later(days=1)
    assert deliver(clock) == Delivered()
    assert postbox.to() == ["carla@example.org"]


def test_who_is_refused_for_now_is_tried_again_later_each_time(
    postbox: Postbox, clock: Clock
) -> None:
    postbox.answers["ana@example.org"] = "450 4.2.1 Busy"
    write("ana")

    for number, minutes in enumerate((1, 2, 4, 8), start=1):
        assert deliver(clock) == Delivered(delayed=1)
        assert states() == {"ana": ("waiting", number)}
        clock.later(minutes=minutes, seconds=-1)
        assert deliver(clock) == Delivered()
        clock.later(seconds=1)

    assert state_of_outbox().said == "450 4.2.1 Busy"
    del postbox.answers["ana@example.org"]
    assert deliver(clock) == Delivered(sent=1)
    assert states() == {"ana": ("sent", 5)}


def test_an_address_that_nobody_has_is_not_asked_for(postbox: Postbox, clock: Clock) -> None:
    send_many(
        [Draft(key="k", to="treasury@demostracion.invalid", subject="Uno", text="Hola")],
        actor=SYSTEM,
    )

    assert deliver(clock) == Delivered(refused=1)
    assert postbox.taken == []


def test_a_server_that_is_away_delays_all_and_is_not_asked_for_each(
    settings: Settings, clock: Clock
) -> None:
    postbox = Postbox()
    settings.SMTP = postbox.server
    write(*(f"p{number}" for number in range(20)))

    assert deliver(clock) == Delivered(delayed=20)
    assert set(states().values()) == {("waiting", 1)}
    assert "refused" in state_of_outbox().said or "serve" in state_of_outbox().said
    with postbox.open():
        assert deliver(clock) == Delivered()
        clock.later(minutes=2)
        assert deliver(clock) == Delivered(sent=20)


def test_a_server_that_drops_the_line_gets_the_same_message_again(
    postbox: Postbox, clock: Clock
) -> None:
    postbox.drops = {"ana@example.org": 1, "beto@example.org": 1}
    postbox.keeps = {"beto@example.org"}
    write("ana", "beto", "carla")

    assert deliver(clock) == Delivered(delayed=2, sent=1)
    clock.later(minutes=2)
    assert deliver(clock) == Delivered(sent=2)

    assert Counter(postbox.to()) == {
        "ana@example.org": 1,
        "beto@example.org": 2,
        "carla@example.org": 1,
    }
    names = {str(each["Message-ID"]) for each in postbox.taken if each["To"].startswith("beto")}
    assert len(names) == 1


def test_a_server_that_hangs_is_left_in_time(
    postbox: Postbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.3)
    postbox.hangs = {"ana@example.org"}
    write("ana", "beto")

    assert deliver(clock) == Delivered(delayed=1, sent=1)
    assert states() == {"ana": ("waiting", 1), "beto": ("sent", 1)}
    assert state_of_outbox().said == "The server did not answer in time."


def test_a_server_that_speaks_a_letter_at_a_time_is_left_in_time(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "MESSAGE_SECONDS", 0.5)
    write("ana")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.SMTP = Smtp(host="127.0.0.1", port=listening.getsockname()[1])
        is_over = threading.Event()

        def drip() -> None:
            line, _address = listening.accept()
            with line:
                while not is_over.wait(0.1):
                    try:
                        line.send(b"2")
                    except OSError:
                        return

        dripping = threading.Thread(target=drip)
        dripping.start()
        began = time.monotonic()
        told = deliver(clock)
        is_over.set()
        dripping.join()

    assert told == Delivered(delayed=1)
    assert time.monotonic() - began < smtp.STEP_SECONDS


def test_a_message_that_cannot_be_written_does_not_stop_the_others(
    postbox: Postbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("ana", "beto")
    whole = smtp.written

    def fails_for_ana(draft: Draft, moment: datetime) -> bytes:
        if draft.to.startswith("ana"):
            raise UnicodeError
        return whole(draft, moment)

    monkeypatch.setattr("alameda.mail.actions.deliver.written", fails_for_ana)

    assert deliver(clock) == Delivered(refused=1, sent=1)
    assert postbox.to() == ["beto@example.org"]


def test_who_is_asked_to_end_leaves_the_rest_to_others(postbox: Postbox, clock: Clock) -> None:
    write("ana", "beto", "carla")

    told = deliver_due(actor=SYSTEM, clock=clock, is_to_end=lambda: len(postbox.taken) == 1)

    assert told == Delivered(sent=1)
    assert deliver(clock) == Delivered(sent=2)


def test_a_claim_ends_by_itself_and_not_before(postbox: Postbox, clock: Clock) -> None:
    write("ana")
    Message.objects.update(
        claim="6f1c3c1e-0000-4000-8000-000000000000",
        claimed_until=clock() + timedelta(minutes=2),
    )

    assert deliver(clock) == Delivered()
    clock.later(minutes=3)
    assert deliver(clock) == Delivered(sent=1)


@committed
def test_a_worker_that_was_stopped_too_long_does_not_send_what_others_took(
    postbox: Postbox, clock: Clock
) -> None:
    write("ana", "beto")

    def take_over() -> None:
        theirs = Message.objects.filter(address="beto@example.org")
        theirs.update(claim=uuid.uuid4(), claimed_until=clock() + timedelta(minutes=2))
        connection.close()

    def stop_the_worker(_count: int) -> None:
        clock.later(minutes=10)
        other = threading.Thread(target=take_over)
        other.start()
        other.join()

    postbox.on_taken = stop_the_worker

    assert deliver(clock) == Delivered(sent=1)
    assert postbox.to() == ["ana@example.org"]


# How the server is spoken to


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture
def trial(settings: Settings) -> Callable[[Smtp], str]:
    """A function that sends a trial to a server."""

    def send(server: Smtp) -> str:
        settings.SMTP = server
        settings.DEFAULT_FROM_EMAIL = "avisos@region.example"
        return try_out("ana@example.org", now=timezone.now(), actor=SYSTEM)

    return send


def test_a_trial_says_what_the_server_said(trial: Callable[[Smtp], str]) -> None:
    with Postbox().open() as postbox:
        assert trial(postbox.server) == "250 OK queued as 1"
        postbox.answers["ana@example.org"] = "550 No such user"
        with pytest.raises(RefusedError, match="550 No such user"):
            trial(postbox.server)
        postbox.answers["ana@example.org"] = "450 Busy"
        with pytest.raises(DelayedError, match="450 Busy"):
            trial(postbox.server)
    with pytest.raises(UnreachableError, match="refused"):
        trial(postbox.server)
    assert not Message.objects.exists()


def test_a_trial_needs_a_server(settings: Settings) -> None:
    settings.SMTP = None
    with pytest.raises(RuleBrokenError):
        try_out("ana@example.org", now=timezone.now(), actor=SYSTEM)


def test_a_password_is_given_and_a_wrong_one_is_said(trial: Callable[[Smtp], str]) -> None:
    options = {"authenticator": authenticator("secreta"), "auth_require_tls": False}
    with Postbox().open(**options) as postbox:
        server = replace(postbox.server, user="avisos", password="secreta")
        assert trial(server).startswith("250")
        with pytest.raises(UnreachableError, match="535"):
            trial(replace(server, password="otra"))


def test_what_is_to_be_secret_is_not_sent_in_the_clear(
    trial: Callable[[Smtp], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Postbox().open() as postbox:
        with pytest.raises(UnreachableError, match="no STARTTLS"):
            trial(Smtp(host="127.0.0.1", port=postbox.port, starttls=True))
        monkeypatch.setattr(Smtp, "is_local", False)
        with pytest.raises(UnreachableError, match="no STARTTLS"):
            trial(Smtp(host="127.0.0.1", port=postbox.port, user="avisos", password="x"))
        assert postbox.taken == []
        assert trial(Smtp(host="127.0.0.1", port=postbox.port)).startswith("250")


@pytest.mark.parametrize("kind", ["smtps", "starttls"])
def test_a_server_is_believed_only_with_its_certificate(
    kind: str, trial: Callable[[Smtp], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = self_signed(tmp_path)
    is_tls = kind == "smtps"
    options = {"ssl_context": context} if is_tls else {"tls_context": context}
    postbox = Postbox()
    server = Smtp(host="localhost", port=postbox.port, is_tls=is_tls)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    if is_tls:
        postbox.port = server.port
    with postbox.open(**options):
        with pytest.raises(UnreachableError, match=r"(?i)certificate"):
            trial(server)
        assert postbox.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert trial(server).startswith("250")


# A worker that is killed


@committed
def test_a_worker_killed_among_many_loses_none_and_repeats_at_most_one(
    settings: Settings, clock: Clock
) -> None:
    names = [f"p{number:03}" for number in range(500)]
    write(*names)
    is_far = threading.Event()

    def look(count: int) -> None:
        if count >= 130:
            is_far.set()

    with Postbox(on_taken=look).open() as postbox:
        worker = start_worker(postbox.port)
        try:
            assert is_far.wait(60)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        before = len(postbox.taken)
        assert 0 < Message.objects.filter(state="waiting").count() < 500
        settings.SMTP = postbox.server
        deliver(clock)
        clock.later(minutes=3)
        deliver(clock)

    assert 130 <= before < 500
    assert set(states().values()) <= {("sent", 1)}
    came = Counter(postbox.to())
    assert set(came) == {f"{name}@example.org" for name in names}
    repeated = [address for address, times in came.items() if times > 1]
    assert len(repeated) <= 1
    for address in repeated:
        assert came[address] == 2
        assert len({str(m["Message-ID"]) for m in postbox.taken if m["To"] == address}) == 1


@committed
def test_two_workers_at_once_send_each_message_once() -> None:
    names = [f"p{number:03}" for number in range(200)]
    write(*names)
    with Postbox().open() as postbox:
        workers = [start_worker(postbox.port) for _worker in range(2)]
        assert [worker.wait(120) for worker in workers] == [0, 0]

    assert Counter(postbox.to()) == {f"{name}@example.org": 1 for name in names}
    assert set(states().values()) == {("sent", 1)}


WORKER = """
import django
django.setup()
from alameda.foundation.actor import SYSTEM
from alameda.mail.actions import deliver_due
deliver_due(actor=SYSTEM)
"""


def start_worker(port: int) -> subprocess.Popen[bytes]:
    """Another process that sends what waits here."""
    facts = connection.get_connection_params()
    who = f"{quote(str(facts['user']))}:{quote(str(facts.get('password', '')))}"
    where = urlencode({name: facts[name] for name in ("host", "port") if facts.get(name)})
    url = f"postgresql://{who}@/{facts['dbname']}?{where}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.test",
        "ALAMEDA_SMTP_URL": f"smtp://127.0.0.1:{port}",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
