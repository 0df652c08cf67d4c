"""Where a row came from: every figure on a page can answer that."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sourced(models.Model):
    """A row that an import, the desk or the demonstration made.

    ``source_key`` is the natural key of the row in its register, prefixed by the register's name:
    importing the same row again finds it, so that an import is idempotent.
    """

    source_key = models.CharField(max_length=160, unique=True)
    source_run = models.ForeignKey(
        "intake.ImportRun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Import that last wrote it; empty when made at the desk"),
    )
    source_file = models.CharField(max_length=120, blank=True)
    source_line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
