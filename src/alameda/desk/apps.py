"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The civil servant's workplace: what waits for me, and one screen for each act."""

    name = "alameda.desk"
    label = "desk"
    verbose_name = _("Desk")
    default_auto_field = "django.db.models.BigAutoField"
