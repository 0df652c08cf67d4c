"""Who sits on the Council, for whom, with whom and since when: everything dated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alameda.council.rules import vocabulary
from alameda.foundation.fields import BoundedDateField
from alameda.foundation.vocabulary import keys


class Dated(models.Model):
    """Something that holds from a day, and perhaps until one; both ends included."""

    starts_on = BoundedDateField()
    ends_on = BoundedDateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
            ),
        )


class Body(Dated):
    """The Council itself, a committee or a sub-committee of it."""

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=14)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    remit = models.TextField(blank=True, help_text=_("What it deals with, in a sentence or two"))
    source_key = models.CharField(
        max_length=80, blank=True, help_text=_("What the source that brought it calls it")
    )
    is_demo = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        ordering = ("kind", "name")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=keys(vocabulary.BODY_KINDS)),
                name="body_kind_known",
            ),
            models.UniqueConstraint(
                fields=("kind",), condition=Q(kind="council"), name="body_one_council"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return self.subject.address


class Circumscription(models.Model):
    """A part of the region that elects councillors."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    seats = models.PositiveSmallIntegerField(default=0)
    comunas = models.ManyToManyField("territory.Comuna", related_name="+", blank=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class Bloc(Dated):
    """Councillors who act together; also what the region calls a bench."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    class Meta(Dated.Meta):
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Councillor(models.Model):
    """An elected member of the Council, or the governor, who presides over it.

    The record knows a councillor by ``code``; the name stays here.
    """

    subject = models.OneToOneField("thread.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=120, help_text=_("Surnames first"))
    source_key = models.CharField(
        max_length=80, blank=True, help_text=_("What the source that brought it calls it")
    )
    account = models.OneToOneField(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("sort_name", "pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return self.subject.address


class Mandate(Dated):
    """A seat on the Council held by a councillor, between two days."""

    councillor = models.ForeignKey(Councillor, on_delete=models.CASCADE, related_name="mandates")
    kind = models.CharField(max_length=12, default="councillor")
    circumscription = models.ForeignKey(
        Circumscription, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates"
    )
    ended_by = models.CharField(max_length=12, blank=True)
    act = models.CharField(
        max_length=240,
        blank=True,
        db_default="",
        help_text=_("The act that gave the seat, as a proclamation"),
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )

    class Meta(Dated.Meta):
        ordering = ("starts_on", "pk")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=keys(vocabulary.MANDATE_KINDS)),
                name="mandate_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.councillor}: {self.kind} {self.starts_on}"


class BlocMembership(Dated):
    """A councillor's place in a bloc."""

    councillor = models.ForeignKey(Councillor, on_delete=models.CASCADE, related_name="blocs")
    bloc = models.ForeignKey(Bloc, on_delete=models.PROTECT, related_name="members")

    class Meta(Dated.Meta):
        ordering = ("starts_on", "pk")

    def __str__(self) -> str:
        return f"{self.councillor}: {self.bloc}"


class Membership(Dated):
    """A councillor's place, and post, in a committee."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="memberships")
    councillor = models.ForeignKey(Councillor, on_delete=models.CASCADE, related_name="memberships")
    post = models.CharField(max_length=12, default="member")
    source_key = models.CharField(
        max_length=80, blank=True, help_text=_("What the source that brought it calls it")
    )

    class Meta(Dated.Meta):
        ordering = ("starts_on", "pk")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(post__in=keys(vocabulary.POSTS)),
                name="membership_post_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.councillor}: {self.body}"


class Leave(Dated):
    """Days on which a councillor is away with a reason that the Council accepts.

    Only its kind is kept and shown, never a diagnosis or a document.
    """

    councillor = models.ForeignKey(Councillor, on_delete=models.CASCADE, related_name="leaves")
    kind = models.CharField(max_length=12)

    class Meta(Dated.Meta):
        ordering = ("starts_on", "pk")

    def __str__(self) -> str:
        return f"{self.councillor}: {self.starts_on}"
