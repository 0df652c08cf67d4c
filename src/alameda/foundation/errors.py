"""One tree of errors: each has a stable code, a status, and a sentence for a person.

Pages turn them into a message in one middleware, the API into a problem document (RFC 9457) in one
handler. The sentence is translated; the code never changes.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar


class AlamedaError(Exception):
    """The root: something was asked that cannot be done, and the reason can be told.

    Attributes:
        code: stable, kebab-case, the last part of the problem document's ``type``.
        status: HTTP status.
        field: name of the input that is wrong, or empty.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NotFoundError(AlamedaError):
    """There is no such thing, or none that this actor may see: both look the same."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND


class NotAllowedError(AlamedaError):
    """The actor may not do this.

    Attributes:
        roles: who holds one of these could; empty where the sentence says it.
    """

    code = "not-allowed"
    status = HTTPStatus.FORBIDDEN

    def __init__(self, sentence: str, *, field: str = "", roles: tuple[str, ...] = ()) -> None:
        super().__init__(sentence, field=field)
        self.roles = roles


class BadInputError(AlamedaError):
    """What was sent cannot be understood: the sentence says what to send instead."""

    code = "bad-input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class BadAddressError(BadInputError):
    """What the address of a page asks for cannot be: a month that is none."""

    code = "bad-address"
    status = HTTPStatus.BAD_REQUEST


class RuleBrokenError(AlamedaError):
    """Understood and allowed, but a rule of the domain forbids it now."""

    code = "rule-broken"
    status = HTTPStatus.CONFLICT


class StaleError(RuleBrokenError):
    """Somebody else changed the thing in between: look again, then decide."""

    code = "stale"


class ParameterUnknownError(RuleBrokenError):
    """A legal parameter is not known for that day: somebody has to look it up and add it."""

    code = "parameter-unknown"
