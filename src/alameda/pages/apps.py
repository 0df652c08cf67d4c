"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """What the lists and pages of every module share."""

    name = "alameda.pages"
    label = "pages"
    verbose_name = _("Lists and pages")
