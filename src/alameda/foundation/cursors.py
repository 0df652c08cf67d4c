"""Opaque cursors of long lists: where the next page starts, as the reader hands it back."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from alameda.foundation.addresses import WHOLE_MAX, is_plain
from alameda.foundation.errors import BadInputError

MAX_CURSOR = 400


def encode_cursor(values: Sequence[str | int]) -> str:
    """The values of the last row shown, in the order of the list, as one opaque word."""
    raw = json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str, *, shape: tuple[type, ...]) -> list[str | int]:
    """The values of a cursor.

    Args:
        cursor: as ``encode_cursor`` made it.
        shape: the type of each value, ``str`` or ``int``.

    Raises:
        BadInputError: it is not a cursor of this list.
    """
    broken = BadInputError(
        _("This cursor is not of this list. Start again without it."), field="cursor"
    )
    if len(cursor) > MAX_CURSOR:
        raise broken
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
    except (binascii.Error, ValueError) as error:
        raise broken from error
    if not isinstance(values, list) or len(values) != len(shape):
        raise broken
    if any(type(value) is not kind for value, kind in zip(values, shape, strict=True)):
        raise broken
    if not all(_is_usable(value) for value in values):
        raise broken
    return values


def _is_usable(value: str | int) -> bool:
    """Whether a row can have it: text that the database holds, a number as wide as a key."""
    return is_plain(value) if isinstance(value, str) else abs(value) <= WHOLE_MAX
