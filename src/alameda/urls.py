"""All addresses, where the parts meet."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from alameda.api import api
from alameda.opendata.urls import urlpatterns as opendata_urlpatterns
from alameda.record.urls import log_urlpatterns
from alameda.ui import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/seen", health.seen, name="health-seen"),
    path("api/v1/", api.urls),
    *log_urlpatterns,
    *opendata_urlpatterns,
    path("", include("alameda.following.urls")),
    *i18n_patterns(
        path("", include("alameda.portal.urls")),
        path("", include("alameda.investments.urls")),
        path("", include("alameda.council.urls")),
        path("", include("alameda.desk.urls")),
        path("", include("alameda.documents.urls")),  # before /x/CODE/ of the thread
        path("", include("alameda.thread.urls")),
        path("", include("alameda.mail.urls")),
        path("", include("alameda.accounts.urls")),
        path("", include("alameda.record.urls")),
        path("", include("alameda.ui.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "alameda.ui.views.handle_400"
handler403 = "alameda.ui.views.handle_403"
handler404 = "alameda.ui.views.handle_404"
handler500 = "alameda.ui.views.handle_500"
