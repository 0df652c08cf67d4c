"""Serving people, on one machine or many."""

from django.core.exceptions import ImproperlyConfigured

from alameda.settings.base import *  # noqa: F403  settings modules are made to be spread
from alameda.settings.base import ENV

if not ENV.secret_key:
    message = "No secret key: run `alameda init --data DIR`, or set ALAMEDA_SECRET_KEY."
    raise ImproperlyConfigured(message)

SECURE_HSTS_SECONDS = 31_536_000 if ENV.is_https else 0
# Anybody can write the header: it is believed only where a proxy of ours is known to write it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.proxies else None

# What breaks is written to the error output, by path alone: no query, no body, no person. The same
# is written once a minute, with how often: what anybody can bring about does not fill a disk.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"once": {"()": "alameda.foundation.repeats.OnceAMinute"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["once"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
    },
}
