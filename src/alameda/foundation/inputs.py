"""Types of what a machine sends: days and moments within their bounds, refused in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from alameda.foundation.addresses import Day, Moment
from alameda.foundation.days import too_far, within

_When = TypeVar("_When", date, datetime)


def check_bounds(when: _When) -> _When:
    """The same day or moment.

    Raises:
        PydanticCustomError: it is beyond the bounds; the answer is 422 and names the field.
    """
    if not within(when):
        raise PydanticCustomError("too_far", "{sentence}", {"sentence": too_far()})
    return when


BoundedDate = Annotated[Day, AfterValidator(check_bounds)]
BoundedDateTime = Annotated[Moment, AfterValidator(check_bounds)]
