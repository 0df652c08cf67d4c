"""The WSGI application that granian serves, and the thread that keeps each process warm."""

import logging
import os
import threading
import time
from collections.abc import Callable
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alameda.settings.prod")
application = get_wsgi_application()

log = logging.getLogger(__name__)

# The process answers first; what it learns here it would otherwise learn from its first visitor.
QUIET_SECONDS = 1.0
PRUNE_SECONDS = 3600.0
WARM_PATHS = ("/", "/inversiones/")


def _take_head(
    _status: str, _headers: list[tuple[str, str]], _error: object = None, /
) -> Callable[[bytes], object]:
    return len


def _ask(path: str) -> None:
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


def _warm_up() -> None:
    """Build what pages share: the index, the pace, compiled templates, translations."""
    from django.utils import timezone

    from alameda.investments.selectors.facets import current_index
    from alameda.investments.selectors.facets.labels import current_labels
    from alameda.investments.selectors.pace import current_pace
    from alameda.investments.selectors.portfolio import rows_at

    for path in WARM_PATHS:
        _ask(path)
    current_pace()
    index = current_index()
    newest = index.ordered("newest", timezone.localdate())[:1]
    rows = rows_at(index, current_labels(index), newest, today=timezone.localdate())
    for row in rows:
        _ask(row.get_absolute_url())


def _prune() -> None:
    from alameda.foundation.actor import SYSTEM
    from alameda.investments.actions.changes import prune_changes

    prune_changes(actor=SYSTEM)


def _begin_day() -> None:
    from django.utils import timezone

    from alameda.council.tasks import begin_day

    begin_day(timezone.localdate())


HOURLY = (_prune, _begin_day)


def _has_database() -> bool:
    """Whether the database serves: it may come up after this process."""
    from django.db import Error, connection

    try:
        connection.ensure_connection()
    except Error:
        return False
    return True


def _keep_up() -> None:
    """Warm up once, then tidy up every hour. Trouble is logged: pages do without it."""
    from django.db import connections

    time.sleep(QUIET_SECONDS)
    while not _has_database():
        time.sleep(QUIET_SECONDS)
    work: tuple[Callable[[], None], ...] = (_warm_up, *HOURLY)
    while True:
        for part in work:
            try:
                part()
            except Exception:
                log.exception("The web process goes on without %s.", part.__name__)
        connections.close_all()
        work = HOURLY
        time.sleep(PRUNE_SECONDS)


threading.Thread(target=_keep_up, name="keep-up", daemon=True).start()
