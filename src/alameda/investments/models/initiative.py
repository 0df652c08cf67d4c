"""The initiative and its evaluation."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField, DaysBetweenField
from alameda.foundation.vocabulary import keys
from alameda.intake.models import Sourced
from alameda.investments.rules import vocabulary
from alameda.investments.rules.states import STATES


class Sector(models.Model):
    """A sector of investment, in the region's own classification."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Initiative(Sourced):
    """A public investment, from idea to closing; crosses six organisations.

    The columns under "the card" are computed from the rows below it by
    ``actions.cards.refresh_cards`` and are never typed.
    """

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80, unique=True)
    bip = models.CharField(max_length=10, null=True, blank=True, unique=True)
    name = models.CharField(max_length=400)
    kind = models.CharField(max_length=12)
    route = models.CharField(max_length=16, default="unknown")
    stage = models.CharField(max_length=16, blank=True)
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT)
    subsector = models.CharField(max_length=120, blank=True)
    comunas = models.ManyToManyField("territory.Comuna", related_name="+", blank=True)
    province = models.ForeignKey(
        "territory.Province", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_region_wide = models.BooleanField(default=False)
    formulator = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    executing_unit = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey(
        "accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=24)
    state_since = BoundedDateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(help_text=_("Year it entered"))
    is_prioritised = models.BooleanField(default=False)
    strategy_axis = models.CharField(max_length=240, blank=True)
    strategy_guideline = models.CharField(max_length=400, blank=True)
    strategy_objective = models.CharField(max_length=600, blank=True)
    beneficiaries_women = models.PositiveIntegerField(null=True, blank=True)
    beneficiaries_men = models.PositiveIntegerField(null=True, blank=True)
    beneficiaries_total = models.PositiveIntegerField(null=True, blank=True)
    jobs = models.PositiveIntegerField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, help_text=_("Rises with each move"))
    claims = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Which row of which register is believed for each field, with its rank"),
    )

    # The card.
    requested_clp = models.BigIntegerField(null=True, blank=True)
    approved_clp = models.BigIntegerField(null=True, blank=True)
    contracted_clp = models.BigIntegerField(null=True, blank=True)
    paid_clp = models.BigIntegerField(default=0)
    physical_pct = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    financial_pct = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    entered_on = BoundedDateField(null=True, blank=True)
    planned_end_on = BoundedDateField(null=True, blank=True, help_text=_("By the first contract"))
    expected_end_on = BoundedDateField(null=True, blank=True, help_text=_("With its extensions"))
    finished_on = BoundedDateField(null=True, blank=True)
    last_event_on = BoundedDateField(null=True, blank=True)
    late_days = DaysBetweenField(
        null=True, blank=True, help_text=_("Days after the first planned end; empty: not known")
    )
    search = SearchVectorField(null=True)
    changed_at = BoundedDateTimeField(auto_now=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(bip__isnull=True) | Q(bip__regex=r"^\d{8}-\d$"),
                name="initiative_bip_pattern",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=keys(vocabulary.KINDS)),
                name="initiative_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(route__in=keys(vocabulary.ROUTES)),
                name="initiative_route_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.key for state in STATES]),
                name="initiative_state_known",
            ),
            models.CheckConstraint(
                condition=Q(physical_pct__isnull=True)
                | Q(physical_pct__gte=0, physical_pct__lte=100),
                name="initiative_progress_in_range",
            ),
        )
        indexes = (GinIndex(fields=("search",), name="initiative_search"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/inversiones/{self.code}/"


class StateChange(models.Model):
    """A move from one state to another."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="state_changes"
    )
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24)
    happened_on = BoundedDateField()
    recorded_at = BoundedDateTimeField(auto_now_add=True)
    by_role = models.CharField(max_length=120)
    document = models.CharField(max_length=160, blank=True, help_text=_("Number of the act"))
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("happened_on", "pk")

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.from_state} → {self.to_state}"


class Stage(models.Model):
    """A stage of an initiative: profile, design, execution."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=16)

    class Meta:
        ordering = ("initiative", "pk")
        constraints = (
            models.UniqueConstraint(fields=("initiative", "stage"), name="stage_once"),
            models.CheckConstraint(
                condition=Q(stage__in=keys(vocabulary.STAGES)), name="stage_known"
            ),
        )

    def __str__(self) -> str:
        return self.stage


class FundingRequest(Sourced):
    """A yearly request for money for one stage (ficha IDI)."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="requests")
    year = models.PositiveSmallIntegerField(help_text=_("Year it entered"))
    budget_year = models.PositiveSmallIntegerField(null=True, blank=True)
    route = models.CharField(max_length=16)
    category = models.CharField(max_length=120, blank=True)
    subtitle = models.CharField(max_length=4, blank=True, help_text=_("Subtítulo"))
    item = models.CharField(max_length=4, blank=True, help_text=_("Ítem"))
    allocation = models.CharField(max_length=12, blank=True, help_text=_("Asignación"))
    total_clp = models.BigIntegerField(null=True, blank=True)
    sector_clp = models.BigIntegerField(null=True, blank=True)
    fndr_clp = models.BigIntegerField(null=True, blank=True)
    current_spend_clp = models.BigIntegerField(null=True, blank=True)
    later_years_clp = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=24, blank=True)
    state_as_written = models.CharField(max_length=80, blank=True)
    state_on = BoundedDateField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    is_in_budget = models.BooleanField(default=False)
    applied_on = BoundedDateField(null=True, blank=True)
    received_on = BoundedDateField(null=True, blank=True)
    analyst_assigned_on = BoundedDateField(null=True, blank=True)
    sent_to_mdsf_on = BoundedDateField(null=True, blank=True)
    sent_to_council_on = BoundedDateField(null=True, blank=True)

    class Meta:
        ordering = ("year", "pk")

    def __str__(self) -> str:
        return self.source_key


class EvaluationRound(models.Model):
    """One round of technical-economic analysis, with its result (RATE)."""

    request = models.ForeignKey(FundingRequest, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=16)
    result_on = BoundedDateField(null=True, blank=True)

    class Meta:
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="round_once"),
            models.CheckConstraint(
                condition=Q(result__in=keys(vocabulary.RATES)), name="round_result_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.result}"


class InitiativeEvent(Sourced):
    """A dated fact in the life of an initiative, as a register tells it."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="events")
    happened_on = BoundedDateField()
    kind = models.CharField(max_length=24)
    document = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=240, blank=True, help_text=_("Never a person"))
    outcome = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("happened_on", "pk")
        indexes = (models.Index(fields=("happened_on",), name="event_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=keys(vocabulary.EVENT_KINDS)),
                name="event_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.happened_on} {self.kind}"
