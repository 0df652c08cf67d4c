"""Short permanent addresses."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from alameda.foundation.access import ActorRequest, public
from alameda.thread.selectors import get_subject


@require_safe
@public
def short_address(request: ActorRequest, code: str) -> HttpResponse:
    """Lead from a permanent code to the page of its subject, in the reader's language."""
    subject = get_subject(code, actor=request.actor)
    prefix = "" if (get_language() or "es").startswith("es") else "/en"
    return redirect(prefix + subject.address, permanent=False)
