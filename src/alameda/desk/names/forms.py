"""What is typed to review a name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import ActForm


class JoinForm(ActForm):
    """Which organisation a name means: one that looks alike, or any by its exact name."""

    into = forms.ChoiceField(label=_("It is the same as"), required=False)
    name = forms.CharField(label=_("Or another, by its exact name"), required=False, max_length=240)


class ApartForm(ActForm):
    """Which organisation a name is not."""

    other = forms.ChoiceField(label=_("It is not"))
