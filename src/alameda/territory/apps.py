"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    """Region, provinces and comunas."""

    name = "alameda.territory"
    label = "territory"
    verbose_name = _("Territory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the interface whose face it wears, and how its rows follow from facts."""
        from alameda.record.selectors import tell_holdings
        from alameda.territory.holding import HOLDINGS
        from alameda.territory.selectors import brand_of_region
        from alameda.ui.site import provide_brand

        provide_brand(brand_of_region)
        tell_holdings("territory", HOLDINGS)
