"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alameda.foundation.sections import Section


class InvestmentsConfig(AppConfig):
    """Public investments, from idea to last payment."""

    name = "alameda.investments"
    label = "investments"
    verbose_name = _("Investments")
    default_auto_field = "django.db.models.BigAutoField"
    sections = (Section("inversiones/", _("Investments"), place=10),)

    def ready(self) -> None:
        """Tell the dated acts of an initiative, how it stands in brief, and whom it waits for."""
        from alameda.acting.selectors import tell_duties
        from alameda.investments.duties import duties, rooms
        from alameda.investments.holding import APART, HOLDINGS
        from alameda.investments.views.briefs import briefs_of_initiatives
        from alameda.investments.views.detail.thread import moments_of
        from alameda.record.selectors import tell_holdings
        from alameda.thread.selectors import tell_briefs, tell_moments

        tell_holdings("investments", HOLDINGS, apart=APART)
        tell_moments("initiative", moments_of)
        tell_briefs("initiative", briefs_of_initiatives)
        tell_duties("investments", duties, rooms=rooms)
