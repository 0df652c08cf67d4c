"""The instance's keys, held against the record that they made."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext as _

from alameda.foundation.errors import AlamedaError
from alameda.record.models import Checkpoint, Entry, Leaf
from alameda.record.rules import files

PLACES_ASKED = 16


class KeysLostError(AlamedaError):
    """The folder has no key, and the record has entries: it is put back, never made anew."""

    code = "record-keys-lost"
    status = HTTPStatus.SERVICE_UNAVAILABLE


def instance_keys() -> files.Keys:
    """The instance's keys; made only where the record has no entry yet.

    Raises:
        KeysLostError: one is not there, and the record was made with it.
    """
    lost = files.missing_keys(settings.DATA_DIR)
    if lost and (Entry.objects.exists() or Checkpoint.objects.exists()):
        message = _(
            "Nothing was saved: the public record has lost its keys (%(files)s). Who operates the"
            " site must put them back from a backup; another key would break the record."
        )
        raise KeysLostError(message % {"files": ", ".join(lost)})
    return files.ensure_keys(settings.DATA_DIR)


def trouble_of_marks(keys: files.Keys) -> str:
    """Why these keys did not mark the latest places; empty where they did, or there is none."""
    latest = Leaf.objects.order_by("-index").values_list("index", "entry_id", "hash", "mac")
    places = ((at, entry, bytes(of), bytes(mac)) for at, entry, of, mac in latest[:PLACES_ASKED])
    return files.trouble_of_keys(keys, head="", places=places)
