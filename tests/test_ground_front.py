"""The front of a web process: granian itself, with the application behind it, over real sockets."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator

import pytest

from alameda.cli.front import IN_MEMORY_BYTES, Environ, Front, Terms
from alameda.cli.reading import Room
from alameda.foundation.bodies import ANYBODY_BYTES, KEY, Refused, Waiting

SLOW_SENDERS = 30
TERMS = Terms(first_s=3.0, least_bytes_s=64 * 1024, large_at_once=1)
MEGA = 1024 * 1024
ROOM = Room(most_bytes=20 * MEGA, spared_s=3.0)
assert IN_MEMORY_BYTES < MEGA
LARGE_ANSWERS = {"/large": MEGA, "/huge": 16 * MEGA}
LARGE = ANYBODY_BYTES * 4
SERVE = """
import sys
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
Server("tests.test_ground_front:front", port=int(sys.argv[1]), interface=Interfaces.RSGI,
       http=HTTPModes.http1, workers=1, websockets=False, log_level=LogLevels.error).serve()
"""
REFUSED = {"BodyTooLargeError": "413 ", "BodyTooSlowError": "408 ", "BodyBrokenError": "400 "}


def application(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
    """Tells what it was given; who has a cookie may send more than others."""
    body, path = environ.get(KEY), environ["PATH_INFO"]
    if isinstance(body, Waiting):
        body.most = LARGE
        start("204 No Content", [])
        return []
    if isinstance(body, Refused):
        start(REFUSED.get(body.error.__name__, "503 "), [])
        return [body.error.code.encode()]
    if path == "/unread":  # as a page that refuses without looking at what was sent
        start("403 Forbidden", [])
        return [b"no"]
    start("200 OK", [("Content-Type", "text/plain")])
    if path == "/forwarded":
        return [environ.get("HTTP_X_FORWARDED_PROTO", "nothing").encode()]
    if path in LARGE_ANSWERS:
        return (b"x" * 65_536 for _piece in range(LARGE_ANSWERS[path] // 65_536))
    read = environ["wsgi.input"].read()
    told = (path, environ["QUERY_STRING"], environ.get("HTTP_COOKIE", ""), str(len(read)))
    return [" ".join(told).encode("latin-1")]


front = Front(application, terms=TERMS, room=ROOM)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A process of granian with the application above."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    with subprocess.Popen([sys.executable, "-c", SERVE, str(number)]) as served:
        try:
            for _try in range(100):
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", number), timeout=1).close()
                    break
                time.sleep(0.1)
            yield number
        finally:
            served.terminate()


def asked(
    port: int, path: str, body: bytes | Iterable[bytes] | None = None, **headers: str
) -> tuple[int, str, str]:
    """Status, text and ``Connection`` of an answer."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(link):
        link.request("POST" if body is not None else "GET", path, body, headers)
        answer = link.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Connection", "")


def a_slow_sender(port: int, head: str) -> socket.socket:
    """Somebody who announces a body and sends little of it."""
    link = socket.create_connection(("127.0.0.1", port), timeout=30)
    link.sendall(f"POST /form HTTP/1.1\r\nHost: a.example\r\n{head}\r\n\r\n".encode())
    return link


def test_slow_senders_hold_nobody_up_and_are_cut_off(port: int) -> None:
    heads = (
        "Content-Length: 60000",
        "Transfer-Encoding: chunked",
        "Content-Length: 70\r\nCookie: a",
    )
    slow = [a_slow_sender(port, heads[number % 3]) for number in range(SLOW_SENDERS)]
    for _try in range(5):
        assert asked(port, "/health/live")[0] == 200

    for link in slow:
        answer = link.makefile("rb").read()  # to the end: it was closed from there
        assert answer.startswith(b"HTTP/1.1 408"), answer
        assert b"connection: close" in answer.lower()
        link.close()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"a" * ANYBODY_BYTES, {}, 200),
        (b"a" * (ANYBODY_BYTES + 1), {}, 413),
        ([b"a" * 1_024] * 64, {}, 200),
        ([b"a" * 1_024] * 65, {}, 413),
        (b"a" * LARGE, {"Cookie": "who=me"}, 200),
        (b"a" * (LARGE + 1), {"Cookie": "who=me"}, 413),
        ([b"a" * 1_024] * 256, {"Cookie": "who=me"}, 200),
        ([b"a" * 1_024] * 257, {"Cookie": "who=me"}, 413),
    ],
)
def test_a_body_is_taken_up_to_the_limit_of_its_sender_whether_its_length_is_declared_or_counted(
    port: int, body: bytes | list[bytes], headers: dict[str, str], status: int
) -> None:
    size = len(body) if isinstance(body, bytes) else sum(map(len, body))
    try:
        found, text, connection = asked(port, "/form", body, **headers)
    except (BrokenPipeError, ConnectionResetError):
        found, text, connection = 413, "", "close"  # cut off while it was still sending
    assert found == status
    assert connection == ("close" if status == 413 else "")
    if status == 200:
        assert text.endswith(str(size))


def test_a_second_large_body_waits_its_turn_in_words_and_nothing_keeps_its_place(port: int) -> None:
    first = a_slow_sender(port, f"Content-Length: {LARGE}\r\nCookie: who=me")
    first.sendall(b"a" * 10)
    time.sleep(0.5)
    status, text, _close = asked(port, "/form", b"a" * LARGE, Cookie="who=me")
    assert (status, text) == (503, "too-many-bodies")

    assert first.makefile("rb").read().startswith(b"HTTP/1.1 408")
    first.close()
    assert asked(port, "/form", b"a" * LARGE, Cookie="who=me")[0] == 200


@pytest.mark.parametrize("path", ["/form", "/unread"])
def test_a_connection_that_stays_open_takes_the_next_request(port: int, path: str) -> None:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(link):
        for body in (b"a" * 3_000, b"a" * ANYBODY_BYTES):
            link.request("POST", path, body)
            answer = link.getresponse()
            answer.read()
            assert answer.status == (403 if path == "/unread" else 200)
            assert not answer.will_close
        link.request("POST", path, b"a" * (ANYBODY_BYTES + 1))
        answer = link.getresponse()
        answer.read()
        assert (answer.status, answer.will_close) == (413, True)


def test_a_body_that_breaks_off_never_reaches_the_application(port: int) -> None:
    link = a_slow_sender(port, "Content-Length: 20\r\nCookie: who=me")
    link.sendall(b"only this")
    link.shutdown(socket.SHUT_WR)
    assert b"200 OK" not in link.makefile("rb").read()
    link.close()


def test_a_large_answer_arrives_whole_from_a_file(port: int) -> None:
    status, text, _close = asked(port, "/large")
    assert (status, len(text)) == (200, MEGA)


def test_a_large_answer_that_nobody_reads_is_let_go_of(port: int) -> None:
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    slow.connect(("127.0.0.1", port))
    slow.sendall(b"GET /huge HTTP/1.1\r\nHost: a.example\r\n\r\n")
    assert slow.recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 200"

    assert asked(port, "/huge")[0] == 503  # there is no room for two
    assert asked(port, "/health/live")[0] == 200
    assert len(asked(port, "/large")[1]) == MEGA

    for _try in range(60):
        if asked(port, "/huge")[0] == 200:
            break
        time.sleep(0.5)
    else:
        pytest.fail("who reads nothing keeps the room for himself")
    told = 0
    with contextlib.suppress(ConnectionResetError):
        while piece := slow.recv(1 << 20):  # to the end: it was closed from there
            told += len(piece)
    assert told < 16 * MEGA
    slow.close()


def test_the_head_of_a_large_answer_says_its_length_and_nothing_waits_for_a_reader(
    port: int,
) -> None:
    link = socket.create_connection(("127.0.0.1", port), timeout=10)
    for _time in range(2):
        link.sendall(b"HEAD /huge HTTP/1.1\r\nHost: a.example\r\n\r\n")
        head = link.recv(65_536).lower()
        assert head.startswith(b"http/1.1 200")
        assert b"content-length: %d" % (16 * MEGA) in head
    link.close()


def test_the_application_is_told_what_was_asked(port: int) -> None:
    link = socket.create_connection(("127.0.0.1", port), timeout=10)
    link.sendall(
        b"GET /%C3%B1/x%2Fy?q=%C3%B1 HTTP/1.1\r\nHost: a.example\r\nCookie: a=1\r\nCookie: b=2\r\n"
        b"Connection: close\r\n\r\n"
    )
    told = link.makefile("rb").read().partition(b"\r\n\r\n")[2].decode()
    link.close()
    assert told == "/ñ/x/y q=%C3%B1 a=1; b=2 0"


def test_a_header_with_an_underscore_is_not_taken_for_that_of_the_proxy(port: int) -> None:
    assert asked(port, "/forwarded", X_Forwarded_Proto="https")[1] == "nothing"
    assert asked(port, "/forwarded", **{"X-Forwarded-Proto": "https"})[1] == "https"
