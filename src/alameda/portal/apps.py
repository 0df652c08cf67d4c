"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alameda.foundation.sections import Section


class PortalConfig(AppConfig):
    """Home, search and the comuna page."""

    name = "alameda.portal"
    label = "portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"
    sections = (Section("territorio/", _("Territory"), place=80),)
