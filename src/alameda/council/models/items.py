"""Items: what the Council deals with, from entering to the follow-up of what it agreed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alameda.council.models.people import Body, Councillor
from alameda.council.models.sessions import Session
from alameda.council.rules import vocabulary
from alameda.council.rules.states import ITEM_STATES
from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField
from alameda.foundation.vocabulary import keys


class AgendaItem(models.Model):
    """One item of business before the Council or a committee.

    Without a session it waits in the secretary's room. What it is about may be any subject of
    Alameda (``matter``); it may as well stand alone. Postponed, it ends in its session and the
    next one holds a new item that names it (``carried_from``).
    """

    code = models.CharField(max_length=80, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="items")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    business = models.CharField(max_length=16)
    title = models.CharField(max_length=400)
    summary = models.TextField(
        blank=True, help_text=_("What is asked of the Council, in plain words")
    )
    matter = models.ForeignKey(
        "thread.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=18, default="entered")
    section = models.CharField(max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text=_("Order in the session"))
    number = models.CharField(max_length=12, blank=True, help_text=_("As printed: 3.1"))
    committee = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="studied",
        help_text=_("Committee that studies it"),
    )  # fmt: skip
    report = models.TextField(blank=True, help_text=_("What the committee recommends"))
    reported_on = BoundedDateField(null=True, blank=True)
    received_on = BoundedDateField(
        null=True, blank=True, help_text=_("The Council received the proposal: starts its clock")
    )
    amount_clp = models.BigIntegerField(null=True, blank=True)
    fund = models.CharField(max_length=160, blank=True)
    beneficiary = models.CharField(max_length=240, blank=True)
    is_from_floor = models.BooleanField(default=False)
    carried_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    studies = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="studied_in",
        help_text=_("In a committee's session: the item of the Council it studies"),
    )  # fmt: skip
    citizen_point = models.ForeignKey(
        "council.CitizenPoint",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
    )
    minutes_of = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="approved_by_items",
        help_text=_("Where it approves minutes: of which session"),
    )  # fmt: skip
    commitment = models.ForeignKey(
        "council.Commitment", null=True, blank=True, on_delete=models.PROTECT, related_name="items",
        help_text=_("Carried here until it is answered"),
    )  # fmt: skip
    reason = models.CharField(max_length=400, blank=True, help_text=_("Why withdrawn or postponed"))
    recording_second = models.PositiveIntegerField(null=True, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = BoundedDateTimeField(auto_now_add=True)
    changed_at = BoundedDateTimeField(
        default=timezone.now,
        db_default=Now(),
        help_text=_("When it last changed: a trigger in the database moves it, and nothing else"),
    )

    class Meta:
        ordering = ("session", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=tuple(state.key for state in ITEM_STATES)),
                name="item_state_known",
            ),
            models.CheckConstraint(
                condition=Q(business__in=keys(vocabulary.BUSINESS)),
                name="item_business_known",
            ),
            models.CheckConstraint(
                condition=Q(section__in=("", *keys(vocabulary.SECTIONS))),
                name="item_section_known",
            ),
        )
        indexes = (models.Index(fields=("matter", "state"), name="item_of_matter"),)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Its place on the page of its session; the secretary's list where it has none."""
        if self.session_id is None or self.session is None:
            return "/consejo/"
        return f"{self.session.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its id on the page of its session."""
        return f"tema-{self.pk}"


class ItemMove(models.Model):
    """A change of an item's state."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=18)
    to_state = models.CharField(max_length=18)
    happened_at = BoundedDateTimeField()
    by_role = models.CharField(max_length=120)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.item}: {self.to_state}"


class ItemFile(models.Model):
    """A document in the file of an item."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=240)
    public_at = BoundedDateTimeField(
        null=True, blank=True, help_text=_("When everybody could read it")
    )

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("item", "document"), name="item_file_once"),)

    def __str__(self) -> str:
        return self.label


class Recusal(models.Model):
    """A member who may not take part in an item: neither debates, votes nor counts for it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals")
    councillor = models.ForeignKey(Councillor, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=12, default="not_stated")
    declared_at = BoundedDateTimeField()

    class Meta:
        ordering = ("declared_at", "pk")
        constraints = (models.UniqueConstraint(fields=("item", "councillor"), name="recusal_once"),)

    def __str__(self) -> str:
        return f"{self.item}: {self.councillor}"
