"""Texts that a person writes, checked the same way in every act."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError
from alameda.foundation.texts import is_keepable, seen

REASON_LETTERS = 400
TITLE_LETTERS = 400
PLACE_LETTERS = 240
LONG_LETTERS = 20_000
TEXT_LETTERS = 12_000
URL_LETTERS = 400


def tidy(text: str, *, field: str, most: int, is_required: bool = True) -> str:
    """The text without the space around it, and without marks that nobody sees.

    Raises:
        BadInputError: empty or invisible where it is required, too long, or with what cannot be
            kept.
    """
    if not is_keepable(text):
        raise BadInputError(_("This has a character that cannot be kept."), field=field)
    text = seen(text)
    if is_required and not text:
        raise BadInputError(_("Write it: it cannot be empty."), field=field)
    if len(text) > most:
        sentence = _("This is too long: at most %(most)s characters.") % {"most": most}
        raise BadInputError(sentence, field=field)
    return text


def secure_address(url: str, *, field: str, is_required: bool = True) -> str:
    """An https address.

    Raises:
        BadInputError: it is not one.
    """
    url = tidy(url, field=field, most=URL_LETTERS, is_required=is_required)
    if not url:
        return url
    try:
        URLValidator(schemes=["https"])(url)
    except ValidationError as error:
        raise BadInputError(
            _("Write an address that begins with https://."), field=field
        ) from error
    return url


def aware(moment: datetime, *, field: str) -> datetime:
    """A moment that says its time zone.

    Raises:
        BadInputError: it does not.
    """
    if timezone.is_naive(moment):
        raise BadInputError(_("Say the time zone of this moment."), field=field)
    return moment


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal: what the record keeps of it."""
    return sha256(text.encode()).hexdigest()
