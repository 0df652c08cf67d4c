"""The form to sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Without the link inside the field: the page has its own, after the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As allauth makes it."""
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
