"""A real mail server to test with: it takes, refuses, hangs, drops, and comes back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from alameda.settings.env import Smtp


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Postbox:
    """What the server took, and how it treats each address.

    Attributes:
        port: where it listens.
        taken: each message that it said it took, or kept before it dropped the line.
        answers: to an address, instead of taking it: a whole line, such as ``"550 No such user"``.
        data_answers: the same, once it has read the message.
        hangs: addresses whose message it never answers.
        drops: how often it drops the line, having read a message to an address.
        keeps: addresses whose message it keeps even so.
        on_taken: called after each.
    """

    port: int = field(default_factory=free_port)
    taken: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    data_answers: dict[str, str] = field(default_factory=dict)
    hangs: set[str] = field(default_factory=set)
    drops: dict[str, int] = field(default_factory=dict)
    keeps: set[str] = field(default_factory=set)
    connections: int = 0
    on_taken: Callable[[int], object] = lambda _count: None

    @property
    def server(self) -> Smtp:
        """Its address."""
        return Smtp(host="127.0.0.1", port=self.port, sender="avisos@region.example")

    def to(self) -> list[str]:
        """Whom the messages are to, in the order they came."""
        return [str(message["To"]) for message in self.taken]

    async def handle_RCPT(  # noqa: N802  aiosmtpd calls it so
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _rcpt_options: list[str],
    ) -> str:
        """Take the address or not."""
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd calls it so
        self, server: Any, _session: Session, envelope: Envelope
    ) -> str:
        """Take the message or not."""
        address = envelope.rcpt_tos[0]
        if address in self.hangs:
            await asyncio.sleep(3600)
        if answer := self.data_answers.get(address):
            return answer
        is_dropped = self.drops.get(address, 0) > 0
        if not is_dropped or address in self.keeps:
            raw = envelope.content if isinstance(envelope.content, bytes) else b""
            read: Any = message_from_bytes(raw, policy=default)
            self.taken.append(read)
            self.on_taken(len(self.taken))
        if is_dropped:
            self.drops[address] -= 1
            server.transport.abort()
        return f"250 OK queued as {len(self.taken)}"

    @contextmanager
    def open(self, **options: Any) -> Iterator[Postbox]:
        """Serve."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        controller.start()
        try:
            yield self
        finally:
            controller.stop(no_assert=True)


def authenticator(password: str) -> Callable[..., AuthResult]:
    """Lets in who knows the password."""

    def ask(_server: object, _session: object, _envelope: object, _how: str, given: Any) -> Any:
        is_right = isinstance(given, LoginPassword) and given.password == password.encode()
        return AuthResult(success=is_right, handled=False)

    return ask
