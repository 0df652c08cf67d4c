"""Django's mail backend: what Django and its parts send goes through the outbox too."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from alameda.foundation.actor import SYSTEM
from alameda.mail.actions import Draft, send_many


class OutboxBackend(BaseEmailBackend):
    """Writes each message into the outbox, in the transaction of whoever sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; how many there were.

        Raises:
            ValueError: one carries a file, which the outbox does not keep.
        """
        for message in email_messages:
            send_many(_drafts(message), actor=SYSTEM)
        return len(email_messages)


def _drafts(message: EmailMessage) -> Iterator[Draft]:
    if message.attachments:
        text = "The outbox keeps no files: link to the document instead."
        raise ValueError(text)
    key = f"django/{uuid.uuid4().hex}"
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        found = (str(content) for content, kind in message.alternatives if kind == "text/html")
        html = next(found, "")
    is_html = message.content_subtype == "html"
    for address in message.recipients():
        yield Draft(
            key=key,
            to=address,
            subject=str(message.subject),
            text=str(message.body),
            html=str(message.body) if is_html else html,
        )
