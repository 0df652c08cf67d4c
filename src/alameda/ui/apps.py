"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Components, base pages and styles."""

    name = "alameda.ui"
    label = "ui"
    verbose_name = _("Ui")
    default_auto_field = "django.db.models.BigAutoField"
