"""What is typed of an initiative: its first sheet, a correction, a withdrawal, a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import (
    PROPOSAL_HINT,
    REASON_LETTERS,
    ActForm,
    Choices,
    amount_field,
    date_field,
    file_field,
    text_field,
)
from alameda.foundation.vocabulary import keys
from alameda.investments.rules.registering import DOUBTS

WHOLE_REGION = "is_region_wide"
CONFIRMS = tuple(f"confirm_{key}" for key in keys(DOUBTS))
# What may be missing from a draft, and not from what is entered.
NEEDED = (
    "sector",
    "formulator",
    "executing_unit",
    "beneficiaries_total",
    "beneficiaries_who",
    "amount_clp",
    "received_on",
    "letter",
    "letter_on",
)


class SheetForm(ActForm):
    """The first sheet of an initiative, as it is kept in a draft: whatever is known so far."""

    name = forms.CharField(
        label=_("Name"),
        max_length=400,
        help_text=_(
            "Process, object and place: “Reposición plaza Los Aromos, Renca”. What is done"
            " comes first: construcción, reposición, mejoramiento…"
        ),
        widget=forms.TextInput(attrs={"list": "procesos"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    route = forms.ChoiceField(label=_("Route"))
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, help_text=_("Empty where the route has none.")
    )
    sector = forms.ChoiceField(label=_("Sector"))
    bip = forms.CharField(
        label=_("BIP code"),
        required=False,
        max_length=12,
        help_text=_("Where the national project bank gave it one already."),
    )
    comunas = forms.MultipleChoiceField(
        label=_("Comunas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One or more."),
    )
    is_region_wide = forms.BooleanField(
        label=_("It is for the whole region"),
        required=False,
        help_text=_("Instead of its comunas, and only where it serves all of them."),
    )
    formulator = forms.CharField(
        label=_("Formulating unit"),
        max_length=240,
        help_text=_("The organisation that drafts it: choose one of the list where it is there."),
        widget=forms.TextInput(attrs={"list": "organizaciones"}),
    )
    executing_unit = forms.CharField(
        label=_("Executing unit"),
        max_length=240,
        help_text=_("The organisation that carries it out."),
        widget=forms.TextInput(attrs={"list": "organizaciones"}),
    )
    division = forms.ChoiceField(label=_("Division that follows it"), required=False)
    beneficiaries_total = forms.IntegerField(
        label=_("Beneficiaries"), min_value=1, max_value=20_000_000, help_text=_("How many people.")
    )
    beneficiaries_who = forms.CharField(
        label=_("Who they are"),
        max_length=240,
        help_text=_("In a few words, without names: “neighbours of the villa, older people”."),
    )
    amount_clp = amount_field(
        _("Amount asked for"), hint=_("In whole pesos, not in thousands: 125.000.000.")
    )
    fund = forms.CharField(
        label=_("Fund"),
        required=False,
        max_length=160,
        help_text=_("Where the money comes from. The Council cannot decide without it."),
        widget=forms.TextInput(attrs={"list": "fondos"}),
    )
    asked_year = forms.IntegerField(
        label=_("Budget year"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("Empty: that of its entry."),
    )
    received_on = date_field(
        _("Day on which it was received"),
        hint=_("The true day, also if it is typed later: its terms are counted from it."),
    )
    letter = forms.CharField(
        label=_("Number of the letter"),
        max_length=160,
        help_text=_("Of the one by which it was presented: “Oficio 123/2026”."),
    )
    letter_on = date_field(_("Day of the letter"))
    letter_file = file_field(
        _("File of the letter"),
        is_required=False,
        hint=_("Everybody can read it from the moment it is entered."),
    )
    other_file = file_field(
        _("Another paper of its file"),
        is_required=False,
        hint=_("Read by who works in the regional government. To add more, save and go on."),
    )
    confirm_twin = forms.BooleanField(label=_("It is another one: go on"), required=False)
    confirm_amount = forms.BooleanField(label=_("The amount is right: go on"), required=False)
    confirm_split = forms.BooleanField(label=_("It is a work of its own: go on"), required=False)

    def offer(self, choices: Mapping[str, Choices]) -> None:
        """The lists of the page; who registers in some comunas alone has to say in which."""
        super().offer(choices)
        sector = self.fields["sector"]
        if sector.required and isinstance(sector, forms.ChoiceField):
            sector.choices = [("", _("Choose one")), *choices.get("sector", ())]
        if WHOLE_REGION not in choices:
            self.fields.pop(WHOLE_REGION, None)
            self.fields["comunas"].required = True

    def typed(self) -> list[forms.BoundField]:
        """The fields that a person fills; a doubt is confirmed only where there is one."""
        return [bound for bound in super().typed() if not self._is_idle(bound)]

    def groups(self) -> list[tuple[str, object, list[forms.BoundField]]]:
        """The fields under their titles, each with its place on the page."""
        by_name = {bound.name: bound for bound in self.typed()}
        return [
            (ident, title, [by_name[name] for name in names if name in by_name])
            for ident, title, names in GROUPS
            if any(name in by_name for name in names)
        ]

    def clean(self) -> dict[str, Any]:
        """Comunas or the whole region, never both."""
        data = super().clean() or {}
        if data.get("comunas") and data.get(WHOLE_REGION):
            self.add_error(WHOLE_REGION, _("Choose its comunas or the whole region, not both."))
        return data

    def _is_idle(self, bound: forms.BoundField) -> bool:
        if bound.name not in CONFIRMS:
            return False
        return not (self.is_bound and (bound.errors or self.data.get(bound.html_name)))


class DraftForm(SheetForm):
    """A sheet that is kept as it is so far."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED:
            self.fields[name].required = False


class EntryForm(SheetForm):
    """A sheet that is entered: nothing may be missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["comunas"]
        places.required = True
        places.error_messages["required"] = _(
            "Choose its comunas, or say that it is for the whole region."
        )

    def clean(self) -> dict[str, Any]:
        """Region-wide is chosen, never what is left when nothing is; chosen, it needs no comuna."""
        data = super().clean()
        if data.get(WHOLE_REGION) and self.has_error("comunas", code="required"):
            del self.errors["comunas"]
            data["comunas"] = []
        return data


class CorrectionForm(SheetForm):
    """What a registered initiative should say, and why."""

    reason = text_field(
        _("Reason"), hint=_("One sentence, public. Do not name people."), most=REASON_LETTERS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("letter_file", "other_file"):
            del self.fields[name]
        for name in NEEDED:
            self.fields[name].required = False

    def offer(self, choices: Mapping[str, Choices]) -> None:
        """The lists of the page, and only the fields that may be corrected now."""
        super().offer(choices)
        if "open" in choices:
            kept = {str(name) for name, _label in choices["open"]}
            kept |= {"once", "version", "target", "reason", *CONFIRMS}
            for name in set(self.fields) - kept:
                del self.fields[name]


class WithdrawForm(ActForm):
    """Why an initiative is withdrawn, since when and by which letter."""

    happened_on = date_field(_("Day of the withdrawal"))
    document = forms.CharField(
        label=_("Letter that withdraws it"),
        required=False,
        max_length=160,
        help_text=_("Its number, where there is one."),
    )
    reason = text_field(
        _("Reason"), hint=_("One sentence, public. Do not name people."), most=REASON_LETTERS
    )


class SendForm(ActForm):
    """An initiative that the governor sends to the Council."""

    document = forms.CharField(
        label=_("Document"), max_length=160, help_text=_("Name and number of the proposal.")
    )
    file = file_field(_("File of the proposal"), is_required=False, hint=PROPOSAL_HINT)
    happened_on = date_field(
        _("Day on which the Council received it"), hint=_("Its 30 days are counted from here.")
    )


GROUPS = (
    ("dudas", _("Look at this first"), CONFIRMS),
    ("que-es", _("What it is"), ("name", "kind", "route", "stage", "sector", "bip")),
    ("donde", _("Where it lies"), ("comunas", WHOLE_REGION)),
    ("quien", _("Who is responsible"), ("formulator", "executing_unit", "division")),
    ("a-quien", _("Whom it serves"), ("beneficiaries_total", "beneficiaries_who")),
    ("cuanto", _("What it asks for"), ("amount_clp", "fund", "asked_year")),
    (
        "cuando",
        _("When and with what it came in"),
        ("received_on", "letter", "letter_on", "letter_file", "other_file"),
    ),
    ("por-que", _("Why it is corrected"), ("reason",)),
)
