"""Sessions, what happened in them by the minute, and who was there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alameda.council.models.people import Body, Councillor
from alameda.council.rules import vocabulary
from alameda.council.rules.states import SESSION_STATES
from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField
from alameda.foundation.vocabulary import keys

WALL = r"^(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$"


class Session(models.Model):
    """A meeting of the Council or of a committee, from the summons to the published minutes.

    Every act locks its row first, so the acts of a session follow one another. ``version`` grows
    with each: the live page and every cache go by it.
    """

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=14)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=18, default="convened")
    title = models.CharField(
        max_length=240, blank=True, help_text=_("The only subject, where extraordinary")
    )
    place = models.CharField(max_length=240, blank=True)
    starts_at = BoundedDateTimeField(help_text=_("First summons"))
    second_starts_at = BoundedDateTimeField(null=True, blank=True, help_text=_("Second summons"))
    # What is ahead was agreed by the clock on the wall: the two instants follow these, which are
    # ISO hours without a zone (docs/adr/0009-hours-as-wall-clock.md). Empty where it is past.
    starts_wall = models.CharField(max_length=19, blank=True, default="", db_default="")
    second_starts_wall = models.CharField(max_length=19, blank=True, default="", db_default="")
    zone = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of that clock, as IANA says"),
    )
    convened_at = BoundedDateTimeField(null=True, blank=True)
    agenda_published_at = BoundedDateTimeField(null=True, blank=True)
    opened_at = BoundedDateTimeField(null=True, blank=True)
    closed_at = BoundedDateTimeField(null=True, blank=True)
    summons = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("1 or 2: at which it opened")
    )
    in_office = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Members who count, on the day")
    )
    quorum_needed = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum_present = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("At the opening")
    )
    presided_by = models.ForeignKey(
        Councillor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    broadcast_url = models.URLField(max_length=400, blank=True)
    recording_url = models.URLField(max_length=400, blank=True)
    recording_published_at = BoundedDateTimeField(null=True, blank=True)
    recording_starts_at = BoundedDateTimeField(
        null=True, blank=True, help_text=_("The moment of its second 0")
    )
    attendance_certified_at = BoundedDateTimeField(null=True, blank=True)
    source = models.CharField(
        max_length=240, blank=True, help_text=_("File that an imported session was read from")
    )
    import_run = models.ForeignKey(
        "council.PastImport",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
    )
    source_key = models.CharField(max_length=80, blank=True)
    is_inconsistent = models.BooleanField(
        default=False, help_text=_("As published, it contradicts itself")
    )
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = BoundedDateTimeField(auto_now=True)

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("body", "kind", "year", "number"),
                name="session_number_once",
                # A correction may swap two numbers: an import has it checked at its end.
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                fields=("body",), condition=Q(state="open"), name="session_open_one_a_body"
            ),
            models.CheckConstraint(
                condition=Q(state__in=tuple(state.key for state in SESSION_STATES)),
                name="session_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=keys(vocabulary.SESSION_KINDS)),
                name="session_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(opened_at__isnull=True)
                | Q(closed_at__gte=F("opened_at")),
                name="session_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(starts_wall="", second_starts_wall="", zone="")
                | Q(starts_wall__regex=WALL, second_starts_wall__regex=f"^$|{WALL}") & ~Q(zone=""),
                name="session_hours_on_the_wall",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/consejo/sesiones/{self.code}/"


class Happening(models.Model):
    """One thing that happened in a session, in order: what the live page and the minutes tell.

    ``kind`` is one of: opened, suspended, resumed, closed, quorum_lost, arrived, left, presiding,
    item_opened, item_closed, item_added, item_withdrawn, item_postponed, item_untreated, recused,
    vote_opened, vote_closed, tie_broken, agreement, commitment, warning, note.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="happenings")
    kind = models.CharField(max_length=16)
    at = BoundedDateTimeField()
    item = models.ForeignKey(
        "council.AgendaItem",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="happenings",
    )
    vote = models.ForeignKey(
        "council.Vote", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    councillor = models.ForeignKey(
        Councillor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(max_length=800, blank=True, help_text=_("A reason or a note, public"))

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("session", "at", "id"), name="happening_in_order"),)

    def __str__(self) -> str:
        return f"{self.session} {self.kind}"


class Attendance(models.Model):
    """What the certified close says of a member in a session: money depends on it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    councillor = models.ForeignKey(Councillor, on_delete=models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=10, default="absent")
    held_on = BoundedDateField(help_text=_("Day of the session, kept here for fast records"))

    class Meta:
        ordering = ("session", "councillor")
        constraints = (
            models.UniqueConstraint(fields=("session", "councillor"), name="attendance_once"),
            models.CheckConstraint(
                condition=Q(state__in=keys(vocabulary.ATTENDANCE_STATES)),
                name="attendance_state_known",
            ),
        )
        indexes = (
            models.Index(fields=("councillor", "-held_on"), name="attendance_of_councillor"),
        )

    def __str__(self) -> str:
        return f"{self.session} {self.councillor}: {self.state}"


class Presence(models.Model):
    """From when to when a member was in the room; without an end, still there."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="presences")
    councillor = models.ForeignKey(Councillor, on_delete=models.PROTECT, related_name="+")
    arrived_at = BoundedDateTimeField()
    left_at = BoundedDateTimeField(null=True, blank=True)
    is_remote = models.BooleanField(default=False)

    class Meta:
        ordering = ("arrived_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "councillor"),
                condition=Q(left_at__isnull=True),
                name="presence_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="presence_leaves_after_it_arrives",
            ),
        )

    def __str__(self) -> str:
        return f"{self.session} {self.councillor}"
