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
        """Tell how its rows follow from facts."""
        from alameda.accounts.holding import APART, HOLDINGS
        from alameda.record.selectors import tell_holdings

        tell_holdings("accounts", HOLDINGS, apart=APART)
