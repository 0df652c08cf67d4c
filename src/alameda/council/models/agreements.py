"""What the Council agreed, its certificate, and the minutes of the session."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alameda.council.models.items import AgendaItem
from alameda.council.models.people import Councillor
from alameda.council.models.sessions import Session
from alameda.council.models.votes import Vote
from alameda.council.rules import vocabulary
from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField
from alameda.foundation.vocabulary import keys


class Agreement(models.Model):
    """The decision of the Council on one item; its text cannot change once certified.

    A trigger in the database keeps number, text and outcome of a certified agreement. What must
    be corrected is corrected by a new agreement that names the old one (``corrects``).
    """

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80, unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Empty where the source publishes none")
    )
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="agreement")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="agreements")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="agreements")
    outcome = models.CharField(max_length=10)
    title = models.CharField(max_length=400)
    text = models.TextField()
    business = models.CharField(max_length=16)
    committee = models.ForeignKey(
        "council.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount_clp = models.BigIntegerField(null=True, blank=True)
    fund = models.CharField(max_length=160, blank=True)
    beneficiary = models.CharField(max_length=240, blank=True)
    agreed_on = BoundedDateField()
    certified_at = BoundedDateTimeField(null=True, blank=True)
    certificate = models.OneToOneField(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = BoundedDateTimeField(null=True, blank=True)
    publication_due_on = BoundedDateField(null=True, blank=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    salt = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text=_("Of the digest of its text in the record, until it is certified"),
    )
    search = SearchVectorField(null=True, editable=False)
    changed_at = BoundedDateTimeField(
        default=timezone.now,
        db_default=Now(),
        help_text=_("When it last changed: a trigger in the database moves it, and nothing else"),
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-agreed_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("year", "number"), name="agreement_number_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=keys(vocabulary.OUTCOMES)),
                name="agreement_outcome_known",
            ),
        )
        indexes = (
            models.Index(fields=("-agreed_on", "-id"), name="agreement_latest"),
            GinIndex(fields=("search",), name="agreement_search"),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/consejo/acuerdos/{self.code}/"


class Minutes(models.Model):
    """The minutes of a session: drafted from what happened, corrected, approved, published."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=10, default="drafted")
    parts = models.JSONField(
        default=list, help_text=_("A list of parts: key, title and text of each, in order")
    )
    version = models.PositiveIntegerField(default=1)
    drafted_at = BoundedDateTimeField()
    approved_at = BoundedDateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = BoundedDateTimeField(null=True, blank=True)
    document = models.OneToOneField(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"{self.session}: {self.state}"


class Correction(models.Model):
    """A correction of the draft, by who asked for it, with the text before and after."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="corrections")
    part = models.CharField(max_length=80, help_text=_("Key of the part"))
    asked_by = models.ForeignKey(
        Councillor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    before = models.TextField(blank=True)
    after = models.TextField()
    reason = models.CharField(max_length=400, blank=True)
    made_at = BoundedDateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.minutes}: {self.part}"
