"""What is typed about an item of business."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import (
    PROPOSAL_HINT,
    REASON_LETTERS,
    ActForm,
    amount_field,
    date_field,
    file_field,
    text_field,
)

SECONDS_AN_HOUR = 3_600
SECONDS_A_MINUTE = 60
MONEY_HINT = _("Needed where it decides money: an investment, a frame, a budget amendment.")
STAMP = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")


class ItemForm(ActForm):
    """A new item of any kind of business."""

    business = forms.ChoiceField(label=_("Kind of business"))
    title = forms.CharField(label=_("Title"), max_length=400)
    summary = text_field(
        _("What is asked of the Council"),
        is_required=False,
        hint=_("In plain words: what happens if it is approved."),
    )
    matter = forms.CharField(
        label=_("Code of what it is about"),
        required=False,
        max_length=80,
        help_text=_("Of an initiative, a matter or anything else published here."),
    )
    received_on = date_field(
        _("Day on which the Council received it"),
        is_required=False,
        hint=_("Starts the clock of a proposal of the governor."),
    )
    amount_clp = amount_field(_("Amount"), is_required=False, hint=MONEY_HINT)
    fund = forms.CharField(label=_("Fund"), required=False, max_length=160, help_text=MONEY_HINT)
    beneficiary = forms.CharField(
        label=_("Beneficiary"), required=False, max_length=240, help_text=_("An organisation.")
    )
    minutes_of = forms.ChoiceField(
        label=_("Session whose minutes it approves"),
        required=False,
        help_text=_("Only for the approval of minutes."),
    )
    file = file_field(_("File of the proposal"), is_required=False, hint=PROPOSAL_HINT)


class MoneyForm(ActForm):
    """How much an item asks for, and from where."""

    amount_clp = amount_field(_("Amount"))
    fund = forms.CharField(
        label=_("Fund"), max_length=160, help_text=_("Where the money comes from: FNDR, FRPD…")
    )


class PlaceForm(ActForm):
    """Waiting items that go on the agenda of a session."""

    items = forms.MultipleChoiceField(
        label=_("Items that wait"), widget=forms.CheckboxSelectMultiple
    )


class OnAgendaForm(ActForm):
    """The session on whose agenda an item goes."""

    session = forms.ChoiceField(label=_("Session"))


class OrderForm(ActForm):
    """One item goes up or down: the button itself says which."""

    up = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    down = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)


class FloorForm(ActForm):
    """An item added while the session lasts."""

    business = forms.ChoiceField(label=_("Kind of business"))
    title = forms.CharField(label=_("Title"), max_length=400)
    section = forms.ChoiceField(label=_("Part of the agenda"))
    summary = text_field(_("What is asked of the Council"), is_required=False)
    amount_clp = amount_field(_("Amount"), is_required=False, hint=MONEY_HINT)
    fund = forms.CharField(label=_("Fund"), required=False, max_length=160, help_text=MONEY_HINT)


class CommitteeForm(ActForm):
    """The committee that studies an item."""

    committee = forms.ChoiceField(label=_("Committee"))


class ReportForm(ActForm):
    """What the committee recommends."""

    report = text_field(_("What the committee recommends"), rows=5)
    reported_on = date_field(_("Day of the report"))


class FileForm(ActForm):
    """A file of an item."""

    file = file_field(_("File"))
    label = forms.CharField(
        label=_("What it is"), max_length=240, help_text=_("As the public will read it.")
    )
    visibility = forms.ChoiceField(label=_("Who may read it"), widget=forms.RadioSelect)


class RecusalForm(ActForm):
    """A member who takes no part in an item."""

    councillor = forms.ChoiceField(label=_("Member"))
    reason = forms.ChoiceField(label=_("Cause"))


class OwnRecusalForm(ActForm):
    """Why I take no part in an item."""

    reason = forms.ChoiceField(label=_("Cause"))


class NoteForm(ActForm):
    """How an item without a vote ended."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=REASON_LETTERS,
        help_text=_("Public. Do not name private people."),
    )


class SecondForm(ActForm):
    """Where an item begins in the recording."""

    second = forms.CharField(
        label=_("Place in the recording"),
        max_length=9,
        help_text=_("As the player shows it: 1:02:45"),
    )

    def clean_second(self) -> int:
        """Seconds from the start of the recording."""
        found = STAMP.fullmatch(self.cleaned_data["second"].strip())
        if found is None or int(found[3]) >= SECONDS_A_MINUTE:
            raise forms.ValidationError(_("Write it as hours, minutes and seconds: 1:02:45."))
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * SECONDS_AN_HOUR + minutes * SECONDS_A_MINUTE + seconds
