"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    """Following things without an account: feeds and calendars that any reader opens."""

    name = "alameda.following"
    label = "following"
    verbose_name = _("Following")
    default_auto_field = "django.db.models.BigAutoField"
