"""People, organisations, units and the roles that tie them, all dated."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Concat, Lower, LTrim, Replace
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateField, BoundedDateTimeField

ACCENTED, PLAIN = "ÁÀÄÂÉÈËÊÍÌÏÎÓÒÖÔÚÙÜÛáàäâéèëêíìïîóòöôúùüû", "AAAAEEEEIIIIOOOOUUUU" * 2


def _folded() -> Lower:
    """Name and address as they are sorted and looked for: small letters, no accents, ñ after n."""
    told = LTrim(Concat("name", Value(" "), "email", output_field=models.TextField()))
    apart = Replace(Replace(told, Value("ñ"), Value("nzz")), Value("Ñ"), Value("nzz"))
    plain = Func(apart, Value(ACCENTED), Value(PLAIN), function="translate")
    return Lower(plain, output_field=models.TextField())


class PersonManager(BaseUserManager["Person"]):
    """Makes people from an e-mail address."""

    def create_user(self, email: str, *, password: str | None = None, name: str = "") -> Person:
        """Make a person who signs in by e-mail; without a password they cannot."""
        person = self.model(email=self.normalize_email(email).lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. What the record knows of them is only a role."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text=_("Invented for the demonstration"))
    created_at = BoundedDateTimeField(auto_now_add=True)
    last_login = BoundedDateTimeField(verbose_name="last login", null=True, blank=True)
    sort_key = models.GeneratedField(
        expression=_folded(), output_field=models.TextField(), db_persist=True
    )

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = "people"
        indexes = (models.Index(fields=("sort_key", "id"), name="person_sorted"),)

    def __str__(self) -> str:
        return self.name or self.email


class Invitation(models.Model):
    """The last invitation of a person: a link that sets the password, known by its digest alone."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of what it holds"))
    invited_at = BoundedDateTimeField()
    expires_at = BoundedDateTimeField()
    accepted_at = BoundedDateTimeField(null=True, blank=True)
    is_known_to_head = models.BooleanField(
        default=False, help_text=_("Who heads a unit was shown the link")
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("invited_at")),
                name="invitation_expires_after_it_is_made",
            ),
        )

    def __str__(self) -> str:
        return str(self.person)


class Organisation(models.Model):
    """A municipality, service, company, university or civil-society organisation."""

    class Kind(models.TextChoices):
        REGIONAL_GOVERNMENT = "regional_government", _("Regional government")
        MUNICIPALITY = "municipality", _("Municipality")
        SERVICE = "service", _("Public service")
        UNIVERSITY = "university", _("University")
        COMPANY = "company", _("Company")
        CIVIL_SOCIETY = "civil_society", _("Civil-society organisation")
        OTHER = "other", _("Other")

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=240)
    kind = models.CharField(max_length=24, choices=Kind.choices, default=Kind.OTHER)
    rut = models.CharField(
        max_length=12, blank=True, help_text=_("Only of legal persons, 50.000.000 and above")
    )
    comuna_cut = models.CharField(
        max_length=5, blank=True, help_text=_("CUT of its comuna; accounts lies below territory")
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit of the regional government's organisation chart, which each region sets."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    acronym = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    starts_on = BoundedDateField(null=True, blank=True)
    ends_on = BoundedDateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role that a person holds, where and between which dates."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    comuna_cut = models.CharField(max_length=5, blank=True)
    body = models.CharField(max_length=80, blank=True)
    starts_on = BoundedDateField()
    ends_on = BoundedDateField(null=True, blank=True)
    ended_at = BoundedDateTimeField(
        null=True, blank=True, help_text=_("Ended at once: from then on, whatever its last day")
    )
    act = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("Act of appointment; it may name people: not public"),
    )

    class Meta:
        ordering = ("person", "role")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"
