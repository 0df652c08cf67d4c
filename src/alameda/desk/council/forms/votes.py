"""What is typed to open a vote, to vote and to mend a vote."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import REASON_LETTERS, ActForm, text_field
from alameda.council.rules.vocabulary import CHOICES, OUTCOMES

CAST = tuple(word for word in CHOICES if word.key in {"favour", "against", "abstain"})
SENT = (*CAST, *(word for word in CHOICES if word.key == "not_voting"))
TIE = tuple(word for word in CHOICES if word.key in {"favour", "against"})
PREFIX = "c-"

__all__ = ["CAST", "OUTCOMES", "PREFIX", "SENT", "TIE"]


class OpenVoteForm(ActForm):
    """One item or several that are voted at once."""

    items = forms.MultipleChoiceField(
        label=_("Items that are voted"), widget=forms.CheckboxSelectMultiple
    )
    question = forms.CharField(
        label=_("Question"),
        required=False,
        max_length=400,
        help_text=_("Empty: whether the item is approved."),
    )


class BallotForm(ActForm):
    """One vote, as a phone or the roll call sends it."""

    councillor = forms.CharField(required=False, max_length=20)
    choice = forms.ChoiceField(choices=[(word.key, word.key) for word in SENT])
    request_key = forms.CharField(required=False, max_length=40)


class RollForm(ActForm):
    """What several members answered: a field ``c-CODE`` each, of those who have not voted."""

    def clean(self) -> dict[str, object]:
        """The choices by code of the member."""
        told = super().clean() or {}
        sent = {
            name.removeprefix(PREFIX): str(value)
            for name, value in self.data.items()
            if name.startswith(PREFIX)
        }
        known = {word.key for word in SENT}
        if any(choice not in known for choice in sent.values()):
            raise forms.ValidationError(_("One of the votes sent is of no known kind."))
        if not sent:
            raise forms.ValidationError(_("Nobody’s vote is marked yet."))
        return {**told, "choices": sent}


class CorrectionForm(ActForm):
    """A vote that was noted wrongly."""

    councillor = forms.ChoiceField(label=_("Member"))
    choice = forms.ChoiceField(label=_("How she or he voted"))
    reason = text_field(_("Reason"), hint=_("Public."), most=REASON_LETTERS, rows=2)


class CloseForm(ActForm):
    """The end of a vote."""

    marks_pending = forms.BooleanField(
        label=_("Mark as “did not vote” whoever has not voted"), required=False
    )


class TieForm(ActForm):
    """The vote of who presides, on a tie."""

    choice = forms.ChoiceField(label=_("Casting vote"), widget=forms.RadioSelect)
