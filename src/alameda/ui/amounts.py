"""Form field for an amount of money: whole pesos, as people write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.foundation.money import CLP_MAX, format_number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Digits alone, or in groups of three with the separator of either language.
WRITTEN: Final = re.compile(r"\d{1,18}|\d{1,3}(?:\.\d{3}){1,5}|\d{1,3}(?:,\d{3}){1,5}")


class AmountField(forms.CharField):
    """Whole pesos: ``125000000``, ``125.000.000`` or ``$ 125.000.000``; never decimals or words."""

    def __init__(
        self, *, label: StrOrPromise, required: bool = True, help_text: StrOrPromise = ""
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )

    def prepare_value(self, value: Any) -> Any:
        """An amount with its separators; what was typed, as it was typed."""
        return format_number(value, language=words.language()) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """The amount.

        Raises:
            ValidationError: it is none in whole pesos, or more than anybody counts.
        """
        typed = super().clean(value)
        text = "".join(str(typed).removeprefix("$").split())
        if not text:
            return None
        if not text.isascii() or not WRITTEN.fullmatch(text):
            raise ValidationError(
                _("Write whole pesos, with digits alone: 125.000.000."), code="amount"
            )
        amount = int(text.replace(".", "").replace(",", ""))
        if amount > CLP_MAX:
            raise ValidationError(_("That is more than can be counted here."), code="amount")
        return amount
