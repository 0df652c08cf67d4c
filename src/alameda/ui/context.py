"""What every template knows of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """The site's facts for the base template."""
    return {"is_demo": settings.IS_DEMO, "site_name": "Alameda"}
