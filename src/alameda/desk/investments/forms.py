"""The first sheet of an initiative."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import PROPOSAL_HINT, ActForm, date_field, file_field


class InitiativeForm(ActForm):
    """A new initiative, as a draft."""

    name = forms.CharField(
        label=_("Name"),
        max_length=400,
        help_text=_("What is done, to what, and where: “Reposición plaza Los Aromos”."),
    )
    kind = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    route = forms.ChoiceField(label=_("Route"))
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, help_text=_("Empty where the route has none.")
    )
    comunas = forms.MultipleChoiceField(
        label=_("Comunas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: the whole region."),
    )
    bip = forms.CharField(
        label=_("BIP code"),
        required=False,
        max_length=12,
        help_text=_("Where the national project bank gave it one already."),
    )
    division = forms.ChoiceField(label=_("Division that follows it"), required=False)


class SendForm(ActForm):
    """An initiative that the governor sends to the Council."""

    document = forms.CharField(
        label=_("Document"), max_length=160, help_text=_("Name and number of the proposal.")
    )
    file = file_field(_("File of the proposal"), is_required=False, hint=PROPOSAL_HINT)
    happened_on = date_field(
        _("Day on which the Council received it"), hint=_("Its 30 days are counted from here.")
    )
