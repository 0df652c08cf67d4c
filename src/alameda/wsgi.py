"""The WSGI application that ``cli.front`` hands whole requests to."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alameda.settings.prod")
application = get_wsgi_application()
