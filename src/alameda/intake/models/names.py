"""What people decided of the names that imports brought."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateTimeField


class NameReview(models.Model):
    """One decision on the name of an organisation; undone, it stays and no longer holds."""

    class Act(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted as it is")
        JOINED = "joined", _("Joined into another")
        APART = "apart", _("Kept apart from another")

    act = models.CharField(max_length=10, choices=Act.choices)
    slug = models.CharField(max_length=120, help_text=_("Of the organisation that was reviewed"))
    name = models.CharField(max_length=240, help_text=_("As it stood"))
    other = models.CharField(max_length=120, blank=True, help_text=_("The one it was held against"))
    moved = models.JSONField(
        default=list, help_text=_("Rows that referred to it: table, column and keys")
    )
    reviewed_by = models.CharField(max_length=120, help_text=_("Role, as the record knows it"))
    reviewed_at = BoundedDateTimeField()
    undone_at = BoundedDateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-reviewed_at", "-pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("slug",),
                condition=Q(undone_at__isnull=True, act__in=("accepted", "joined")),
                name="name_review_decided_once",
            ),
            models.UniqueConstraint(
                fields=("slug", "other"),
                condition=Q(undone_at__isnull=True, act="apart"),
                name="name_review_apart_once",
            ),
            models.CheckConstraint(
                condition=Q(act="accepted", other="") | (~Q(act="accepted") & ~Q(other="")),
                name="name_review_names_the_other",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug}: {self.act} {self.other}".strip()
