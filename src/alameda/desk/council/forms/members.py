"""What the secretary types in the register of members: seats, blocs, places, committees."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.acting.forms import REASON_LETTERS, ActForm, date_field, text_field

NAME_HINT = _("As it should be read, with capitals only where they belong.")
ACT_HINT = _("Its kind, number and date, such as the proclamation of the electoral court.")
EMAIL_HINT = _(
    "Of the account from which this person votes. The operator makes accounts; empty for now, and"
    " tied later."
)
PUBLIC_REASON = _("One sentence, public. Do not name people.")


class CouncilForm(ActForm):
    """The Council itself."""

    name = forms.CharField(
        label=_("Name of the Council"), max_length=160, help_text=_("As its papers call it.")
    )
    starts_on = date_field(
        _("Since when"), hint=_("The first day of its present term, or any day before it.")
    )


class SeatForm(ActForm):
    """Who takes a seat, with everything that is known of it."""

    given = forms.CharField(label=_("Given names"), max_length=60, help_text=NAME_HINT)
    surnames = forms.CharField(label=_("Surnames"), max_length=58)
    kind = forms.ChoiceField(label=_("Office"), widget=forms.RadioSelect)
    circumscription = forms.ChoiceField(
        label=_("Circumscription"), required=False, help_text=_("The governor has none.")
    )
    bloc = forms.ChoiceField(label=_("Bloc"), required=False)
    starts_on = date_field(_("First day"))
    ends_on = date_field(_("Last day, where it is known"), is_required=False)
    given_by = forms.CharField(
        label=_("Act that gave the seat"), required=False, max_length=240, help_text=ACT_HINT
    )
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=EMAIL_HINT)


class NextSeatForm(ActForm):
    """Another mandate of somebody who is in the register."""

    kind = forms.ChoiceField(label=_("Office"), widget=forms.RadioSelect)
    circumscription = forms.ChoiceField(
        label=_("Circumscription"), required=False, help_text=_("The governor has none.")
    )
    starts_on = date_field(_("First day"))
    ends_on = date_field(_("Last day, where it is known"), is_required=False)
    given_by = forms.CharField(
        label=_("Act that gave the seat"), required=False, max_length=240, help_text=ACT_HINT
    )


class EndForm(ActForm):
    """How a mandate ends."""

    ended_by = forms.ChoiceField(label=_("How it ends"), widget=forms.RadioSelect)
    ends_on = date_field(_("Last day in office"))


class SubstituteForm(ActForm):
    """Who completes the term of a mandate that ended before its time."""

    given = forms.CharField(label=_("Given names"), max_length=60, help_text=NAME_HINT)
    surnames = forms.CharField(label=_("Surnames"), max_length=58)
    bloc = forms.ChoiceField(label=_("Bloc"), required=False)
    starts_on = date_field(_("First day"))
    given_by = forms.CharField(
        label=_("Act that gave the seat"), required=False, max_length=240, help_text=ACT_HINT
    )
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=EMAIL_HINT)


class NameForm(ActForm):
    """The name of a member, corrected."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=NAME_HINT)
    sort_name = forms.CharField(label=_("Surnames first"), max_length=120)
    reason = text_field(_("Reason"), hint=PUBLIC_REASON, most=REASON_LETTERS)


class AccountForm(ActForm):
    """The account from which a member votes."""

    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Empty: no account votes for this person.")
    )


class LeaveForm(ActForm):
    """Days on which a member is away."""

    kind = forms.ChoiceField(label=_("Kind of leave"))
    starts_on = date_field(_("First day"))
    ends_on = date_field(_("Last day"))


class LastDayForm(ActForm):
    """The last day of something."""

    ends_on = date_field(_("Last day"))


class BlocMemberForm(ActForm):
    """The bloc that a member joins."""

    bloc = forms.ChoiceField(label=_("Bloc"))
    starts_on = date_field(_("First day"))


class CommitteeMemberForm(ActForm):
    """The committee that a member joins, and in which post."""

    body = forms.ChoiceField(label=_("Committee"))
    post = forms.ChoiceField(label=_("Post"))
    starts_on = date_field(_("First day"))


class MemberOfForm(ActForm):
    """Who joins a committee, and in which post."""

    councillor = forms.ChoiceField(label=_("Member"))
    post = forms.ChoiceField(label=_("Post"))
    starts_on = date_field(_("First day"))


class PostForm(ActForm):
    """Another post in the same committee."""

    post = forms.ChoiceField(label=_("Post"))
    starts_on = date_field(_("First day in it"))


class PlaceOfForm(ActForm):
    """A circumscription."""

    name = forms.CharField(label=_("Name"), max_length=120)
    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=99, help_text=_("Councillors that it elects.")
    )
    comunas = forms.MultipleChoiceField(
        label=_("Comunas"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )


class BlocForm(ActForm):
    """A bloc."""

    name = forms.CharField(label=_("Name"), max_length=120)
    starts_on = date_field(_("First day"))


class BodyForm(ActForm):
    """A committee or a sub-committee."""

    name = forms.CharField(
        label=_("Name"), max_length=160, help_text=_("Whole, such as «Comisión de Salud».")
    )
    parent = forms.ChoiceField(
        label=_("Belongs to"), help_text=_("A sub-committee belongs to a committee.")
    )
    remit = text_field(_("What it deals with"), is_required=False, rows=2)
    starts_on = date_field(_("First day"))


class RenameForm(ActForm):
    """Another name of a body, or what it deals with."""

    name = forms.CharField(label=_("Name"), max_length=160)
    remit = text_field(_("What it deals with"), is_required=False, rows=2)
    reason = text_field(_("Reason"), hint=PUBLIC_REASON, most=REASON_LETTERS)


class EndBodyForm(ActForm):
    """The end of a body."""

    ends_on = date_field(_("Last day"))
    reason = text_field(_("Reason"), hint=PUBLIC_REASON, most=REASON_LETTERS)
