"""The tables of the record. Nobody outside this module touches them."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One published fact, inserted in the transaction of the act; never changed, never deleted."""

    published_at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, db_index=True)
    payload = models.JSONField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
