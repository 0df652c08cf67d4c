"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadConfig(AppConfig):
    """Subject and Link: the spine between modules."""

    name = "alameda.thread"
    label = "thread"
    verbose_name = _("Thread")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell how its rows follow from facts."""
        from alameda.record.selectors import tell_holdings
        from alameda.thread.holding import APART, HOLDINGS

        tell_holdings("thread", HOLDINGS, apart=APART)
