"""My queue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alameda.acting.selectors import rooms_of
from alameda.desk.selectors import queue_of
from alameda.foundation.access import ActorRequest, signed_in
from alameda.territory.selectors import region_letters


@require_safe
@signed_in
def queue(request: ActorRequest) -> HttpResponse:
    """What waits for me, the most urgent first."""
    found = queue_of(request.actor, today=timezone.localdate(), region=region_letters())
    context = {"queue": found, "rooms": rooms_of(request.actor)}
    return render(request, "desk/queue.html", context)
