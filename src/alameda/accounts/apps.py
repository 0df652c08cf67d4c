"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations, units, roles and sign-in."""

    name = "alameda.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the interface what roles are called, and how its rows follow from facts."""
        from alameda.accounts.holding import APART, HOLDINGS
        from alameda.accounts.rules import role_name
        from alameda.foundation import words
        from alameda.record.selectors import tell_holdings
        from alameda.ui.site import provide_role_names

        provide_role_names(lambda role: role_name(role, language=words.language()))
        tell_holdings("accounts", HOLDINGS, apart=APART)
