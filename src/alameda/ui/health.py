"""For machines that watch the site: does it live, is it ready to serve."""

from __future__ import annotations

import threading
from http import HTTPStatus

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from alameda.foundation.access import public, read_by_machines

HOST_SAID = "alameda.host_said"  # in META: the name asked for, where it was set to our own
PROBE_SECONDS = 60
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


@never_cache
@require_GET
@public
def seen(request: HttpRequest) -> HttpResponse:
    """How this very request arrived, for who holds the instance's secret: ``alameda doctor``.

    Tells whether the proxies hand on what they must. For everybody else there is nothing here.
    """
    try:
        probe().unsign(request.headers.get("X-Alameda-Probe", ""), max_age=PROBE_SECONDS)
    except BadSignature as error:
        raise Http404 from error
    said = request.META.get(HOST_SAID) or request.META.get("HTTP_HOST", "")
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    return JsonResponse(
        {
            "is_secure": request.is_secure(),
            "address": request.META.get("REMOTE_ADDR", ""),
            "host": said,
            "forwarded_for": [entry.strip() for entry in forwarded if entry.strip()],
            "forwarded_proto": request.headers.get("X-Forwarded-Proto", ""),
            "proxies": settings.PROXIES,
            "sends_mail": settings.SMTP is not None,
        }
    )


def probe() -> TimestampSigner:
    """What marks a question as one of who holds the instance's secret."""
    return TimestampSigner(salt="alameda.ui.health.seen")


def _not_ready(reason: str) -> HttpResponse:
    return HttpResponse(
        f"not ready: {reason}\n",
        content_type="text/plain",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
