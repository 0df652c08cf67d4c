"""Each web process answers first; what it learns here it would otherwise learn from a visitor."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from wsgiref.util import setup_testing_defaults

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

log = logging.getLogger(__name__)

QUIET_SECONDS = 1.0


def start(application: WSGIHandler) -> None:
    """Warm this process up, beside its first requests. Trouble is logged: pages do without it."""
    threading.Thread(target=_warm_up, args=[application], name="warm-up", daemon=True).start()


def warm_up(application: WSGIHandler) -> list[str]:
    """Build what pages share, templates and translations too; the addresses that were asked.

    The modules say what is worth it, as ``warm_up`` in their ``tasks.py``.
    """
    from alameda.foundation.jobs import declared

    asked = []
    for addresses_of in declared("warm_up"):
        for address in addresses_of():
            _ask(application, address)
            asked.append(address)
    return asked


def _warm_up(application: WSGIHandler) -> None:
    from django.db import connections

    time.sleep(QUIET_SECONDS)
    while not _has_database():
        time.sleep(QUIET_SECONDS)
    try:
        warm_up(application)
    except Exception:
        log.exception("The web process goes on without having warmed up.")
    connections.close_all()


def _ask(application: WSGIHandler, path: str) -> None:
    """Ask the application for a page, as a visitor would."""
    from django.conf import settings

    named = next((host for host in settings.ALLOWED_HOSTS if host.strip("*.")), "localhost")
    environ = {"PATH_INFO": path, "HTTP_HOST": named.lstrip(".")}
    setup_testing_defaults(environ)
    answer = application(environ, _take_head)
    try:
        for _part in answer:
            pass
    finally:
        answer.close()


def _take_head(
    _status: str, _headers: list[tuple[str, str]], _error: object = None, /
) -> Callable[[bytes], object]:
    return len


def _has_database() -> bool:
    """Whether the database serves: it may come up after this process."""
    from django.db import Error, connection

    try:
        connection.ensure_connection()
    except Error:
        return False
    return True
