"""The tables of the record. Nobody outside this module touches them.

All but ``Pending`` only grow: database triggers refuse to change, delete or truncate their rows,
for every role. Who disables the triggers is found out by ``alameda record verify``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.functions import Now

from alameda.foundation.fields import BoundedDateTimeField
from alameda.record.rules.leaf import decode_leaf


class Entry(models.Model):
    """One published fact, inserted in the transaction of the act.

    ``leaf`` is the fact, as bytes that are hashed and served. The other columns only find it.
    """

    id = models.UUIDField(primary_key=True)
    published_at = BoundedDateTimeField()
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    leaf = models.BinaryField()
    mac = models.BinaryField(help_text="Mark of the instance on the bytes of leaf")

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    @property
    def raw(self) -> bytes:
        """The exact bytes of the fact."""
        return bytes(self.leaf)

    @property
    def actor(self) -> str:
        """Role or kind of who acted."""
        return decode_leaf(self.raw).actor

    @property
    def payload(self) -> Mapping[str, Any]:
        """The fact itself."""
        return decode_leaf(self.raw).payload


class Pending(models.Model):
    """An entry that has no place in the log yet; a trigger on ``Entry`` puts it here."""

    entry_id = models.UUIDField(primary_key=True)
    since = BoundedDateTimeField(db_default=Now(), help_text="By the database's clock")

    class Meta:
        ordering = ("entry_id",)
        verbose_name_plural = "pending"

    def __str__(self) -> str:
        return str(self.entry_id)


class Leaf(models.Model):
    """An entry's place in the log, given by the sequencer."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(
        Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="place"
    )
    hash = models.BinaryField()
    mac = models.BinaryField(help_text="Mark of the instance on index, entry and hash")
    verb = models.CharField(max_length=80, help_text="Of the entry, to list by")
    subject = models.CharField(max_length=80, help_text="Of the entry, to list by")

    class Meta:
        ordering = ("index",)
        verbose_name_plural = "leaves"
        indexes = (
            models.Index(fields=("subject", "index"), name="leaf_subject"),
            models.Index(fields=("verb", "index"), name="leaf_verb"),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(index__gte=0), name="leaf_index_natural"),
        )

    def __str__(self) -> str:
        return f"{self.index}: {self.verb} {self.subject}"


class Tile(models.Model):
    """256 hashes of one level, complete; what is not complete yet is in the last checkpoint."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    root = models.BinaryField(help_text="Root over the hashes: their place in the level above")
    hashes = models.BinaryField()

    def __str__(self) -> str:
        return f"tile/{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed head of the log."""

    number = models.BigIntegerField(primary_key=True, help_text="Counts from 0 without gaps")
    size = models.BigIntegerField()
    signed_at = BoundedDateTimeField()
    note = models.TextField(help_text="C2SP signed note, exactly as it is served")
    tail = models.BinaryField(help_text="Leaf hashes after the last full tile of level 0")

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}: {self.size}"


class Check(models.Model):
    """One regular check of the record and of the rows against it; the operator's, not the log's."""

    checked_at = BoundedDateTimeField()
    took_ms = models.PositiveIntegerField()
    size = models.BigIntegerField(help_text="Entries that were signed then")
    rows = models.BigIntegerField(help_text="Rows that were held against an entry")
    wrong = models.PositiveIntegerField(help_text="How many things were wrong")
    findings = models.JSONField(default=list, help_text="The first of them, in words")
    covered = models.JSONField(default=list, help_text="What was held, table by table")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d}: {self.wrong}"

    @property
    def is_good(self) -> bool:
        """Whether nothing was wrong."""
        return not self.wrong


class Refusal(models.Model):
    """An entry that the sequencer found waiting and did not accept."""

    class Reason(models.TextChoices):
        FORGED = "forged", "its mark is not the application's"
        ALTERED = "altered", "its columns say something else than its bytes"
        VANISHED = "vanished", "it was published, and its row is gone"
        REPEATED = "repeated", "it has a place already"

    entry_id = models.UUIDField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    found_at = BoundedDateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.reason}"
