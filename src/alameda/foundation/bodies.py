"""What is sent with a request: how much of it is taken, from whom, and what is said of the rest.

The front of a web process (``cli.front``) reads bodies before anybody works on them. Of one that is
larger than everybody may send it asks first, with ``Waiting``; of one that it did not take it says
why, with ``Refused``. Both travel in the environment of the request, where no visitor can write.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from alameda.foundation.access import access_of
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import AlamedaError

V = TypeVar("V")
KEY = "alameda.body"
# A view that would have to wait for others sets this instead: the front asks again a moment later.
AGAIN = "alameda.again"
ANYBODY_BYTES = 64 * 1024  # of a form or a document for machines: no text of ours is so long
FORM_BYTES = 1024 * 1024  # of all that a form with a file holds besides it
# Of a file that anybody may send to the few addresses that take one: a paper, many times over.
FILE_BYTES = 4 * 1024 * 1024
KILO = 1024


class BodyTooLargeError(AlamedaError):
    """More was sent than this address takes from this actor."""

    code = "body-too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class BodyTooSlowError(AlamedaError):
    """What was announced did not come in time."""

    code = "body-too-slow"
    status = HTTPStatus.REQUEST_TIMEOUT


class BodyBrokenError(AlamedaError):
    """What was announced did not come whole, or its length is no number."""

    code = "body-broken"
    status = HTTPStatus.BAD_REQUEST


class TooManyBodiesError(AlamedaError):
    """Others are sending large files: there is no room for one more now."""

    code = "too-many-bodies"
    status = HTTPStatus.SERVICE_UNAVAILABLE


@dataclass
class Waiting:
    """A body that waits to be read.

    Attributes:
        most: how many bytes of it may be read; the application writes it.
    """

    most: int = 0


@dataclass(frozen=True)
class Refused:
    """A body that was not taken.

    Attributes:
        error: why.
        most: the limit it was held to, in bytes.
    """

    error: type[AlamedaError]
    most: int = ANYBODY_BYTES


def takes_files(view: V) -> V:
    """Mark a view to which everybody may send one small file, which it reads and does not keep."""
    view.takes_files = True  # type: ignore[attr-defined]  # found again by most_bytes
    return view


def most_bytes(request: HttpRequest) -> int:
    """How much the sender may send to this address, in bytes.

    A file comes only from who holds a role, to a page that is theirs, but for the few pages that
    say otherwise: what everybody may open takes what everybody may send.
    """
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ANYBODY_BYTES
    if getattr(match.func, "takes_files", False):
        return min(FILE_BYTES, int(settings.DOCUMENT_BYTES_MAX)) + FORM_BYTES
    access = access_of(match.func)
    if access is None or not access.roles:
        return ANYBODY_BYTES
    if not access.admits(getattr(request, "actor", VISITOR)):
        return ANYBODY_BYTES
    return int(settings.DOCUMENT_BYTES_MAX) + FORM_BYTES


def refusal(refused: Refused) -> AlamedaError:
    """The error of a body that was not taken, in the reader's language."""
    said = {
        BodyTooLargeError: _(
            "What you send is larger than this address takes from you: at most %(most)s KB."
            " Nothing was saved."
        )
        % {"most": refused.most // KILO},
        BodyTooSlowError: _(
            "What you send arrived too slowly, so we stopped waiting. Send it again."
        ),
        BodyBrokenError: _("What you send did not arrive whole. Send it again."),
        TooManyBodiesError: _("Too many files are arriving now. Wait a minute and send it again."),
    }
    return refused.error(said[refused.error])


def declared_bytes(request: HttpRequest) -> int:
    """How long the body says it is; 0 where it says nothing that is a number."""
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < len("1" * 19) else 0
