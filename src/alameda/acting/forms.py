"""What every form of the staff shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.documents.rules.sniffing import KINDS
from alameda.foundation.texts import is_visible
from alameda.ui.amounts import AmountField
from alameda.ui.dates import DayField, MomentField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Iterable[tuple[str, object]]
REASON_LETTERS = 400
TARGET_LETTERS = 80
# What a page acts on, by its key or code; it becomes part of the names of fields on the page.
TARGET = re.compile(rf"[A-Za-z0-9](?:[A-Za-z0-9_.:/-]{{0,{TARGET_LETTERS - 1}}})", re.ASCII)
ENDINGS = ",".join(f".{ending}" for kind in KINDS for ending in kind.endings)


class ActForm(forms.Form):
    """A form that does one thing once.

    ``once`` is made with the page: the same sending that arrives twice is one act. ``version`` is
    that of what the page showed: when an act is refused it tells whether somebody was faster.
    ``target`` names what is acted on where the page has several of the same kind.
    """

    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    target = forms.CharField(required=False, max_length=TARGET_LETTERS, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What was typed; of what nobody can see, none."""
        told = super().clean() or {}
        for name, value in list(told.items()):
            if isinstance(value, str) and value and not is_visible(value):
                self.add_error(name, _("Write it in signs that can be seen."))
        return told

    def offer(self, choices: Mapping[str, Choices]) -> None:
        """Give the lists that the page knows to the fields that choose from them."""
        for name, options in choices.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                # Said in Spanish without gender: it stands for a stage, a sector or a person.
                first = [] if field.required or is_many(field) else [("", _("None"))]
                field.choices = [*first, *options]

    def typed(self) -> list[forms.BoundField]:
        """The fields that a person fills."""
        return [bound for bound in self.visible_fields() if not bound.field.widget.is_hidden]

    @property
    def has_files(self) -> bool:
        """Whether it carries a file."""
        return self.is_multipart()

    @property
    def has_lost_files(self) -> bool:
        """Whether a file was sent with it: a browser does not fill it in again."""
        return self.is_bound and bool(self.files)


def is_many(field: forms.Field) -> bool:
    """Whether the field takes several values."""
    return isinstance(field, forms.MultipleChoiceField)


def fresh_key() -> str:
    """A key that no other page was drawn with."""
    return token_urlsafe(18)


def date_field(
    label: StrOrPromise, *, is_required: bool = True, hint: StrOrPromise = ""
) -> DayField:
    """A day, with the browser's own calendar."""
    return DayField(label=label, required=is_required, help_text=hint)


def moment_field(
    label: StrOrPromise, *, is_required: bool = True, hint: StrOrPromise = ""
) -> MomentField:
    """A day and an hour of the region."""
    return MomentField(label=label, required=is_required, help_text=hint)


def amount_field(
    label: StrOrPromise, *, is_required: bool = True, hint: StrOrPromise = ""
) -> AmountField:
    """An amount in whole pesos."""
    return AmountField(label=label, required=is_required, help_text=hint or _("Whole pesos."))


def text_field(
    label: StrOrPromise,
    *,
    is_required: bool = True,
    hint: StrOrPromise = "",
    rows: int = 3,
    most: int | None = None,
) -> forms.CharField:
    """Several lines."""
    return forms.CharField(
        label=label,
        required=is_required,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def file_field(
    label: StrOrPromise, *, is_required: bool = True, hint: StrOrPromise = ""
) -> forms.FileField:
    """A file; the browser offers those of the types that are accepted."""
    return forms.FileField(
        label=label,
        required=is_required,
        help_text=hint,
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )


def sure_field(label: StrOrPromise) -> forms.BooleanField:
    """A box that asks, on the form itself, for what cannot be undone: where it carries a file.

    Args:
        label: what will happen, as who ticks it would say it.
    """
    return forms.BooleanField(label=label)


class PlainForm(ActForm):
    """Nothing to fill: a button."""


class ReasonForm(ActForm):
    """Why."""

    reason = text_field(
        _("Reason"), hint=_("One sentence, public. Do not name people."), most=REASON_LETTERS
    )


PROPOSAL_HINT = _(
    "Its PDF, or a document of Word or LibreOffice. Everybody can read it from the publication of"
    " the agenda that holds it."
)
