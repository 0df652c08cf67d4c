"""Settings that every way of running shares."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from alameda.settings import env

ENV = env.read()
PACKAGE_DIR = Path(__file__).resolve().parents[1]


def database_from_url(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a ``postgresql://`` address (a ``?host=`` may name a socket)."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "alameda",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)
BASE_URL = ENV.base_url
# Nobody acts while entries have waited longer than this for their place in the record.
RECORD_TERM_SECONDS = 180
RECORD_ORIGIN = ENV.record_origin or f"{ENV.base_url.partition('://')[2]}/record"
DATA_DIR = ENV.data_dir
IS_DEMO = ENV.is_demo
DEBUG = False

INSTALLED_APPS = [
    "alameda.portal",
    "alameda.desk",
    "alameda.opendata",
    "alameda.journeys",
    "alameda.demonstration",
    "alameda.council",
    "alameda.investments",
    "alameda.acting",
    "alameda.intake",
    "alameda.pages",
    "alameda.following",
    "alameda.documents",
    "alameda.thread",
    "alameda.territory",
    "alameda.accounts",
    "alameda.mail",
    "alameda.record",
    "alameda.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "alameda.ui.middleware.HealthMiddleware",
    "alameda.accounts.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "alameda.foundation.headers.HeadersMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "alameda.foundation.machines.MachineAnswersMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alameda.accounts.middleware.ActorMiddleware",
    "alameda.ui.middleware.ErrorPagesMiddleware",
    "alameda.ui.middleware.AddressMiddleware",
    "alameda.ui.middleware.BodyMiddleware",
]

ROOT_URLCONF = "alameda.urls"
WSGI_APPLICATION = "alameda.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alameda.ui.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "alameda.ui.templatetags.ui"],
        },
    },
]

DATABASES = {"default": database_from_url(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "alameda.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "login": "alameda.accounts.forms.SignInForm",
    "signup": "alameda.accounts.forms.SignUpForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/m/ip,10/5m/key"}
# What is counted to slow guessing down is counted in the database: one count for all processes, on
# all hosts. The other cache is of one process.
CACHES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempt",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
LOGIN_REDIRECT_URL = "account"
LOGIN_URL = "account_login"
EMAIL_BACKEND = "alameda.mail.backends.OutboxBackend"
SMTP = ENV.smtp
DEFAULT_FROM_EMAIL = ENV.sender
PROXIES = ENV.proxies

LANGUAGE_CODE = "es"
LOCALE_PATHS = [PACKAGE_DIR / "foundation" / "locale"]  # foundation is no Django app
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Santiago"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # the web leaves jobs by name; night.py gathers them

# How long a web process keeps the name and the theme of its region.
BRAND_SECONDS = 60

# Told in the session, so that a page that tells somebody something is never one that others keep.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# How many whole pages a web process keeps, the most asked for: some 40 KB each.
PAGES_KEPT = 512
PAGES_KEPT_BYTES = 48 * 1024 * 1024

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STORAGES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DOCUMENT_BYTES_MAX = 25 * 1024 * 1024  # of one uploaded file

SESSION_COOKIE_AGE = 12 * 3600  # a working day; then one signs in again
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.is_https
CSRF_COOKIE_SECURE = ENV.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "alameda.ui.views.handle_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
