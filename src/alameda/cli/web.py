"""The web server's own process: granian over WSGI. Started by ``serve`` and ``demo``.

Both it and its workers watch whoever started them, so that nothing outlives a kill.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

WATCH_SECONDS = 0.5
STOP_SECONDS = 3
BLOCKING_THREADS = 4


def follow_parent(end: Callable[[], None]) -> None:
    """Call ``end`` once the process that started this one is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        end()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def make_application() -> object:
    """The WSGI application of one worker."""
    follow_parent(lambda: os._exit(0))  # the public way would wait for requests
    from alameda.cli import warming
    from alameda.wsgi import application

    warming.start(application)
    return application


def main(arguments: list[str]) -> None:
    """Serve until told to stop: ``HOST PORT WORKERS``."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    host, port, workers = arguments
    follow_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
    Server(
        "alameda.cli.web:make_application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        factory=True,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
