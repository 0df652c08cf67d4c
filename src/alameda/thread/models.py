"""Subject and Link: the spine between modules."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField


class Subject(models.Model):
    """Anything with a public address: an initiative, a contract, a session, a proposal.

    Each such model owns exactly one Subject, made in the action that makes the thing.
    """

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTERNAL = "internal", _("Internal")
        RESERVED = "reserved", _("Reserved")

    code = models.CharField(max_length=80, unique=True, help_text=_("Permanent public code"))
    kind = models.CharField(max_length=40, help_text=_("Such as initiative, contract, session"))
    title = models.CharField(max_length=400)
    address = models.CharField(max_length=240, help_text=_("Public path, without language prefix"))
    comuna = models.ForeignKey(
        "territory.Comuna", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    state = models.CharField(
        max_length=80, blank=True, help_text=_("Key of the current state, in its module's words")
    )
    created_at = BoundedDateTimeField(auto_now_add=True)
    changed_at = BoundedDateTimeField(auto_now=True)

    class Meta:
        ordering = ("code",)
        indexes = (models.Index(fields=("kind", "code"), name="subject_kind"),)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return self.address


class Link(models.Model):
    """One subject led to another."""

    class Kind(models.TextChoices):
        ORIGINATES = "originates", _("originates")
        DISCUSSED_IN = "discussed_in", _("discussed in")
        PRIORITISED_BY = "prioritised_by", _("prioritised by")
        APPROVED_BY = "approved_by", _("approved by")
        FUNDED_BY = "funded_by", _("funded by")
        CONTRACTED_BY = "contracted_by", _("contracted by")
        PAID_BY = "paid_by", _("paid by")
        EVIDENCED_BY = "evidenced_by", _("evidenced by")
        ANSWERS = "answers", _("answers")
        FULFILS = "fulfils", _("fulfils")
        MERGES = "merges", _("merges")
        SUPERSEDES = "supersedes", _("supersedes")

    source = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    linked_on = BoundedDateField(help_text=_("When one led to the other"))
    linked_by = models.CharField(max_length=120, help_text=_("Role that linked them"))
    created_at = BoundedDateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("linked_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("source", "target", "kind"), name="link_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="link_not_to_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=(
                        "originates",
                        "discussed_in",
                        "prioritised_by",
                        "approved_by",
                        "funded_by",
                        "contracted_by",
                        "paid_by",
                        "evidenced_by",
                        "answers",
                        "fulfils",
                        "merges",
                        "supersedes",
                    )
                ),
                name="link_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"
