"""For machines that watch the site: does it live, is it ready to serve."""

from __future__ import annotations

import threading
from http import HTTPStatus

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from alameda.foundation.access import public, read_by_machines

_MIGRATED = threading.Event()  # migrations only go forward while a process lives


@never_cache
@read_by_machines
@public
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("live\n", content_type="text/plain")


@never_cache
@read_by_machines
@public
def ready(_request: HttpRequest) -> HttpResponse:
    """The database answers and its tables are those of this program."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _MIGRATED.is_set():
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return _not_ready("the tables are behind the program")
            _MIGRATED.set()
    except Error:
        return _not_ready("the database does not answer")
    return HttpResponse("ready\n", content_type="text/plain")


def _not_ready(reason: str) -> HttpResponse:
    return HttpResponse(
        f"not ready: {reason}\n",
        content_type="text/plain",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
