"""One import at a time, whatever the process or the machine."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from alameda.foundation.errors import RuleBrokenError

KEY = 0x414C_494D  # "ALIM": one number for the whole database
PATIENCE_SECONDS = 5.0


class ImportBusyError(RuleBrokenError):
    """Another import is at work."""

    code = "import-busy"


@contextlib.contextmanager
def only_import() -> Iterator[None]:
    """Be the only import of this database; the server frees the lock if the process dies.

    Raises:
        ImportBusyError: another one is at work.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _try("pg_try_advisory_lock"):
        if time.monotonic() > deadline:
            raise ImportBusyError(
                _("Another import is at work on this database. Wait until it ends, then try again.")
            )
        time.sleep(0.2)
    try:
        yield
    finally:
        _try("pg_advisory_unlock")


def _try(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [KEY])
        return bool(cursor.fetchone()[0])
