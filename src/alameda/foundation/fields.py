"""Columns of days, moments and terms in days, each with its bounds as a CHECK of its table.

Every model uses these and none of Django's own: a test derived from the models sees to it. In a
migration they are plain columns and plain constraints, so that none imports this.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from alameda.foundation.days import (
    DAY_MAX,
    DAY_MIN,
    MOMENT_MAX,
    MOMENT_MIN,
    SPAN_DAYS,
    TERM_DAYS_MAX,
    too_far,
    within,
)
from alameda.foundation.errors import BadInputError

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _Set_contra = TypeVar("_Set_contra", contravariant=True)
    _Get_co = TypeVar("_Get_co", covariant=True)
    _Field = models.Field[Any, Any]
else:
    _Field = object

ENDING = "_bounded"


def bound_of(field: models.Field[Any, Any], low: object, high: object) -> models.CheckConstraint:
    """The constraint that keeps a column within its bounds; an empty value passes."""
    table = field.model._meta.db_table  # noqa: SLF001  Django documents it for uses like this one
    name = f"{table}_{field.column}{ENDING}"
    return models.CheckConstraint(
        condition=models.Q(**{f"{field.name}__range": (low, high)}), name=name
    )


class _Bounded(_Field):
    """A column that brings its CHECK with it."""

    bounds: ClassVar[tuple[Any, Any]]
    plain: ClassVar[str]

    def contribute_to_class(
        self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any
    ) -> None:
        """Join the model, and add the CHECK to its constraints."""
        super().contribute_to_class(cls, name, *args, **kwargs)
        options = cls._meta
        if options.abstract:
            return
        bound = bound_of(self, *self.bounds)
        others = [each for each in options.constraints if each.name != bound.name]
        options.constraints = [*others, bound]
        options.original_attrs["constraints"] = options.constraints  # what makemigrations reads

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """The value as it is written.

        Raises:
            BadInputError: it is beyond the bounds; what is not written through a model meets the
                CHECK of the table instead.
        """
        if isinstance(value, date | int) and not self.holds(value):
            raise BadInputError(self.refusal(), field=self.name)
        return super().get_db_prep_save(value, connection)

    def holds(self, value: Any) -> bool:
        """Whether the value lies within the bounds."""
        low, high = self.bounds
        return bool(low <= value <= high)

    def refusal(self) -> str:
        """What a person reads when it does not."""
        low, high = self.bounds
        said = {"low": low, "high": high}
        return _("This number of days is not possible: from %(low)s to %(high)s.") % said

    def deconstruct(self) -> Any:
        """As the plain column of Django that it is."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.plain}", args, kwargs


class _BoundedDay(_Bounded):
    """What days and moments share."""

    def holds(self, value: Any) -> bool:
        """Whether the day or moment lies within the bounds."""
        return within(value)

    def refusal(self) -> str:
        """What a person reads when it does not."""
        return too_far()


if TYPE_CHECKING:  # the same classes, with what they take and give: Django's are no generics

    class BoundedDateField(models.DateField[_Set_contra, _Get_co]):
        """A day from 1900 to 2150."""

    class BoundedDateTimeField(models.DateTimeField[_Set_contra, _Get_co]):
        """A moment from 1900 to 2150, in UTC."""

    class TermDaysField(models.PositiveIntegerField[_Set_contra, _Get_co]):
        """The length of a term in days."""

    class MovedDaysField(models.IntegerField[_Set_contra, _Get_co]):
        """How many days a term was made longer, or shorter below zero."""

    class DaysBetweenField(models.IntegerField[_Set_contra, _Get_co]):
        """How many days lie between two bounded days; below zero, backwards."""

else:

    class BoundedDateField(_BoundedDay, models.DateField):
        """A day from 1900 to 2150."""

        bounds = (DAY_MIN, DAY_MAX)
        plain = "DateField"

    class BoundedDateTimeField(_BoundedDay, models.DateTimeField):
        """A moment from 1900 to 2150, in UTC."""

        bounds = (MOMENT_MIN, MOMENT_MAX)
        plain = "DateTimeField"

    class TermDaysField(_Bounded, models.PositiveIntegerField):
        """The length of a term in days."""

        bounds = (0, TERM_DAYS_MAX)
        plain = "PositiveIntegerField"

    class MovedDaysField(_Bounded, models.IntegerField):
        """How many days a term was made longer, or shorter below zero."""

        bounds = (-TERM_DAYS_MAX, TERM_DAYS_MAX)
        plain = "IntegerField"

    class DaysBetweenField(_Bounded, models.IntegerField):
        """How many days lie between two bounded days; below zero, backwards."""

        bounds = (-SPAN_DAYS, SPAN_DAYS)
        plain = "IntegerField"
