"""The outbox: one row for each message to each address."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateTimeField
from alameda.mail.rules import KEY_LENGTH, SUBJECT_LENGTH


class Message(models.Model):
    """A message to one address. Public nowhere; what it says is erased some time after its end."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused by the server")
        EXPIRED = "expired", _("Not sent in time")

    key = models.CharField(max_length=KEY_LENGTH, help_text=_("What it is about, once"))
    address = models.EmailField()
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    asked_by = models.CharField(max_length=200, help_text=_("Roles of whose act it came from"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = BoundedDateTimeField(help_text=_("Not sent before"))
    claim = models.UUIDField(null=True, help_text=_("Of the worker that is sending it"))
    claimed_until = BoundedDateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True, help_text=_("Last words of the server"))
    created_at = BoundedDateTimeField()
    ended_at = BoundedDateTimeField(null=True)
    erased_at = BoundedDateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("key", "address"), name="mail_once_under_its_key"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "refused", "expired"]),
                name="mail_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(ended_at__isnull=False)),
                name="mail_that_ended_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | ~models.Q(state="waiting"),
                name="mail_that_waits_is_whole",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at", "id"),
                condition=models.Q(state="waiting"),
                name="mail_waiting",
            ),
            models.Index(
                fields=("claim",),
                condition=models.Q(claim__isnull=False),
                name="mail_claimed",
            ),
            models.Index(
                fields=("ended_at",),
                condition=models.Q(ended_at__isnull=False),
                name="mail_ended",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"
