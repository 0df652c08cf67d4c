"""Votes by name: one ballot for each member present, and the result, computed and explained."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alameda.council.models.items import AgendaItem
from alameda.council.models.people import Councillor
from alameda.council.models.sessions import Session
from alameda.council.rules import vocabulary
from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField
from alameda.foundation.vocabulary import keys


class Vote(models.Model):
    """One vote, on one item or on several at once.

    Opened, it holds a ballot for each member present, empty until she votes; closed, the counts
    add up to those present, always. An imported vote keeps what was published, says so when it
    does not add up (``is_inconsistent``), and may lack the names of those in favour.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        ANNULLED = "annulled", _("Annulled")

    code = models.CharField(max_length=80, unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="votes")
    items = models.ManyToManyField(AgendaItem, related_name="votes")
    question = models.CharField(max_length=400)
    majority = models.CharField(max_length=16, default="present")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    held_on = BoundedDateField()
    opened_at = BoundedDateTimeField(null=True, blank=True)
    closed_at = BoundedDateTimeField(null=True, blank=True)
    in_office = models.PositiveSmallIntegerField(null=True, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    favour = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(null=True, blank=True)
    not_voting = models.PositiveSmallIntegerField(null=True, blank=True)
    recused = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("In favour"))
    casting_choice = models.CharField(
        max_length=10, blank=True, help_text=_("Of who presides, on a tie")
    )
    outcome = models.CharField(max_length=10, blank=True)
    explanation = models.JSONField(
        default=list,
        blank=True,
        help_text=_("How the result was computed: keys and values, a line each"),
    )
    is_inconsistent = models.BooleanField(
        default=False, help_text=_("As published, it contradicts itself")
    )
    has_all_names = models.BooleanField(default=True, help_text=_("Every ballot has its name"))
    as_published = models.JSONField(default=dict, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    changed_at = BoundedDateTimeField(
        default=timezone.now,
        db_default=Now(),
        help_text=_("When it last changed: a trigger in the database moves it, and nothing else"),
    )

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("session",), condition=Q(state="open"), name="vote_one_open"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("", *keys(vocabulary.OUTCOMES))),
                name="vote_outcome_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(is_inconsistent=True)
                | Q(
                    present=models.F("favour")
                    + models.F("against")
                    + models.F("abstain")
                    + models.F("not_voting")
                    + models.F("recused")
                ),
                name="vote_adds_up_to_present",
            ),
        )
        indexes = (models.Index(fields=("-held_on", "-id"), name="vote_latest"),)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/consejo/votaciones/{self.code}/"


class Ballot(models.Model):
    """What one member did in one vote; an empty choice while she has not voted."""

    # The indexes below begin with each of these: no more of their own.
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots", db_index=False)
    councillor = models.ForeignKey(
        Councillor, on_delete=models.PROTECT, related_name="ballots", db_index=False
    )
    choice = models.CharField(max_length=10, blank=True)
    held_on = BoundedDateField(help_text=_("Day of the vote, kept here for fast records"))
    cast_at = BoundedDateTimeField(null=True, blank=True)
    is_by_secretary = models.BooleanField(default=False)
    request_key = models.CharField(
        max_length=40, blank=True, help_text=_("Made by the phone: the same sending, sent again")
    )

    class Meta:
        ordering = ("vote", "councillor")
        constraints = (
            models.UniqueConstraint(fields=("vote", "councillor"), name="ballot_once"),
            models.CheckConstraint(
                condition=Q(choice__in=("", *keys(vocabulary.CHOICES))),
                name="ballot_choice_known",
            ),
        )
        indexes = (
            # Her votes are listed and counted from the index alone.
            models.Index(
                fields=("councillor", "-held_on", "-id"),
                include=("choice", "vote"),
                name="ballot_of_councillor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.vote} {self.councillor}: {self.choice}"


class BallotCorrection(models.Model):
    """A ballot that the secretary corrected before the close, in the open."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="corrections")
    from_choice = models.CharField(max_length=10)
    to_choice = models.CharField(max_length=10)
    reason = models.CharField(max_length=400)
    corrected_at = BoundedDateTimeField()

    class Meta:
        ordering = ("corrected_at", "pk")

    def __str__(self) -> str:
        return f"{self.ballot}: {self.to_choice}"
