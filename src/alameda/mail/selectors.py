"""Reading the outbox: for the operator, and in a demonstration for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from alameda.foundation.errors import NotFoundError
from alameda.mail.models import Message

LATEST = 100


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """How the outbox stands.

    Attributes:
        waiting: how many messages wait.
        since: since when the oldest of them does.
        refused: how many a server refused for good, of those still remembered.
        expired: how many could not be sent in time, of those still remembered.
        said: the last words of the server about one that waits; empty where it said none.
    """

    waiting: int
    since: datetime | None
    refused: int
    expired: int
    said: str


def state_of_outbox() -> Outbox:
    """How many wait, since when, and why."""
    waits = Q(state=Message.State.WAITING)
    found = Message.objects.aggregate(
        waiting=Count("pk", filter=waits),
        since=Min("created_at", filter=waits),
        refused=Count("pk", filter=Q(state=Message.State.REFUSED)),
        expired=Count("pk", filter=Q(state=Message.State.EXPIRED)),
    )
    last = Message.objects.filter(waits).exclude(said="").order_by("-due_at").first()
    return Outbox(**found, said=last.said if last else "")


def latest_messages() -> QuerySet[Message]:
    """The latest messages of a demonstration, the newest first, without what they say."""
    return Message.objects.only("id", "address", "subject", "state", "created_at")[:LATEST]


def get_message(pk: int) -> Message:
    """One message of a demonstration.

    Raises:
        NotFoundError: there is none.
    """
    found = Message.objects.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("There is no such message."))
    return found
