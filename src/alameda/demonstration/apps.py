"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemonstrationConfig(AppConfig):
    """The invented region."""

    name = "alameda.demonstration"
    label = "demonstration"
    verbose_name = _("Demonstration")
