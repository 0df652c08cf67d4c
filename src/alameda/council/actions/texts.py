"""What every text that a person writes must be, before it is kept for ever."""

from __future__ import annotations

from hashlib import sha256

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError

REASON_LETTERS = 400
TITLE_LETTERS = 400
TEXT_LETTERS = 12_000


def checked(text: str, *, field: str, most: int, is_required: bool = True) -> str:
    """The text without the blanks around it.

    Raises:
        BadInputError: it is missing, too long, or has a character that cannot be kept.
    """
    plain = text.strip()
    if is_required and not plain:
        raise BadInputError(_("Write something here."), field=field)
    if len(plain) > most:
        sentence = _("This is too long: at most %(most)s characters.") % {"most": most}
        raise BadInputError(sentence, field=field)
    if "\x00" in plain:
        raise BadInputError(_("This has a character that cannot be kept."), field=field)
    return plain


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal: what the record keeps of it."""
    return sha256(text.encode()).hexdigest()
