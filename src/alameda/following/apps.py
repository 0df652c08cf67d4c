"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    """Following things without an account: feeds and calendars that any reader opens."""

    name = "alameda.following"
    label = "following"
    verbose_name = _("Following")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Any public subject can be followed."""
        from alameda.following.selectors import subject_feed, tell_feed

        tell_feed(r"x/(?P<code>.+)", subject_feed)
