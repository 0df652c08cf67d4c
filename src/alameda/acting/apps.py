"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActingConfig(AppConfig):
    """How staff act, and what waits for them."""

    name = "alameda.acting"
    label = "acting"
    verbose_name = _("Acts of staff")
    default_auto_field = "django.db.models.BigAutoField"
