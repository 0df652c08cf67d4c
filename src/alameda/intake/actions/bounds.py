"""What the columns of the database take, asked of the models: a row that does not fit is refused.

Source: docs/rules/imports.md, "Bounds".
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models

from alameda.foundation.days import DAY_MAX, DAY_MIN, TERM_DAYS_MAX
from alameda.intake.rules.bounds import Bounds


@lru_cache(maxsize=2_000)
def bounds_of(model: type[models.Model], name: str) -> Bounds:
    """What a field takes: of its type and length, of its validators, and of a term in days."""
    field = model._meta.get_field(name)  # noqa: SLF001  Django's public way to a field
    if not isinstance(field, models.Field) or field.is_relation:
        return Bounds()
    low, high = _of_type(field)
    lows, highs = [low], [high]
    for validator in field.validators:
        if isinstance(validator, MinValueValidator):
            lows.append(_limit(validator))
        elif isinstance(validator, MaxValueValidator):
            highs.append(_limit(validator))
    if name.endswith("_days"):
        lows.append(-TERM_DAYS_MAX)
        highs.append(TERM_DAYS_MAX)
    least = max((each for each in lows if each is not None), default=None)
    most = min((each for each in highs if each is not None), default=None)
    return Bounds(least, most, field.max_length)


def _limit(validator: MinValueValidator | MaxValueValidator) -> Any:
    limit = validator.limit_value
    return limit() if callable(limit) else limit


def _of_type(field: models.Field[Any, Any]) -> tuple[Any, Any]:
    if isinstance(field, models.DecimalField):
        digits, places = field.max_digits or 0, field.decimal_places or 0
        most = (Decimal(10) ** digits - 1) / Decimal(10) ** places
        return -most, most
    if isinstance(field, models.IntegerField):
        return connection.ops.integer_field_range(field.get_internal_type())
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return DAY_MIN, DAY_MAX
    return None, None
