"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alameda.foundation.sections import Section


class CouncilConfig(AppConfig):
    """The Regional Council, from the agenda to the certificate."""

    name = "alameda.council"
    label = "council"
    verbose_name = _("Regional Council")
    default_auto_field = "django.db.models.BigAutoField"
    sections = (Section("consejo/", _("Council"), place=20),)

    def ready(self) -> None:
        """Tell how each thing stands and went, what has a feed, and what waits for whom."""
        from alameda.acting.selectors import tell_duties
        from alameda.council.duties import duties, rooms
        from alameda.council.holding import APART, HOLDINGS
        from alameda.council.selectors import decided_moments as decided
        from alameda.council.selectors.briefs import briefs_of_agreements
        from alameda.council.selectors.feeds import tell_all
        from alameda.council.selectors.moments import session_moments
        from alameda.record.selectors import tell_holdings
        from alameda.thread.selectors import tell_briefs, tell_moments

        tell_briefs("agreement", briefs_of_agreements)
        tell_moments("session", session_moments)
        tell_moments("agreement", decided.moments_of_agreement)
        tell_moments("commitment", decided.moments_of_commitment)
        tell_moments("matter", decided.moments_of_matter)
        tell_moments("citizen_point", decided.moments_of_point)
        tell_all()
        tell_holdings("council", HOLDINGS, apart=APART)
        tell_duties("council", duties, rooms=rooms)
