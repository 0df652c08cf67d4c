"""Pages kept while nothing happens: what a page tells, an act of some module wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.utils import timezone

from alameda.foundation.access import ActorRequest
from alameda.foundation.headers import is_for_one
from alameda.pages.forms import CURSOR, WORDS
from alameda.record.selectors import told_version
from alameda.thread.selectors import modules_tied
from alameda.ui.freshness import marked

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]

# Legal terms are counted to the hour, so no page is shown longer than this.
DRAWN_FOR_S = 600
# The frame of every page has the face of the region, and any row may have come in with a file.
EVERYWHERE = ("intake", "territory")


def page_version(*modules: str, is_tied: bool = False) -> str:
    """Another with each act of the modules that a page tells; of no others.

    Args:
        modules: whose facts change the page; the region and imports always do.
        is_tied: the page also shows what its subject is tied to, whatever module that is of.
    """
    tied = ("thread", "documents", *modules_tied()) if is_tied else ()
    return told_version(*dict.fromkeys((*modules, *EVERYWHERE, *tied)))


def kept_while_nothing_happens(
    *modules: str, is_tied: bool = False, filters: Collection[str] = ()
) -> Callable[[View[P]], View[P]]:
    """Draw the page again only once a module it tells has acted, or time may have changed it.

    Who signed in gets a page of their own.

    Args:
        modules: as ``page_version`` takes them.
        is_tied: likewise.
        filters: of a list: the parameters of its address besides words and cursor. With any other
            parameter the page is drawn, and not kept.
    """
    params = {WORDS, CURSOR, *filters} if filters else ()

    def wrapper(view: View[P]) -> View[P]:
        @wraps(view)
        def keeper(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if is_for_one(request):
                return view(request, *args, **kwargs)
            return marked(
                request,
                page_version(*modules, is_tied=is_tied),
                str(int(timezone.now().timestamp()) // DRAWN_FOR_S),
                make=lambda: view(request, *args, **kwargs),
                params=params,
            )

        return keeper

    return wrapper
