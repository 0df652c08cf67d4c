"""What is typed to add people, give them roles and keep the organisation chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.accounts.rules import ACT_LETTERS, NAME_LETTERS
from alameda.acting.forms import ActForm, Choices, date_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNIT_LETTERS = 160
ACRONYM_LETTERS = 20
CODE_LETTERS = 40
EMAIL_LETTERS = 254


def _name_field() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=NAME_LETTERS)


def _email_field(hint: StrOrPromise) -> forms.CharField:
    return forms.CharField(
        label=_("E-mail address"),
        help_text=hint,
        max_length=EMAIL_LETTERS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class RoleForm(ActForm):
    """A role, where it holds, between which days, and by which act."""

    # What stands first in each list; a list with nothing else is left out of the form.
    at_first: ClassVar[dict[str, StrOrPromise]] = {
        "role": _("Choose a role"),
        "unit": _("Every unit"),
        "comuna_cut": _("Every comuna"),
        "body": _("Every body"),
    }

    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    comuna_cut = forms.ChoiceField(label=_("Comuna"), required=False)
    body = forms.ChoiceField(label=_("Body of the Council"), required=False)
    starts_on = date_field(_("First day"))
    ends_on = date_field(
        _("Last day"), is_required=False, hint=_("Without it, the role holds until it is ended.")
    )
    appointed_by = forms.CharField(
        label=_("Act of appointment"),
        required=False,
        max_length=ACT_LETTERS,
        help_text=_(
            "Such as “Resolución exenta 123 de 2026”. It is kept here and never published."
        ),
    )

    def offer(self, choices: Mapping[str, Choices]) -> None:
        """Give the lists, each with its own word for no choice."""
        super().offer(choices)
        for name, word in self.at_first.items():
            rows = list(choices.get(name, ()))
            field = self.fields.get(name)
            if rows and isinstance(field, forms.ChoiceField):
                field.choices = [("", word), *rows]
            elif name != "role":
                self.fields.pop(name, None)


class AddForm(RoleForm):
    """Somebody new, with the role they come for."""

    name = _name_field()
    email = _email_field(_("They will sign in with it."))
    is_invited = forms.BooleanField(
        label=_("Invite them now to choose their password"), required=False
    )
    field_order = ("name", "email", "role", "unit", "comuna_cut", "body", "starts_on", "ends_on")


class AddAloneForm(AddForm):
    """The same, where a role may be given later."""

    at_first: ClassVar[dict[str, StrOrPromise]] = {
        **RoleForm.at_first,
        "role": _("None yet"),
    }

    role = forms.ChoiceField(label=_("Role"), required=False)


class EndForm(ActForm):
    """The end of a role."""

    ends_on = date_field(
        _("Last day"), is_required=False, hint=_("Without a day, it ends this moment.")
    )


class PersonForm(ActForm):
    """The name and the address of somebody."""

    name = _name_field()
    email = _email_field(
        _("A new address has to be confirmed when they sign in; the former one is told.")
    )


class UnitForm(ActForm):
    """A unit of the organisation chart."""

    name = forms.CharField(label=_("Name"), max_length=UNIT_LETTERS)
    acronym = forms.CharField(label=_("Acronym"), required=False, max_length=ACRONYM_LETTERS)
    parent = forms.ChoiceField(label=_("Under"), required=False)


class NewUnitForm(UnitForm):
    """A unit that begins."""

    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=CODE_LETTERS,
        help_text=_("It stays for ever. Without one, it is made of the acronym or of the name."),
    )
    starts_on = date_field(_("First day"), is_required=False)


class EndUnitForm(ActForm):
    """The end of a unit."""

    ends_on = date_field(_("Last day"))
