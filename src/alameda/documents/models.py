"""Documents, their versions and the bytes they are made of."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateTimeField


class Blob(models.Model):
    """Bytes, kept once, under the name of what they contain."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text=_("In bytes"))
    media_type = models.CharField(max_length=120, help_text=_("As sniffed, not as claimed"))
    created_at = BoundedDateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the storage keeps it."""
        return f"blobs/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class Document(models.Model):
    """A document with a number and an address; its content is that of its newest version."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTERNAL = "internal", _("Internal")
        RESERVED = "reserved", _("Reserved")

    code = models.CharField(max_length=40, unique=True, help_text=_("As D-2026-000123"))
    kind = models.CharField(
        max_length=24, help_text=_("Such as certificate, minutes, summons, file")
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=400)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    public_at = BoundedDateTimeField(
        null=True, blank=True, help_text=_("Since when everybody reads it; empty while hidden")
    )
    subject = models.ForeignKey(
        "thread.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    language = models.CharField(max_length=5, default="es")
    is_demo = models.BooleanField(default=False)
    created_at = BoundedDateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-year", "-number")
        # As ``selectors.documents_having`` asks, word for word.
        indexes = (GinIndex(SearchVector("title", config="alameda_es"), name="document_words"),)
        constraints = (
            models.UniqueConstraint(fields=("year", "number"), name="document_number_once"),
            models.CheckConstraint(
                condition=Q(visibility__in=("public", "internal", "reserved")),
                name="document_visibility_known",
            ),
            models.CheckConstraint(
                condition=Q(visibility="public") | Q(public_at__isnull=True),
                name="document_hidden_has_no_public_moment",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/doc/{self.code}/"


class Version(models.Model):
    """One version of a document; never changed, only followed by another."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    made_at = BoundedDateTimeField()
    by_role = models.CharField(max_length=120)
    template = models.CharField(
        max_length=60, blank=True, help_text=_("Key of its template; empty where uploaded")
    )
    template_version = models.PositiveSmallIntegerField(null=True, blank=True)
    engine = models.CharField(
        max_length=40, blank=True, help_text=_("Program and version that made it")
    )
    data = models.JSONField(null=True, blank=True, help_text=_("What the template was given"))
    reason = models.CharField(max_length=240, blank=True, help_text=_("Why there is a new version"))
    salt = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text=_("Of its digest in the record while it is not public"),
    )

    class Meta:
        ordering = ("document", "number")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="version_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"
