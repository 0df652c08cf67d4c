"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    """Use cases that need two modules, each in one function and one transaction."""

    name = "alameda.journeys"
    label = "journeys"
    verbose_name = _("Journeys")
    default_auto_field = "django.db.models.BigAutoField"
