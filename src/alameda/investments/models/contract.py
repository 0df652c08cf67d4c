"""Tender, contract, progress and what changes them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateField, MovedDaysField, TermDaysField
from alameda.intake.models import Sourced
from alameda.investments.models.initiative import Initiative


class Tender(Sourced):
    """A call on the public market."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="tenders")
    market_id = models.CharField(max_length=40, help_text=_("Identifier in Mercado Público"))
    call_number = models.PositiveSmallIntegerField(default=1)
    published_on = BoundedDateField(null=True, blank=True)
    awarded_on = BoundedDateField(null=True, blank=True)
    offers = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("initiative", "call_number")

    def __str__(self) -> str:
        return self.market_id


class Contract(Sourced):
    """A contract for works, goods or services."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="contracts")
    subject = models.OneToOneField(
        "thread.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tender = models.ForeignKey(
        Tender, null=True, blank=True, on_delete=models.SET_NULL, related_name="contracts"
    )
    contractor = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount_clp = models.BigIntegerField(null=True, blank=True)
    signed_on = BoundedDateField(null=True, blank=True)
    site_handed_over_on = BoundedDateField(null=True, blank=True)
    term_days = TermDaysField(null=True, blank=True)
    extension_days = MovedDaysField(default=0)
    provisionally_received_on = BoundedDateField(null=True, blank=True)
    definitively_received_on = BoundedDateField(null=True, blank=True)

    class Meta:
        ordering = ("signed_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_clp__isnull=True) | Q(amount_clp__gte=0),
                name="contract_amount_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.source_key


class ContractModification(Sourced):
    """A change of term or money of a contract."""

    class Kind(models.TextChoices):
        TERM = "term", _("Term only")
        MORE_WORKS = "more_works", _("Increase of works")
        FEWER_WORKS = "fewer_works", _("Decrease of works")
        EXTRAORDINARY = "extraordinary", _("Extraordinary works")
        COST = "cost", _("Cost")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="modifications")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    amount_clp = models.BigIntegerField(default=0, help_text=_("Positive raises the contract"))
    days = MovedDaysField(default=0)
    approved_on = BoundedDateField(null=True, blank=True)
    resolution = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("approved_on", "pk")

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.kind}"


class ProgressReport(Sourced):
    """Physical progress on a date."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="progress")
    reported_on = BoundedDateField(null=True, blank=True, help_text=_("Empty: date not stated"))
    physical_pct = models.DecimalField(max_digits=5, decimal_places=2)
    planned_pct = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("initiative", "reported_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(physical_pct__gte=0, physical_pct__lte=100), name="progress_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reported_on}: {self.physical_pct} %"


class WorksFollowUp(Sourced):
    """The line of a works follow-up register."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="follow_ups")
    register_list = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=24)
    state_as_written = models.CharField(max_length=80, blank=True)
    substate_as_written = models.CharField(max_length=80, blank=True)
    balance_year = models.PositiveSmallIntegerField(null=True, blank=True)
    balance_clp = models.BigIntegerField(null=True, blank=True, help_text=_("For that year"))
    next_balance_clp = models.BigIntegerField(null=True, blank=True, help_text=_("Year after"))

    class Meta:
        ordering = ("initiative", "pk")

    def __str__(self) -> str:
        return self.source_key
