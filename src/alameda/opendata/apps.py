"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alameda.foundation.sections import Section


class OpendataConfig(AppConfig):
    """The open standards: what every module publishes, gathered in the formats others read."""

    name = "alameda.opendata"
    label = "opendata"
    verbose_name = _("Opendata")
    default_auto_field = "django.db.models.BigAutoField"
    sections = (Section("datos/", _("Data"), place=95),)
    machine_prefixes = ("/data/", "/oparl/")
