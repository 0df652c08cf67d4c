"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Registers and past papers that come in by file."""

    name = "alameda.intake"
    label = "intake"
    verbose_name = _("Imports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell why the accounts of imports are not held row by row."""
        from alameda.record.selectors import tell_holdings

        account = "the account of an import: its entries say its files and its numbers"
        names = ("importrun", "importfile", "importrow", "importchange")
        review = "decisions on names: each has its entry, and what they changed is held"
        tell_holdings(
            "intake",
            (),
            apart={
                **{f"intake.{name}": account for name in names},
                "intake.namereview": review,
                "intake.alias": review,
                "intake.writtenname": review,
            },
        )
