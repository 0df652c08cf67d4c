"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Documents of every module."""

    name = "alameda.documents"
    label = "documents"
    verbose_name = _("Documents")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell how its rows follow from facts, and its files from its rows."""
        from alameda.documents.holding import APART, HOLDINGS
        from alameda.documents.selectors import look_at_bytes
        from alameda.record.selectors import tell_holdings, tell_looks

        tell_holdings("documents", HOLDINGS, apart=APART)
        tell_looks("documents", look_at_bytes)
