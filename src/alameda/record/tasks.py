"""The sequencer as a loop: one thread of any process, on as many hosts as there are; the check."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection

from alameda.foundation.actor import SYSTEM
from alameda.foundation.jobs import Job
from alameda.record import selectors
from alameda.record.actions import RecordBrokenError, check_record, sequence_pending
from alameda.record.actions.sequence import BATCH, LockHeldError

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
TROUBLE_SECONDS = 30.0


def check() -> None:
    """Check the record and the rows, as each night."""
    check_record(actor=SYSTEM)


JOBS = (Job("record.check", "10 7 * * *", check),)


def run_sequencer(stop: threading.Event) -> None:
    """Sequence what is committed, until told to stop.

    Looks every second. Several may run: they take turns. Trouble is logged, and looked at again.
    """
    is_first = True
    while not stop.is_set():
        pause_seconds = POLL_SECONDS
        try:
            close_old_connections()
            if is_first or selectors.has_pending():
                placed = sequence_pending()
                is_first = False
                pause_seconds = 0.0 if placed == BATCH else POLL_SECONDS
        except RecordBrokenError as error:
            log.critical("The record is broken and grows no further: %s", error)
            pause_seconds = TROUBLE_SECONDS
        except LockHeldError as error:
            log.error("Nothing gets its place in the record: %s", error)  # noqa: TRY400  said whole
            pause_seconds = POLL_SECONDS
        except (DatabaseError, OSError, ValueError):
            log.exception("The sequencer will try again.")
            pause_seconds = TROUBLE_SECONDS / 10
        stop.wait(pause_seconds)
    connection.close()
