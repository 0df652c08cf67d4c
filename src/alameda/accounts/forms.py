"""The forms to sign in, and to choose a first password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Without the link inside the field: the page has its own, after the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As allauth makes it."""
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """Without the library's list over the password: the page says it in a sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As allauth makes it."""
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def _password_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=4096,  # as Django bounds what it hashes
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChosenPasswordForm(forms.Form):
    """A password, twice: nobody sees what they type."""

    password1 = _password_field(gettext_lazy("Password"))
    password2 = _password_field(gettext_lazy("Password, once more"))

    def clean(self) -> dict[str, Any] | None:
        """Both are the same."""
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("This is not the same password as above."))
        return data
