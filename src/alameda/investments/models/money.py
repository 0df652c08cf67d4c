"""Budget lines, payments, grants."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateField
from alameda.foundation.vocabulary import keys
from alameda.intake.models import Sourced
from alameda.investments.models.contract import Contract
from alameda.investments.models.initiative import Initiative
from alameda.investments.rules import vocabulary


class BudgetLine(Sourced):
    """The initiative in the budget of a year: identified, awarded, spent, carried over."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="lines")
    budget_year = models.PositiveSmallIntegerField(null=True, blank=True)
    subtitle = models.CharField(max_length=4, blank=True)
    item = models.CharField(max_length=20, blank=True, help_text=_("Ítem, or several as written"))
    allocation = models.CharField(
        max_length=40, blank=True, help_text=_("Asignación, or several as written")
    )
    total_clp = models.BigIntegerField(null=True, blank=True)
    sector_clp = models.BigIntegerField(null=True, blank=True)
    fndr_requested_clp = models.BigIntegerField(null=True, blank=True)
    fndr_awarded_clp = models.BigIntegerField(null=True, blank=True)
    increases_clp = models.BigIntegerField(null=True, blank=True)
    approval_as_written = models.CharField(max_length=120, blank=True)
    approval_on = BoundedDateField(null=True, blank=True)
    creating_resolution = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=24, blank=True)
    state_as_written = models.CharField(max_length=80, blank=True)
    physical_pct = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    carried_over_clp = models.BigIntegerField(null=True, blank=True)
    carried_over_to = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("budget_year", "pk")

    def __str__(self) -> str:
        return self.source_key


class BudgetYear(models.Model):
    """What was spent on a budget line in one year."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    spent_clp = models.BigIntegerField()

    class Meta:
        ordering = ("line", "year")
        constraints = (models.UniqueConstraint(fields=("line", "year"), name="budget_year_once"),)

    def __str__(self) -> str:
        return f"{self.year}: {self.spent_clp}"


class Payment(Sourced):
    """What was planned and paid in one month."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="payments")
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.SET_NULL, related_name="payments"
    )
    line = models.ForeignKey(
        BudgetLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="payments"
    )
    month = BoundedDateField(help_text=_("First day of the month"))
    paid_on = BoundedDateField(null=True, blank=True, help_text=_("Empty: only the month is known"))
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Estado de pago"))
    planned_clp = models.BigIntegerField(null=True, blank=True)
    paid_clp = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("month", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(month__day=1), name="payment_month_first_day"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.paid_clp}"


class BudgetAmendmentLine(Sourced):
    """One line of a budget amendment."""

    amendment = models.PositiveIntegerField(help_text=_("Number of the amendment"))
    block = models.CharField(max_length=10)
    is_current = models.BooleanField(default=True)
    subtitle = models.CharField(max_length=4, blank=True)
    item = models.CharField(max_length=4, blank=True)
    allocation = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=240)
    initial_clp = models.BigIntegerField(null=True, blank=True)
    before_clp = models.BigIntegerField(null=True, blank=True)
    change_clp = models.BigIntegerField(null=True, blank=True)
    after_clp = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("amendment", "pk")

    def __str__(self) -> str:
        return f"{self.amendment}: {self.name}"


class ProgrammeLine(Sourced):
    """A line of the governor's programme that names an initiative."""

    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="programme_lines"
    )
    axis = models.CharField(max_length=80)
    second_axis = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=400)
    division = models.CharField(max_length=40, blank=True)
    bip_as_written = models.CharField(max_length=80, blank=True)
    comunas_as_written = models.CharField(max_length=400, blank=True)
    funding_source = models.CharField(max_length=120, blank=True)
    is_funded = models.BooleanField(null=True)
    amount_clp = models.BigIntegerField(null=True, blank=True)
    milestone = models.CharField(max_length=240, blank=True)
    measure = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("axis", "pk")

    def __str__(self) -> str:
        return self.name


class Grant(Sourced):
    """An 8 % grant to an organisation; its initiative carries name, place and state."""

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="grant")
    fund = models.CharField(max_length=16)
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    transferred_on = BoundedDateField(null=True, blank=True)
    transferred_clp = models.BigIntegerField(null=True, blank=True)
    execution_as_written = models.CharField(max_length=40, blank=True)
    rendered_on = BoundedDateField(null=True, blank=True)
    technically_closed_on = BoundedDateField(null=True, blank=True)
    financially_closed_on = BoundedDateField(null=True, blank=True)
    is_rendered_on_time = models.BooleanField(
        null=True, help_text=_("Published only in aggregate, never by organisation")
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(fund__in=keys(vocabulary.GRANT_FUNDS)),
                name="grant_fund_known",
            ),
        )

    def __str__(self) -> str:
        return self.source_key
