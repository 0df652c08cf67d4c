"""Past sessions that came in by a file, and every defect that was found in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateTimeField


class PastImport(models.Model):
    """One reading of a file of past sessions."""

    number = models.PositiveIntegerField(unique=True)
    account = models.OneToOneField(
        "intake.ImportRun",
        on_delete=models.PROTECT,
        null=True,
        related_name="past_import",
        help_text=_("What became of each of its rows"),
    )
    profile = models.CharField(max_length=40)
    file_name = models.CharField(max_length=240)
    fingerprint = models.CharField(max_length=64, help_text=_("SHA-256 of the file"))
    started_at = BoundedDateTimeField()
    finished_at = BoundedDateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    by_role = models.CharField(max_length=120)
    note = models.TextField(blank=True, help_text=_("What the source says of itself"))

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.profile} {self.number}"

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/consejo/importaciones/{self.number}/"


class Finding(models.Model):
    """A defect of the source, named and kept; never repaired in silence."""

    run = models.ForeignKey(PastImport, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=40, help_text=_("Key of the defect"))
    is_refusal = models.BooleanField(default=False, help_text=_("The row was not taken"))
    table = models.CharField(max_length=40, help_text=_("List, sheet or file of the row"))
    row = models.CharField(max_length=80, help_text=_("Key or number of the row"))
    values = models.JSONField(default=dict, help_text=_("What the sentence needs"))
    session = models.ForeignKey(
        "council.Session", null=True, blank=True, on_delete=models.CASCADE, related_name="findings"
    )
    vote = models.ForeignKey(
        "council.Vote", null=True, blank=True, on_delete=models.CASCADE, related_name="findings"
    )

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind}: {self.table} {self.row}"
