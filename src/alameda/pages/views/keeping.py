"""Pages kept while nothing happens: what a page of the Council tells, an act wrote."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.utils import timezone

from alameda.foundation.access import ActorRequest
from alameda.foundation.headers import is_for_one
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

    @wraps(view)
    def keeper(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_for_one(request):
            return view(request, *args, **kwargs)
        turn = int(timezone.now().timestamp()) // DRAWN_FOR_S
        return marked(
            request, record_version(), str(turn), make=lambda: view(request, *args, **kwargs)
        )

    return keeper
