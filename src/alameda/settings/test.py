"""The tests: real PostgreSQL, fast password hashes, mail kept in memory."""

from alameda.settings.base import *  # noqa: F403  settings modules are made to be spread

SECRET_KEY = "only-for-tests"  # noqa: S105  not a secret
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
