"""The front of a web process: takes requests in whole, and gives answers out, on granian's loop.

A thread of the application waits for no network. Ten slow senders would else hold every one of
them: here a body is read beside the threads, within a limit and a term, and a request reaches the
application with its body at hand. A large answer goes from a file without a name to whoever reads
it slowly, and lies in no memory meanwhile; who reads none of them fills no disk (``reading``).
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import SEEK_END, BytesIO
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from alameda.cli.reading import Files, Room

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

    from alameda.foundation.bodies import Refused

log = logging.getLogger(__name__)

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]

THREADS = 4
FIRST_SECONDS = 10.0  # a body may take this long whatever its size, and then
LEAST_BYTES_S = 8 * 1024  # must have come at this rate
LARGE_AT_ONCE = 6  # bodies above what everybody may send, in one process
IN_MEMORY_BYTES = 128 * 1024  # of an answer, however slowly it is read; a larger one is a file
LATER_SECONDS = "30"  # until who finds no room for such a file may ask again
AGAIN_SECONDS, AGAIN_TIMES = 0.25, 60  # for what somebody else is making
INTERNAL, UNAVAILABLE = 500, 503


@dataclass(frozen=True)
class Terms:
    """How long and how much a process waits for, and takes from, those who send.

    Attributes:
        first_s: seconds that any body may take.
        least_bytes_s: rate that it must have come at after them.
        large_at_once: bodies above what everybody may send.
    """

    first_s: float = FIRST_SECONDS
    least_bytes_s: int = LEAST_BYTES_S
    large_at_once: int = LARGE_AT_ONCE


@dataclass(frozen=True)
class Answer:
    """What the application answered: a body in memory, or in a file.

    Attributes:
        size: of the body, in bytes.
    """

    status: int
    headers: Headers
    body: bytes = b""
    file: IO[bytes] | None = None
    size: int = 0


class NotTakenError(Exception):
    """A body was not read to its end; ``refused`` says why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused)
        self.refused = refused


class Front:
    """What granian calls with each request."""

    def __init__(
        self,
        application: Application,
        *,
        terms: Terms | None = None,
        room: Room | None = None,
        threads: int = THREADS,
    ) -> None:
        self.application = application
        self.terms = terms or Terms()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self.large = 0
        self.files = Files(room or Room())

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Read the request, have it answered in a thread, send the answer."""
        environ = environ_of(scope)
        is_read = True
        with ExitStack() as done:
            try:
                if has_body(environ):
                    await self._take_body(environ, protocol, done)
            except NotTakenError as error:
                is_read = False
                _without_body(environ, error.refused)
            answer = await self._answered(environ)
        if not is_read:  # what was left unread is no request: the next one needs a new connection
            answer.headers.append(("connection", "close"))
        if scope.method == "HEAD" and answer.file:  # there is nobody to read it
            answer.file.close()
            answer = replace(answer, file=None)
        self._send(protocol, answer)

    async def _answered(self, environ: Environ) -> Answer:
        """The answer; what others are making is asked for again until it is there."""
        from alameda.foundation.bodies import AGAIN

        answer: Answer = await self._in_thread(self._answer, environ)
        for _time in range(AGAIN_TIMES):
            if not environ.pop(AGAIN, False):
                break
            await asyncio.sleep(AGAIN_SECONDS)
            answer = await self._in_thread(self._answer, environ)
        return answer

    def _in_thread(self, work: Callable[[Environ], Any], environ: Environ) -> Awaitable[Any]:
        """Each request in a context of its own: no language or time zone is left to the next."""
        run = contextvars.Context().run
        return asyncio.get_running_loop().run_in_executor(self.pool, run, work, environ)

    # Bodies

    async def _take_body(self, environ: Environ, protocol: HTTPProtocol, done: ExitStack) -> None:
        """Put the body into the environment; ``done`` lets go of it.

        Raises:
            NotTakenError: it is too large, too slow or broken.
        """
        from alameda.foundation.bodies import ANYBODY_BYTES, BodyBrokenError, Refused

        declared = declared_length(environ)
        if declared is not None and declared < 0:
            raise NotTakenError(Refused(BodyBrokenError))
        reading = Reading(protocol, declared, self.terms)
        if (declared or 0) <= ANYBODY_BYTES and await reading.until(ANYBODY_BYTES):
            environ["wsgi.input"] = BytesIO(bytes(reading.first))
            environ["CONTENT_LENGTH"] = str(reading.size)
            return
        await self._take_large_body(environ, reading, done)

    async def _take_large_body(self, environ: Environ, reading: Reading, done: ExitStack) -> None:
        from alameda.foundation.bodies import (
            ANYBODY_BYTES,
            BodyTooLargeError,
            Refused,
            TooManyBodiesError,
        )

        most = ANYBODY_BYTES
        if "HTTP_COOKIE" in environ:  # without one nobody signed in
            most = await self._in_thread(self._most_bytes, dict(environ))
        if max(reading.declared or 0, reading.size) > most:
            raise NotTakenError(Refused(BodyTooLargeError, most))
        if self.large >= self.terms.large_at_once:
            raise NotTakenError(Refused(TooManyBodiesError, most))
        self.large += 1
        done.callback(self._leave)
        environ["wsgi.input"] = done.enter_context(reading.to_file())
        if not await reading.until(most):
            raise NotTakenError(Refused(BodyTooLargeError, most))
        environ["CONTENT_LENGTH"] = str(reading.size)

    def _leave(self) -> None:
        self.large -= 1

    def _most_bytes(self, environ: Environ) -> int:
        """Ask the application how much this sender may send there."""
        from alameda.foundation.bodies import KEY, Waiting

        waiting = Waiting()
        environ |= {KEY: waiting, "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}
        self._answer(environ)
        return waiting.most

    # Answers

    def _answer(self, environ: Environ) -> Answer:
        """What the application answers; a failure of its own is logged, and answered as one."""
        try:
            return _collected(self.application, environ)
        except Exception:
            log.exception("The application failed: %s", environ["PATH_INFO"])
            return Answer(INTERNAL, [("content-type", "text/plain"), ("cache-control", "no-store")])

    def _send(self, protocol: HTTPProtocol, answer: Answer) -> None:
        if answer.file is None:
            protocol.response_bytes(answer.status, answer.headers, answer.body)
        elif self.files.add(answer.file, answer.size):
            # It has no name, so nobody has to remove it.
            path = f"/proc/self/fd/{answer.file.fileno()}"
            protocol.response_file(answer.status, answer.headers, path)
        else:
            answer.file.close()
            said = [("retry-after", LATER_SECONDS), ("cache-control", "no-store")]
            protocol.response_bytes(UNAVAILABLE, said, b"")


class Reading:
    """The reading of one body: into memory at first, then into a file."""

    def __init__(self, protocol: HTTPProtocol, declared: int | None, terms: Terms) -> None:
        self.pieces = aiter(protocol)
        self.declared = declared
        self.terms = terms
        self.first = bytearray()
        self.file: IO[bytes] | None = None
        self.size = 0
        self.began = asyncio.get_running_loop().time()

    def to_file(self) -> IO[bytes]:
        """Go on in a file without a name, which whoever asks closes; what was read is in it."""
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  open for as long as the request
        self.file.write(self.first)
        self.first.clear()
        return self.file

    async def until(self, most: int) -> bool:
        """Read on; whether the body ended within so many bytes.

        Raises:
            NotTakenError: it is too slow, or did not come whole.
        """
        from alameda.foundation.bodies import BodyBrokenError, Refused

        empty = 0
        while self.size <= most:
            piece = await self._next()
            if piece is None:
                break
            empty += not piece
            self.size += len(piece)
            (self.file.write if self.file else self.first.extend)(piece)
        else:
            return False
        # granian ends every body with one empty piece, and tells an error by another one.
        if empty > 1 or (self.declared is not None and self.size != self.declared):
            raise NotTakenError(Refused(BodyBrokenError))
        if self.file:
            self.file.seek(0)
        return True

    async def _next(self) -> bytes | None:
        from alameda.foundation.bodies import BodyTooSlowError, Refused

        term = self.began + self.terms.first_s + self.size / self.terms.least_bytes_s
        left = max(term - asyncio.get_running_loop().time(), 0)
        try:
            return await asyncio.wait_for(anext(self.pieces), left)
        except StopAsyncIteration:
            return None
        except TimeoutError as error:
            raise NotTakenError(Refused(BodyTooSlowError)) from error


def _without_body(environ: Environ, refused: Refused) -> None:
    from alameda.foundation.bodies import KEY

    environ |= {KEY: refused, "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}


def _collected(application: Application, environ: Environ) -> Answer:
    """Call the application and take all of its answer, closing it in the thread that made it."""
    heads: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, _error: object = None) -> None:
        heads.append((status, headers))

    result = application(environ, start)
    try:
        body, file = _spooled(result)
    finally:
        getattr(result, "close", int)()
    told, headers = heads[-1]
    status = int(told.partition(" ")[0])
    kept = [(name.lower(), value) for name, value in headers]
    size = file.seek(0, SEEK_END) if file else len(body)
    if size and not any(name == "content-length" for name, _value in kept):
        kept.append(("content-length", str(size)))
    return Answer(status, kept, body, file, size)


def _spooled(result: Iterable[bytes]) -> tuple[bytes, IO[bytes] | None]:
    """What an answer holds: in memory where it is small, else in a file without a name."""
    pieces: list[bytes] = []
    size = 0
    rest = iter(result)
    for piece in rest:
        pieces.append(piece)
        size += len(piece)
        if size > IN_MEMORY_BYTES:
            break
    else:
        return b"".join(pieces), None
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed once it was read
    file.writelines(chain(pieces, rest))
    file.flush()
    return b"", file


def has_body(environ: Environ) -> bool:
    """Whether something follows the head of the request."""
    return environ["CONTENT_LENGTH"] not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


def declared_length(environ: Environ) -> int | None:
    """How long the body says it is; nothing where it does not, -1 where it is no number."""
    told = environ["CONTENT_LENGTH"]
    if not told:
        return None
    return int(told) if told.isascii() and told.isdigit() else -1


def environ_of(scope: Scope) -> Environ:
    """The environment of WSGI (PEP 3333), without a body."""
    host, _colon, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "CONTENT_TYPE": "",
        "CONTENT_LENGTH": "",
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" not in name:  # it would be taken for the one that is written with hyphens
            _add_header(environ, name, value)
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    """A header under its name in WSGI; one that comes twice is joined, as HTTP reads it."""
    key = name.upper().replace("-", "_")
    if key in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        environ[key] = value
        return
    key = f"HTTP_{key}"
    if key in environ:
        value = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}"
    environ[key] = value
