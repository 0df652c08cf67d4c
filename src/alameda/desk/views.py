"""My queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.acting.selectors import CLOCKS, Narrowing, lanes_of, options_of, rooms_of
from alameda.desk.selectors import SHOWN, queue_in
from alameda.foundation.access import ActorRequest, signed_in
from alameda.foundation.vocabulary import options
from alameda.pages.forms import Asked, parse
from alameda.territory.selectors import region_letters
from alameda.ui.parts import Pager

CLOCK = "plazo"
Sides = Mapping[str, Sequence[tuple[str, str]]]


@require_safe
@signed_in
def queue(request: ActorRequest) -> HttpResponse:
    """What waits for me, the most urgent first; what I look for in it."""
    lanes = lanes_of(request.actor, today=timezone.localdate(), region=region_letters())
    sides: Sides = {CLOCK: options(CLOCKS), **options_of(lanes)}
    asked = parse(request.GET, {name: [key for key, _word in of] for name, of in sides.items()})
    by = Narrowing(
        words=asked.words,
        clock=asked.one(CLOCK),
        chosen={name: asked.one(name) for name in sides if name != CLOCK},
    )
    found = queue_in(lanes, by=by, cursor=asked.cursor)
    context = {
        "queue": found,
        "rooms": rooms_of(request.actor),
        "asked": asked,
        "is_narrowed": not by.is_empty,
        "fields": _fields(sides, asked) if found.count > SHOWN or not by.is_empty else [],
        "pager": Pager(
            previous_url=asked.at() if asked.cursor else "",
            next_url=asked.at(found.next) if found.next else "",
        ),
    }
    return render(request, "desk/queue.html", context)


def _fields(sides: Sides, asked: Asked) -> list[tuple[str, str, Sequence[tuple[str, str]], str]]:
    """Name, label, values and choice of each filter that leaves anything to choose."""
    labels = {
        CLOCK: _("Term"),
        "tipo": _("Kind"),
        "estado": _("State"),
        "ruta": _("Route"),
        "comuna": _("Comuna"),
    }
    return [
        (name, labels.get(name, name), of, asked.one(name))
        for name, of in sides.items()
        if len(of) > 1
    ]
