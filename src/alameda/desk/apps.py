"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The civil servant's workplace: what waits for me, and one screen for each act."""

    name = "alameda.desk"
    label = "desk"
    verbose_name = _("Desk")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the desk which screens are of no module: names that imports brought, and people."""
        from alameda.acting.selectors import tell_duties
        from alameda.desk.names import duties as names
        from alameda.desk.people import duties as people

        tell_duties("names", names.duties, rooms=names.rooms)
        tell_duties("people", people.duties, rooms=people.rooms)
