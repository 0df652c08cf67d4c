"""Imports: a run, its files, what became of each row, and what it changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateTimeField


class ImportRun(models.Model):
    """One import of files with a profile; resumable, and able to be taken back."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running, or interrupted")
        DONE = "done", _("Done")
        UNDONE = "undone", _("Taken back")

    noun = models.CharField(
        max_length=40, default="importacion", help_text=_("Begins its code: one for each module")
    )
    number = models.PositiveIntegerField(help_text=_("Public number, from 1 in each module"))
    subject = models.OneToOneField(
        "thread.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    profile = models.CharField(max_length=60)
    fingerprint = models.CharField(
        max_length=64, help_text=_("SHA-256 of the files and the profile, in hexadecimal")
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = BoundedDateTimeField()
    finished_at = BoundedDateTimeField(null=True, blank=True)
    undone_at = BoundedDateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=120, help_text=_("Role, as the record knows it"))

    class Meta:
        db_table = "investments_importrun"  # where it was before it had a room
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("noun", "number"), name="import_number_once"),
            models.UniqueConstraint(
                fields=("noun",),
                condition=models.Q(state="running"),
                name="import_one_running_a_module",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its permanent public code."""
        return f"{self.noun}-{self.number}"


class ImportFile(models.Model):
    """A file of a run, and how far it has been read."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    register = models.CharField(max_length=60, help_text=_("Register of the profile it feeds"))
    rows_in = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0, help_text=_("Rows already written"))
    error = models.TextField(blank=True, help_text=_("Why the whole file was refused"))
    reading = models.JSONField(
        default=dict, help_text=_("How it was read: encoding, delimiter, unknown columns")
    )

    class Meta:
        db_table = "investments_importfile"  # where it was before it had a room
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("run", "name"), name="import_file_once"),)

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What became of one row of a file."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("Created")
        UPDATED = "updated", _("Updated")
        UNCHANGED = "unchanged", _("Unchanged")
        REFUSED = "refused", _("Refused")

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text=_("Line in the file; the header is line 1"))
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    initiative_code = models.CharField(
        max_length=80, blank=True, help_text=_("Public code of what the row is about")
    )
    column = models.CharField(max_length=80, blank=True, help_text=_("Column that was refused"))
    value = models.CharField(max_length=400, blank=True, help_text=_("Value as it was written"))
    reason = models.CharField(max_length=80, blank=True, help_text=_("Code of the reason"))
    detail = models.CharField(max_length=400, blank=True)
    notes = models.JSONField(
        default=list,
        help_text=_("What was understood otherwise than written: column, value, taken"),
    )

    class Meta:
        db_table = "investments_importrow"  # where it was before it had a room
        ordering = ("file", "line")
        constraints = (models.UniqueConstraint(fields=("file", "line"), name="import_row_once"),)
        indexes = (models.Index(fields=("file", "outcome"), name="import_row_outcome"),)

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.outcome}"


class ImportChange(models.Model):
    """The state of one row before a run touched it: what taking the import back restores."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=60)
    row_pk = models.BigIntegerField()
    before = models.JSONField(null=True, help_text=_("Empty when the run created the row"))
    after = models.JSONField(null=True, help_text=_("To find what changed since"))

    class Meta:
        db_table = "investments_importchange"  # where it was before it had a room
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("run", "model", "row_pk"), name="import_change_once"),
        )

    def __str__(self) -> str:
        return f"{self.run}: {self.model} {self.row_pk}"


class Alias(models.Model):
    """A reviewed variant of a name: nothing is ever reconciled by a guess."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        COMUNA = "comuna", _("Comuna")
        SECTOR = "sector", _("Sector")
        UNIT = "unit", _("Unit")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    variant = models.CharField(max_length=240, help_text=_("Folded: no accents, single spaces"))
    target = models.CharField(max_length=240, help_text=_("Key of what it means"))
    reviewed_by = models.CharField(max_length=120, help_text=_("Role, or the profile's name"))
    reviewed_at = BoundedDateTimeField(auto_now_add=True)

    class Meta:
        db_table = "investments_alias"  # where it was before it had a room
        ordering = ("kind", "variant")
        verbose_name_plural = "aliases"
        constraints = (models.UniqueConstraint(fields=("kind", "variant"), name="alias_once"),)

    def __str__(self) -> str:
        return f"{self.variant} → {self.target}"
