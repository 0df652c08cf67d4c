"""What the secretary types to convene a session and to run it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import (
    REASON_LETTERS,
    ActForm,
    date_field,
    moment_field,
    sure_field,
    text_field,
)
from alameda.ui.dates import MomentField

WEB = _("Begins with https://")


class ConveneForm(ActForm):
    """A new session."""

    body = forms.ChoiceField(label=_("Of whom"))
    kind = forms.ChoiceField(label=_("Kind of session"), widget=forms.RadioSelect)
    starts_at = moment_field(_("First summons"))
    second_starts_at = moment_field(_("Second summons"), is_required=False)
    place = forms.CharField(label=_("Place"), max_length=240)
    title = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=240,
        help_text=_("An extraordinary session deals only with this."),
    )
    broadcast_url = forms.URLField(
        label=_("Address of the broadcast"), required=False, help_text=WEB, assume_scheme="https"
    )


class OpenForm(ActForm):
    """Who is in the room when the session opens."""

    summons = forms.TypedChoiceField(
        label=_("Summons at which it opens"), coerce=int, widget=forms.RadioSelect
    )
    presided_by = forms.ChoiceField(label=_("Who presides"))
    present = forms.MultipleChoiceField(
        label=_("Present"), required=False, widget=forms.CheckboxSelectMultiple
    )


class MemberForm(ActForm):
    """A member, by code."""

    councillor = forms.ChoiceField(label=_("Member"))


class ArrivalForm(ActForm):
    """One member arrives or leaves: the button itself says which."""

    arrived = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    left = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class RemoteForm(ActForm):
    """A member takes part from elsewhere."""

    joining = forms.ChoiceField(label=_("Member"), help_text=_("Not in the room yet."))


class AttendanceForm(ActForm):
    """Who was away with a reason, when the attendance is certified."""

    excused = forms.MultipleChoiceField(
        label=_("Away with a reason that the Council accepted"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The others who were never in the room are absent. Leaves count by themselves."
        ),
    )


class RecordingForm(ActForm):
    """Where the recording is."""

    url = forms.URLField(
        label=_("Address of the recording"), help_text=WEB, max_length=400, assume_scheme="https"
    )
    starts_at = MomentField(
        label=_("Moment at which the recording begins"),
        has_seconds=True,
        help_text=_("With it, each item is found at its second."),
    )


class CommitmentForm(ActForm):
    """Something asked from the floor: who owes it, and until when."""

    kind = forms.ChoiceField(label=_("What it is"))
    raised_by = forms.ChoiceField(label=_("Who asks"), required=False)
    text = text_field(_("What is asked"), hint=_("Public. Do not name private people."))
    owner = forms.CharField(
        label=_("Who owes the answer"), max_length=160, help_text=_("A unit or an office.")
    )
    owner_unit = forms.ChoiceField(label=_("Unit that answers it here"), required=False)
    due_on = date_field(
        _("Until when"),
        is_required=False,
        hint=_("Empty: the legal term of its kind, where it has one."),
    )


class AskForm(ActForm):
    """Something a councillor asks for from her phone; its day is that of the law or the usual."""

    kind = forms.ChoiceField(label=_("What it is"))
    text = text_field(_("What is asked"), hint=_("Public. Do not name private people."))
    owner_unit = forms.ChoiceField(label=_("Unit that answers it here"), required=False)
    owner = forms.CharField(
        label=_("Another office, where it is none of these"), max_length=160, required=False
    )


class AnswerForm(ActForm):
    """The answer to a commitment."""

    answer = text_field(_("Answer"), rows=6, hint=_("Public. Do not name private people."))
    answered_on = date_field(_("Day of the answer"))
    file = forms.FileField(label=_("Document"), required=False)
    is_sure = sure_field(_("It becomes public with its document, and cannot be changed."))


class MinutesPartForm(ActForm):
    """One part of the draft minutes."""

    after = text_field(_("Text"), rows=8)
    asked_by = forms.ChoiceField(label=_("Who asked for the change"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=REASON_LETTERS)
    minutes_version = forms.IntegerField(widget=forms.HiddenInput)


class ApprovalForm(ActForm):
    """The agreement by which a later session approved the minutes."""

    by = forms.ChoiceField(label=_("Agreement that approves them"))


class TextForm(ActForm):
    """The text of an agreement before it is certified."""

    text = text_field(_("Text of the agreement"), rows=6)


class CorrectsForm(ActForm):
    """The certified agreement that a new one corrects."""

    number = forms.CharField(
        label=_("Number of the agreement that it corrects"),
        max_length=80,
        help_text=_("Such as 82/2026. A sentence that names it is added to the text."),
    )
