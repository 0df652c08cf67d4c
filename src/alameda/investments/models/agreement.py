"""Approvals and the agreements that move the money."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateField
from alameda.intake.models import Sourced
from alameda.investments.models.initiative import FundingRequest, Initiative


class Approval(Sourced):
    """A formal act that lets the initiative go on."""

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", _("Certificate of recommendation (RS)")
        COUNCIL = "council", _("Council agreement")
        SILENCE = "silence", _("Silence of the Council")
        GOVERNOR = "governor", _("Governor's resolution")
        BUDGET = "budget", _("Budget resolution")

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="approvals")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    number = models.CharField(max_length=80, blank=True)
    approved_on = BoundedDateField(null=True, blank=True)
    amount_clp = models.BigIntegerField(null=True, blank=True)
    request = models.ForeignKey(
        FundingRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="approvals"
    )
    replaced_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        help_text=_("The later approval that corrects it: its amount counts no more"),
    )

    class Meta:
        ordering = ("approved_on", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class FundingAgreement(Sourced):
    """An agreement (convenio) between the regional government and who executes."""

    class ResolutionKind(models.TextChoices):
        EXEMPT = "exempt", _("Exempt from prior control (exenta)")
        SUBJECT = "subject", _("Subject to prior control (afecta)")
        UNKNOWN = "unknown", _("Not stated")

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="agreements")
    subject = models.OneToOneField(
        "thread.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counterpart = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subtitle = models.CharField(max_length=4, blank=True)
    item = models.CharField(max_length=20, blank=True, help_text=_("Ítem, or several as written"))
    allocation = models.CharField(
        max_length=40, blank=True, help_text=_("Asignación, or several as written")
    )
    amount_clp = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=16, default="unknown")
    state_as_written = models.CharField(max_length=80, blank=True)
    approval_number = models.CharField(max_length=80, blank=True)
    approval_on = BoundedDateField(null=True, blank=True)
    budget_resolution = models.CharField(max_length=80, blank=True)
    budget_resolution_on = BoundedDateField(null=True, blank=True)
    budget_cgr_result = models.CharField(max_length=24, default="unknown")
    signed_on = BoundedDateField(null=True, blank=True)
    approving_resolution = models.CharField(max_length=80, blank=True)
    approving_resolution_on = BoundedDateField(null=True, blank=True)
    resolution_kind = models.CharField(
        max_length=8, choices=ResolutionKind.choices, default=ResolutionKind.UNKNOWN
    )
    cgr_result = models.CharField(max_length=24, default="unknown")
    cgr_on = BoundedDateField(null=True, blank=True)

    class Meta:
        ordering = ("signed_on", "pk")

    def __str__(self) -> str:
        return self.source_key
