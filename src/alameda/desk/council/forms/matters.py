"""What is typed about a matter that is no initiative, and about a citizen point."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import (
    PROPOSAL_HINT,
    REASON_LETTERS,
    ActForm,
    date_field,
    file_field,
    text_field,
)

MONEY_HINT = _("Whole pesos, such as 152000000. Required where the Council decides money.")
FUND_HINT = _("Where the money comes from. Required where the Council decides money.")


class MatterForm(ActForm):
    """A matter that no other part keeps."""

    business = forms.ChoiceField(label=_("Kind of business"))
    title = forms.CharField(
        label=_("Title"), max_length=400, help_text=_("As the agenda will say it.")
    )
    summary = text_field(
        _("What is asked of the Council"),
        is_required=False,
        hint=_("In plain words: what happens if it is approved."),
    )
    applicant = forms.CharField(
        label=_("Who asks"), required=False, max_length=240, help_text=_("An organisation.")
    )
    paper = forms.CharField(
        label=_("Number of its paper"),
        required=False,
        max_length=80,
        help_text=_("Such as «Oficio 1234 de 2026»."),
    )
    received_on = date_field(
        _("Day on which it was received"), hint=_("The term of the Council runs from this day.")
    )
    comuna = forms.ChoiceField(label=_("Comuna, where it is in one"), required=False)
    amount_clp = forms.IntegerField(
        label=_("Amount"), required=False, min_value=0, help_text=MONEY_HINT
    )
    fund = forms.CharField(label=_("Fund"), required=False, max_length=160, help_text=FUND_HINT)
    file = file_field(_("File of the proposal"), is_required=False, hint=PROPOSAL_HINT)


class CorrectMatterForm(ActForm):
    """What was registered of a matter, corrected."""

    name = forms.CharField(label=_("Title"), max_length=400)
    summary = text_field(_("What is asked of the Council"), is_required=False)
    applicant = forms.CharField(label=_("Who asks"), required=False, max_length=240)
    paper = forms.CharField(label=_("Number of its paper"), required=False, max_length=80)
    received_on = date_field(_("Day on which it was received"))
    comuna = forms.ChoiceField(label=_("Comuna, where it is in one"), required=False)
    amount_clp = forms.IntegerField(
        label=_("Amount"), required=False, min_value=0, help_text=MONEY_HINT
    )
    fund = forms.CharField(label=_("Fund"), required=False, max_length=160, help_text=FUND_HINT)
    reason = text_field(
        _("Reason"), hint=_("One sentence, public. Do not name people."), most=REASON_LETTERS
    )


class PaperForm(ActForm):
    """A file of a matter."""

    file = file_field(_("File of the proposal"), hint=PROPOSAL_HINT)
    label = forms.CharField(
        label=_("What it is"), max_length=240, help_text=_("As the public will read it.")
    )


class ReplaceForm(ActForm):
    """A new version of an uploaded file."""

    file = file_field(_("The new file"))
    reason = text_field(
        _("Reason"),
        hint=_("Public, beside both versions: the earlier one stays where it is."),
        most=240,
        rows=2,
    )


class PointOnAgendaForm(ActForm):
    """The session on whose agenda a citizen point goes."""

    session = forms.ChoiceField(label=_("Session"))
