"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from alameda.foundation.sections import Section


class RecordConfig(AppConfig):
    """The public, tamper-evident record."""

    name = "alameda.record"
    label = "record"
    verbose_name = _("Record")
    default_auto_field = "django.db.models.BigAutoField"
    sections = (Section("registro/", _("Record"), place=90),)
    machine_prefixes = ("/record/",)

    def ready(self) -> None:
        """Know every fact that any module publishes, so that the record can put it in words."""
        autodiscover_modules("events")
