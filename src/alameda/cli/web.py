"""The web server's own process: granian, with Django behind ``front``; ``serve`` starts it.

Both it and its workers watch whoever started them, so that nothing outlives a kill.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable

WATCH_SECONDS = 0.5
STOP_SECONDS = 3
CONNECTIONS = 4_096  # of one worker: one that waits costs no thread, and little memory
# Of the head of a request, and of an answer that waits for its reader, beside our own pieces.
BUFFER_BYTES = 64 * 1024
FILES = 3 * CONNECTIONS  # open at once, as far as the system lets us


def follow_parent(end: Callable[[], None]) -> None:
    """Call ``end`` once the process that started this one is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        end()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def make_application() -> object:
    """What granian calls in one worker."""
    follow_parent(lambda: os._exit(0))  # the public way would wait for requests
    from alameda.cli import warming
    from alameda.cli.front import Front
    from alameda.wsgi import application

    warming.start(application)
    return Front(application)


def allow_files() -> None:
    """Let this process, and those it starts, hold a connection for each visitor who waits."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def main(arguments: list[str]) -> None:
    """Serve until told to stop: ``HOST PORT WORKERS``."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    host, port, workers = arguments
    allow_files()
    follow_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
    Server(
        "alameda.cli.web:make_application",
        address=host,
        port=int(port),
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,  # what browsers and proxies speak without TLS
        http1_settings=HTTP1Settings(max_buffer_size=BUFFER_BYTES),
        workers=int(workers),
        backpressure=CONNECTIONS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        factory=True,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
