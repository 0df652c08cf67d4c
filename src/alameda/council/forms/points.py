"""What a person types to propose a citizen point."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT_MAX = 3_000


class PointForm(forms.Form):
    """A point for the agenda: a title, and what is asked of the Council."""

    title = forms.CharField(
        label=_("What the Council should deal with"),
        max_length=160,
        help_text=_("One sentence, as it will stand on the agenda."),
    )
    text = forms.CharField(
        label=_("Why, and what you ask for"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Everybody will read it. Do not name private people."),
    )
