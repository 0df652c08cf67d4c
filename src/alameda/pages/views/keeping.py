"""Pages kept while nothing happens: what a page of the Council tells, an act wrote."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from alameda.foundation.access import ActorRequest
from alameda.pages.forms import CURSOR, WORDS
from alameda.record.selectors import record_version
from alameda.ui.freshness import marked

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]

# Terms of the Council are counted to the hour, so no page is shown longer than this.
DRAWN_FOR_S = 600


def kept_while_nothing_happens(view: View[P]) -> View[P]:
    """Draw the page again only once something was published, or time may have changed it.

    Who signed in gets a page of their own.
    """
    return list_kept_while_nothing_happens()(view)


def list_kept_while_nothing_happens(*filters: str) -> Callable[[View[P]], View[P]]:
    """The same for a list that reads words, a cursor and these filters from its address."""
    params = {WORDS, CURSOR, *filters} if filters else ()

    def keeping(view: View[P]) -> View[P]:
        @wraps(view)
        def keeper(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                return view(request, *args, **kwargs)
            turn = int(timezone.now().timestamp()) // DRAWN_FOR_S
            return marked(
                request,
                record_version(),
                str(turn),
                make=lambda: view(request, *args, **kwargs),
                params=params,
            )

        return keeper

    return keeping
