"""The first sheet of an initiative: what was asked, by which letter, and since when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField
from alameda.investments.models.initiative import Initiative


class Registration(models.Model):
    """What was typed to register an initiative, beside what the initiative itself says.

    A draft keeps here, as they were typed, the names of organisations that are looked for when it
    is entered. Corrected, it says what holds now; what it said before is in the public record.
    """

    initiative = models.OneToOneField(
        Initiative, on_delete=models.CASCADE, related_name="registration"
    )
    asked_clp = models.BigIntegerField(null=True, blank=True, help_text=_("In whole pesos"))
    asked_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Budget year for which it is asked")
    )
    fund = models.CharField(max_length=160, blank=True)
    beneficiaries_who = models.CharField(max_length=240, blank=True)
    formulator_name = models.CharField(max_length=240, blank=True)
    executing_name = models.CharField(max_length=240, blank=True)
    received_on = BoundedDateField(
        null=True, blank=True, help_text=_("The true day on which it was received")
    )
    letter = models.CharField(max_length=160, blank=True, help_text=_("Number of the letter"))
    letter_on = BoundedDateField(null=True, blank=True)
    confirmed = models.JSONField(
        default=list, blank=True, help_text=_("Doubts that somebody looked at, of what it says now")
    )
    changed_at = BoundedDateTimeField(auto_now=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(asked_clp__isnull=True) | Q(asked_clp__gt=0),
                name="registration_asks_for_something",
            ),
            models.CheckConstraint(
                condition=Q(letter_on__isnull=True)
                | Q(received_on__isnull=True)
                | Q(letter_on__lte=models.F("received_on")),
                name="registration_letter_before_it_arrives",
            ),
        )

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.letter}"
