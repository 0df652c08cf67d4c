"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Registers and past papers that come in by file."""

    name = "alameda.intake"
    label = "intake"
    verbose_name = _("Imports")
    default_auto_field = "django.db.models.BigAutoField"
