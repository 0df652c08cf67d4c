"""The little that acting keeps of its own: which forms were already acted on."""

from __future__ import annotations

from django.db import models

from alameda.foundation.fields import BoundedDateTimeField


class Sending(models.Model):
    """One sending of a form, by the key that its page was drawn with.

    Written in the transaction of the act: the same sending that arrives again, by a double click or
    by a phone that lost the answer, finds its key and does nothing. ``digest`` tells it from
    another content under the same key. It names nobody.
    """

    key = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    made_at = BoundedDateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        db_table = "desk_sending"  # where it was before it had a room
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.key
