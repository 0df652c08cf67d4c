"""The tests: real PostgreSQL, fast password hashes, mail kept in memory."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from alameda.settings.base import *  # noqa: F403  settings modules are made to be spread
from alameda.settings.base import STORAGES

if told := os.environ.get("ALAMEDA_TEST_FOLDER", ""):  # a process that a test started
    DATA_DIR = Path(told)
else:
    DATA_DIR = Path(tempfile.mkdtemp(prefix="alameda-test-"))
    atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
STORAGES = {
    **STORAGES,
    "default": {**STORAGES["default"], "OPTIONS": {"location": DATA_DIR / "files"}},
}
SECRET_KEY = "only-for-tests"  # noqa: S105  not a secret
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
BRAND_SECONDS = 0
# Rows made without an act change no mark. What keeps pages is tested with some kept.
PAGES_KEPT = 0
