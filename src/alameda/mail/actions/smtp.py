"""Our side of SMTP: one connection for many messages, never waiting without a term."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import threading
import time
from collections.abc import Callable
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings

from alameda.mail.actions.send import Draft
from alameda.mail.rules import message_id, words_of
from alameda.settings.env import Smtp

STEP_SECONDS = 10.0  # of each wait for the server
MESSAGE_SECONDS = 60.0  # of one message, with all that comes before it
CLOSING = 421  # "closing transmission channel" (RFC 5321)
PERMANENT = 500
OK = range(200, 400)
NO_TLS = "The server offers no STARTTLS, and what is for it alone is not sent in the clear."
POLICY = compat32.clone(linesep="\r\n")  # a fourth of the time of the newer ones
CHARSET = Charset("utf-8")
CHARSET.body_encoding = QP  # any server takes it


class RefusedError(Exception):
    """The server will not have this message, now or later; its words."""


class DelayedError(Exception):
    """The message was not taken now; why."""


class UnreachableError(DelayedError):
    """The server itself does not serve now, whatever the message; why."""


def written(draft: Draft, moment: datetime) -> bytes:
    """The message as it goes over the wire; the same each time it is sent.

    Args:
        draft: what it says and to whom.
        moment: when it was written.
    """
    name = message_id(draft.key, draft.to, domain=our_domain())
    message: MIMEBase = _text(draft.text, "plain")
    if draft.html:
        both = [message, _text(draft.html, "html")]
        message = MIMEMultipart("alternative", name.strip("<>").partition("@")[0], both)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = draft.to
    charset = "us-ascii" if draft.subject.isascii() else "utf-8"
    message["Subject"] = Header(draft.subject, charset, header_name="Subject").encode()
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = name
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes(policy=POLICY)


def _text(text: str, kind: str) -> MIMEBase:
    part = MIMENonMultipart("text", kind, charset="utf-8")
    part.set_payload(text, CHARSET)
    return part


def our_domain() -> str:
    """The name of this site, as the right side of an address."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    return "localhost" if not host or ":" in host else host


class Link:
    """A connection to the mail server: made at the first message, made again when it is lost."""

    def __init__(self, server: Smtp) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._watch: _Watch | None = None

    def send(
        self, address: str, content: bytes, *, first: Callable[[], object] = lambda: None
    ) -> str:
        """Give the server one message; its last words.

        Args:
            address: to whom.
            content: the message as it goes over the wire.
            first: what must be done before the server can have the message.

        Raises:
            RefusedError: it will not have it.
            DelayedError: not now.
            UnreachableError: nothing can be sent now.
        """
        try:
            smtp, code, said = self._begun()
            _judge(smtp, code, said, is_final=False)  # of the sender: not this message's fault
            _judge(smtp, *smtp.rcpt(address))
            first()
            code, said = _given(smtp, content)
            _judge(smtp, code, said)
            return words_of(code, said)
        except UnreachableError:
            self.close()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise UnreachableError(_reason(error)) from error
        finally:
            if self._watch is not None:
                self._watch.rest()

    def greet(self) -> None:
        """Connect, and no more.

        Raises:
            UnreachableError: it does not serve.
        """
        try:
            self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise UnreachableError(_reason(error)) from error
        finally:
            self.close()

    def close(self) -> None:
        """Leave the server."""
        smtp, self._smtp = self._smtp, None
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.end()
        if smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.close()

    def _begun(self) -> tuple[smtplib.SMTP, int, bytes]:
        """A connection on which a message was begun; a lost one is made again, once."""
        sender = settings.DEFAULT_FROM_EMAIL
        if self._smtp is not None and self._watch is not None:
            self._watch.wait(MESSAGE_SECONDS)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                code, said = self._smtp.mail(sender)
                if code != CLOSING:
                    return self._smtp, code, said
            self.close()
        smtp = self._connect()
        return (smtp, *smtp.mail(sender))

    def _connect(self) -> smtplib.SMTP:
        """A connection as the operator wants it: secured, and signed in to."""
        server = self._server
        context = ssl.create_default_context()
        us = our_domain()
        smtp: smtplib.SMTP = (
            smtplib.SMTP_SSL(local_hostname=us, timeout=STEP_SECONDS, context=context)
            if server.is_tls
            else smtplib.SMTP(local_hostname=us, timeout=STEP_SECONDS)
        )
        self._smtp, self._watch = smtp, _Watch(smtp)
        self._watch.wait(MESSAGE_SECONDS)
        vars(smtp)["_host"] = server.host  # what its certificate must name
        code, said = smtp.connect(server.host, server.port)
        if code not in OK:
            raise UnreachableError(words_of(code, said))
        smtp.ehlo_or_helo_if_needed()
        if not server.is_tls and server.starttls is not False:
            self._secure(smtp, context)
        if server.user:
            smtp.login(server.user, server.password)
        return smtp

    def _secure(self, smtp: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Go on in TLS where the server offers it; a password never goes without, but at home."""
        server = self._server
        if smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
        elif server.starttls or (server.user and not server.is_local):
            raise UnreachableError(NO_TLS)


def _given(smtp: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    """What the server says to the message itself."""
    try:
        return smtp.data(content)
    except smtplib.SMTPDataError as refusal:
        said = refusal.smtp_error
        return refusal.smtp_code, said if isinstance(said, bytes) else said.encode()


class _Watch:
    """Cuts a connection whose message takes too long, however little comes at a time."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self._until: float | None = None
        self._is_ended = threading.Event()
        threading.Thread(target=self._look, name="mail-watch", daemon=True).start()

    def wait(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def rest(self) -> None:
        self._until = None

    def end(self) -> None:
        self._is_ended.set()

    def _look(self) -> None:
        while not self._is_ended.wait(1):
            until = self._until
            if until is not None and time.monotonic() > until:
                sock = getattr(self._smtp, "sock", None)
                if sock is not None:
                    with contextlib.suppress(OSError):
                        sock.shutdown(2)
                return


def _judge(smtp: smtplib.SMTP, code: int, said: bytes, *, is_final: bool = True) -> None:
    """Go on, or say how the server refused; the connection is ready for another message.

    Args:
        smtp: the connection.
        code: what the server answered.
        said: and in which words.
        is_final: whether a permanent refusal is of this message.
    """
    if code in OK:
        return
    with contextlib.suppress(smtplib.SMTPException, OSError):  # one that is lost is made again
        smtp.rset()
    words = words_of(code, said)
    if code >= PERMANENT and is_final:
        raise RefusedError(words)
    raise DelayedError(words)


def _reason(error: Exception) -> str:
    """Why a connection failed, in words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return words_of(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "The server did not answer in time."
    return words_of(0, str(error) or type(error).__name__)
