"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvestmentsConfig(AppConfig):
    """Public investments, from idea to last payment."""

    name = "alameda.investments"
    label = "investments"
    verbose_name = _("Investments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the thread how an initiative tells its dated acts."""
        from alameda.investments.views.detail.thread import moments_of
        from alameda.thread.selectors import tell_moments

        tell_moments("initiative", moments_of)
