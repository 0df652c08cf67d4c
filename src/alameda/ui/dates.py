"""Form fields for a day and for a moment: bounded, and read by the clock on the wall."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.days import too_far, within
from alameda.foundation.hours import explained, trouble_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DATE_FORMATS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
MOMENT_FORMATS: Final = (
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%d-%m-%Y %H:%M",
    "%d/%m/%Y %H:%M",
)
SECOND_FORMATS: Final = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S")


class DayField(forms.DateField):
    """A day, with the browser's own calendar; far away is refused beside it."""

    def __init__(
        self, *, label: StrOrPromise, required: bool = True, help_text: StrOrPromise = ""
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            input_formats=DATE_FORMATS,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def to_python(self, value: Any) -> date | None:
        """The day.

        Raises:
            ValidationError: it is none, or it is too far away.
        """
        day = super().to_python(value)
        if day is not None and not within(day):
            raise ValidationError(too_far(), code="too-far")
        return day


class MomentField(forms.DateTimeField):
    """A day and an hour as the clock of the region shows them."""

    def __init__(
        self,
        *,
        label: StrOrPromise,
        required: bool = True,
        help_text: StrOrPromise = "",
        has_seconds: bool = False,
    ) -> None:
        attrs = {"type": "datetime-local", **({"step": "1"} if has_seconds else {})}
        shape = "%Y-%m-%dT%H:%M:%S" if has_seconds else "%Y-%m-%dT%H:%M"
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            input_formats=SECOND_FORMATS if has_seconds else MOMENT_FORMATS,
            widget=forms.DateTimeInput(attrs=attrs, format=shape),
        )

    def to_python(self, value: Any) -> datetime | None:
        """The moment, in the zone of the region.

        Raises:
            ValidationError: it is none, it is too far away, or the clocks skip that hour or show it
                twice.
        """
        try:
            at = super().to_python(value)
        except ValidationError as error:
            raise _told(error) from error
        except OverflowError as error:
            raise ValidationError(too_far(), code="too-far") from error
        if at is not None and not within(at):
            raise ValidationError(too_far(), code="too-far")
        return at


def _told(error: ValidationError) -> ValidationError:
    """Django's one sentence for hours without an instant, made the one that fits."""
    wall = (error.params or {}).get("datetime") if hasattr(error, "params") else None
    if not isinstance(wall, datetime):
        return error
    if not within(wall):
        return ValidationError(too_far(), code="too-far")
    trouble = trouble_of(wall, timezone.get_current_timezone_name())
    if trouble is None:
        return ValidationError(_("Write a day and an hour."), code="invalid")
    return ValidationError(explained(trouble), code=trouble.value)
