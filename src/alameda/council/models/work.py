"""What councillors and citizens ask for, and what the Council is asked about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alameda.council.models.people import Councillor
from alameda.council.models.sessions import Session
from alameda.council.rules import vocabulary
from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField
from alameda.foundation.vocabulary import keys


class Matter(models.Model):
    """Something the Council is asked about that no other part of Alameda keeps.

    A concession of State property, an environmental opinion, an appointment, a regulation, a plan.
    """

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80, unique=True)
    business = models.CharField(max_length=16)
    title = models.CharField(max_length=400)
    summary = models.TextField(blank=True)
    applicant = models.CharField(max_length=240, blank=True, help_text=_("Organisation that asks"))
    comuna = models.ForeignKey(
        "territory.Comuna", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount_clp = models.BigIntegerField(null=True, blank=True)
    fund = models.CharField(
        max_length=160, blank=True, db_default="", help_text=_("Where the money comes from")
    )
    paper = models.CharField(
        max_length=80,
        blank=True,
        db_default="",
        help_text=_("Number of the paper by which it was put"),
    )
    state = models.CharField(max_length=18, default="entered")
    received_on = BoundedDateField()
    decided_on = BoundedDateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-received_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=keys(vocabulary.MATTER_STATES)),
                name="matter_state_known",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/consejo/materias/{self.code}/"


class Commitment(models.Model):
    """Something asked for, with who owes it and until when; tracked until it is answered."""

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=18)
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    item = models.ForeignKey(
        "council.AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="raised"
    )
    raised_by = models.ForeignKey(
        Councillor, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    text = models.TextField()
    owner_unit = models.ForeignKey(
        "accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.CharField(max_length=160, help_text=_("Who owes it, in words"))
    raised_on = BoundedDateField()
    due_on = BoundedDateField()
    term = models.CharField(max_length=40, blank=True, help_text=_("Key of the legal term, if any"))
    state = models.CharField(max_length=10, default="open")
    answer = models.TextField(blank=True)
    answered_on = BoundedDateField(null=True, blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=keys(vocabulary.COMMITMENT_KINDS)),
                name="commitment_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=keys(vocabulary.COMMITMENT_STATES)),
                name="commitment_state_known",
            ),
        )
        indexes = (models.Index(fields=("state", "due_on"), name="commitment_queue"),)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/consejo/compromisos/{self.code}/"


class CitizenPoint(models.Model):
    """A point that citizens put on the agenda by reaching a number of supporters."""

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    text = models.TextField()
    proposer = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=12, default="collecting")
    needed = models.PositiveIntegerField(help_text=_("Supporters it needs: the setting on its day"))
    supporters = models.PositiveIntegerField(default=0)
    opened_on = BoundedDateField()
    closes_on = BoundedDateField()
    reached_on = BoundedDateField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True, help_text=_("Why declined; public"))
    salt = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text=_("Of the digests by which the record knows its words"),
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-opened_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=keys(vocabulary.POINT_STATES)),
                name="point_state_known",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/consejo/puntos/{self.code}/"


class Support(models.Model):
    """One person's support of a citizen point; shown only as a number."""

    point = models.ForeignKey(CitizenPoint, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    given_at = BoundedDateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("point", "person"), name="support_once"),)

    def __str__(self) -> str:
        return str(self.point)
