"""Writing mail, in the transaction of the act it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError
from alameda.foundation.jobs import defer
from alameda.mail.models import Message
from alameda.mail.rules import KEY_LENGTH, SUBJECT_LENGTH, TEXT_LENGTH, one_line

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be sent to one address.

    Attributes:
        key: names what it is about, such as ``"agreement/A-2026-001/published"``: under one key
            each address is written to once.
        to: one address.
        subject: a line of at most 300 characters.
        text: what it says, as plain text.
        html: the same for who prefers it; empty: the text alone.
    """

    key: str
    to: str
    subject: str
    text: str
    html: str = ""


def send(*, key: str, to: str, subject: str, text: str, html: str = "", actor: Actor) -> None:
    """Write a message to one address; it is sent after the commit, and never where that fails.

    Sent twice under the same key, it is sent once, as it was the first time.

    Args:
        key: names what it is about; see ``Draft``.
        to: one address.
        subject: a line of at most 300 characters.
        text: what it says, as plain text.
        html: the same for who prefers it; empty: the text alone.
        actor: whose act it belongs to; what they may is asked there.

    Raises:
        BadInputError: no address, no key, or more than fits.
    """
    send_many([Draft(key=key, to=to, subject=subject, text=text, html=html)], actor=actor)


@transaction.atomic
def send_many(drafts: Iterable[Draft], *, actor: Actor) -> None:
    """Write many messages at once, all or none; each is as one of ``send``.

    Args:
        drafts: what to send, to whom.
        actor: whose act they belong to; what they may is asked there.

    Raises:
        BadInputError: no address, no key, or more than fits.
    """
    now = timezone.now()
    rows = [_row(draft, now=now, actor=actor) for draft in drafts]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    if rows:
        defer("mail.send_due", is_once=True)


def _row(draft: Draft, *, now: datetime, actor: Actor) -> Message:
    if not 0 < len(draft.key) <= KEY_LENGTH:
        raise BadInputError(_("A message needs a key of at most 200 characters."), field="key")
    if len(draft.text) > TEXT_LENGTH or len(draft.html) > TEXT_LENGTH:
        raise BadInputError(_("A message has at most 200,000 characters."), field="text")
    return Message(
        key=draft.key,
        address=address_of(draft.to),
        subject=_kept(one_line(draft.subject)[:SUBJECT_LENGTH]),
        text=_kept(draft.text),
        html=_kept(draft.html),
        asked_by=actor.public_name[:200],
        due_at=now,
        created_at=now,
    )


def address_of(told: str) -> str:
    """The address as servers write it.

    Raises:
        BadInputError: it is none.
    """
    try:
        validate_email(told)
        written = sanitize_address(told, "ascii")
        validate_email(written)
    except (ValidationError, ValueError) as error:
        raise BadInputError(_("This is no e-mail address."), field="to") from error
    name, _at, domain = written.rpartition("@")
    return f"{name}@{domain.lower()}"


def _kept(text: str) -> str:
    """Without what neither the database nor a mail can hold: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
