"""Working on the code: errors in full, mail on the terminal."""

from alameda.settings.base import *  # noqa: F403  settings modules are made to be spread

DEBUG = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
