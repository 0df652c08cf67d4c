"""Sending what waits: each message once, its outcome written before the next one goes.

Not one transaction but many short ones: a worker takes some messages under a claim that ends by
itself, and writes after each what became of it. Killed in between, it leaves at most one message of
which nobody knows whether the server took it; that one is sent again under the same ``Message-ID``.
"""

from __future__ import annotations

import contextlib
import logging
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.pq import ExecStatus

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.mail import policies
from alameda.mail.actions.send import Draft
from alameda.mail.actions.smtp import DelayedError, Link, RefusedError, UnreachableError, written
from alameda.mail.models import Message
from alameda.mail.rules import TRIED, is_nowhere, pause

log = logging.getLogger(__name__)

BATCH = 100
CLAIM = timedelta(seconds=150)  # longer than one message may take
RENEW = timedelta(seconds=60)
TROUBLES = 3  # in a row: then the server is left alone until the next time
UNWRITABLE = "It cannot be written as mail."
NOWHERE = "No mail arrives at addresses in .invalid."

# The commit need not reach the disk before the next message goes: what a crash of the database
# undoes is sent again, as the one that was in flight is.
_MARK = b"""
UPDATE mail_message SET state = $1, attempts = attempts + 1, ended_at = $2::timestamptz,
    due_at = $3::timestamptz, said = $4, claim = NULL, claimed_until = NULL
FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quick
WHERE id = $5::bigint AND state = 'waiting'
"""


@dataclass(kw_only=True)
class Delivered:
    """What became of the messages that were due."""

    sent: int = 0
    refused: int = 0
    delayed: int = 0
    expired: int = 0


class _Marks:
    """What became of one message, told to the database while the next one is begun.

    The statement goes out at once, past Django, and is waited for before the server can have the
    next message: so at most one message is in doubt, and no time is lost between two of them.
    """

    def __init__(self) -> None:
        connection.ensure_connection()
        self._link = connection.connection.pgconn
        self._is_open = False

    def begin(
        self,
        row: Message,
        *,
        state: Message.State,
        ended_at: datetime | None,
        due_at: datetime,
        said: str,
    ) -> None:
        """Tell the outcome of one."""
        self.settle()
        values = (state.value, _moment(ended_at), _moment(due_at), said, str(row.pk))
        self._link.send_query_params(
            _MARK, [None if value is None else value.encode() for value in values]
        )
        self._is_open = True

    def settle(self) -> None:
        """Wait until the last outcome is written.

        Raises:
            OperationalError: it is not.
        """
        if not self._is_open:
            return
        self._is_open = False
        is_written = True
        while (result := self._link.get_result()) is not None:
            is_written &= result.status == ExecStatus.COMMAND_OK
        if not is_written:
            raise OperationalError(self._link.get_error_message())


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@dataclass(kw_only=True)
class _Round:
    """One sending of what is due."""

    clock: Callable[[], datetime]
    spread: Callable[[], float]
    claim: uuid.UUID = field(default_factory=uuid.uuid4)
    claimed_at: datetime = field(init=False)
    troubles: int = 0
    told: Delivered = field(default_factory=Delivered)
    marks: _Marks = field(default_factory=_Marks)

    def take(self) -> list[Message]:
        """Some messages that are due and nobody else's, claimed."""
        self.marks.settle()
        now = self.claimed_at = self.clock()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")  # a claim may be lost as well
            found = list(
                Message.objects.select_for_update(skip_locked=True)
                .filter(
                    Q(claimed_until=None) | Q(claimed_until__lt=now),
                    state=Message.State.WAITING,
                    due_at__lte=now,
                )
                .order_by("due_at", "id")[:BATCH]
            )
            Message.objects.filter(pk__in=[row.pk for row in found]).update(
                claim=self.claim, claimed_until=now + CLAIM
            )
        return found

    def still_ours(self, rows: list[Message]) -> list[Message]:
        """The claim made longer; without those that it ended for and others took."""
        now = self.clock()
        if now - self.claimed_at < RENEW:
            return rows
        self.claimed_at = now
        self.marks.settle()
        ours = Message.objects.filter(claim=self.claim, state=Message.State.WAITING)
        ours.update(claimed_until=now + CLAIM)
        kept = set(ours.values_list("pk", flat=True))
        return [row for row in rows if row.pk in kept]

    def send(self, link: Link, row: Message) -> None:
        """Send one, and write down what became of it."""
        try:
            said = link.send(row.address, _content(row), first=self.marks.settle)
        except RefusedError as refusal:
            self.end(row, Message.State.REFUSED, str(refusal))
            self.told.refused += 1
        except DelayedError as delay:
            is_trouble = isinstance(delay, UnreachableError)
            self.troubles = self.troubles + 1 if is_trouble else 0
            self.put_off(row, str(delay))
        else:
            self.troubles = 0
            self.end(row, Message.State.SENT, said)
            self.told.sent += 1

    def end(self, row: Message, state: Message.State, said: str) -> None:
        """It will not be sent again."""
        self.marks.begin(row, state=state, ended_at=self.clock(), due_at=row.due_at, said=said)

    def put_off(self, row: Message, said: str) -> None:
        """It will be tried again, later each time."""
        due_at = self.clock() + pause(row.attempts + 1, spread=self.spread())
        self.marks.begin(row, state=Message.State.WAITING, ended_at=None, due_at=due_at, said=said)
        self.told.delayed += 1


def deliver_due(
    *,
    actor: Actor,
    clock: Callable[[], datetime] = timezone.now,
    spread: Callable[[], float] = random.random,
    is_to_end: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send what is due, as long as there is some; without a mail server it goes on waiting.

    Any number of workers may do it at once.

    Args:
        actor: only the system.
        clock: what tells the time, read before each message.
        spread: chance from 0 to 1, for the pauses.
        is_to_end: asked before each message; what was claimed is then left to others.

    Raises:
        NotAllowedError: somebody else asks.
    """
    if not policies.may_deliver(actor):
        raise NotAllowedError(_("Only the system sends mail."))
    work = _Round(clock=clock, spread=spread)
    work.told.expired = _expire(clock())
    if settings.SMTP is not None:
        with contextlib.closing(Link(settings.SMTP)) as link:
            try:
                while work.troubles < TROUBLES and not is_to_end() and (rows := work.take()):
                    _send_all(work, link, rows, is_to_end)
            finally:
                work.marks.settle()
                release_claims(work.claim)
    return work.told


def release_claims(claim: uuid.UUID) -> None:
    """Leave to others what was claimed and not sent."""
    Message.objects.filter(claim=claim).update(claim=None, claimed_until=None)


def _send_all(work: _Round, link: Link, rows: list[Message], is_to_end: Callable[[], bool]) -> None:
    while (rows := work.still_ours(rows)) and not is_to_end():
        row, *rows = rows
        if work.troubles < TROUBLES:
            work.send(link, row)
        else:
            work.put_off(row, "The server did not serve the messages before this one.")


def _content(row: Message) -> bytes:
    """The message for the wire.

    Raises:
        RefusedError: there is none that any server could take.
    """
    if is_nowhere(row.address):
        raise RefusedError(NOWHERE)
    draft = Draft(key=row.key, to=row.address, subject=row.subject, text=row.text, html=row.html)
    try:
        return written(draft, row.created_at)
    except Exception as error:
        log.exception("Message %s cannot be written.", row.pk)
        raise RefusedError(UNWRITABLE) from error


def _expire(now: datetime) -> int:
    """Give up what could not be sent in time; how many."""
    return Message.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now),
        state=Message.State.WAITING,
        created_at__lt=now - TRIED,
    ).update(state=Message.State.EXPIRED, ended_at=now, claim=None, claimed_until=None)
