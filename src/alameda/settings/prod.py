"""Serving people, on one machine or many."""

from django.core.exceptions import ImproperlyConfigured

from alameda.settings.base import *  # noqa: F403  settings modules are made to be spread
from alameda.settings.base import ENV

if not ENV.secret_key:
    message = "No secret key: run `alameda init --data DIR`, or set ALAMEDA_SECRET_KEY."
    raise ImproperlyConfigured(message)

SECURE_HSTS_SECONDS = 31_536_000 if ENV.is_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.is_https else None
