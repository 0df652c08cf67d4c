"""What a person types to move an initiative a step."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.foundation import words
from alameda.investments.rules.states import DOCUMENTS, Transition, state_of
from alameda.ui.dates import DayField


class MoveForm(forms.Form):
    """A move: where to, when, by which act, why. The rules are the action's."""

    to = forms.ChoiceField(label=_("Where it goes"), widget=forms.RadioSelect)
    happened_on = DayField(label=_("Day of the act"))
    document = forms.CharField(
        label=_("Document"),
        required=False,
        help_text=_("Its name and number, as it will be published."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence, public. Do not name people."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def allow(self, moves: Iterable[Transition]) -> None:
        """Offer these moves and no other."""
        choices = [(move.target, label_of(move)) for move in moves]
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if len(choices) == 1:
            self.initial.setdefault("to", choices[0][0])


def label_of(move: Transition) -> str:
    """The state that it enters and, in brackets, the document it needs."""
    state = state_of(move.target)
    is_spanish = words.language() == "es"
    name = state.es if is_spanish else state.en
    if not move.document:
        return name
    return f"{name} ({DOCUMENTS[move.document][0 if is_spanish else 1]})"
