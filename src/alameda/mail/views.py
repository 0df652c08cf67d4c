"""The mail of a demonstration, for everybody to see; a real instance shows nobody's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alameda.foundation.access import only_in_a_demonstration, public
from alameda.mail.selectors import get_message, latest_messages


@never_cache
@require_safe
@public
def demo_messages(request: HttpRequest) -> HttpResponse:
    """The latest messages of the demonstration."""
    only_in_a_demonstration()
    return render(request, "mail/demo_messages.html", {"found": latest_messages()})


@never_cache
@require_safe
@public
def demo_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message of the demonstration, as text."""
    only_in_a_demonstration()
    return render(request, "mail/demo_message.html", {"message": get_message(pk)})
