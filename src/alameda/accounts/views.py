"""The account pages: what I am here, and in a demonstration one click into each role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

from allauth.account.adapter import get_adapter
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from alameda.accounts.models import Person
from alameda.accounts.rules import ROLES, role_name
from alameda.accounts.selectors import demo_people, roles_of
from alameda.foundation.access import (
    ActorRequest,
    only_in_a_demonstration,
    public,
    signed_in,
)
from alameda.foundation.errors import NotFoundError

P = ParamSpec("P")
DEMO_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_GET
@signed_in
def account(request: ActorRequest) -> HttpResponse:
    """Who I am here: my address and the roles I hold today."""
    language = get_language() or "es"
    person_id = request.actor.person_id or 0
    grants = [
        (grant, role_name(grant.role, language=language))
        for grant in roles_of(person_id, today=timezone.localdate())
    ]
    return render(request, "accounts/account.html", {"grants": grants})


@never_cache
@require_GET
@public
def demo_roles(request: HttpRequest) -> HttpResponse:
    """The roles of the demonstration, each one click away; absent from a real instance."""
    only_in_a_demonstration()
    language = get_language() or "es"
    people: dict[str, list[Person]] = {}
    for person in demo_people(today=timezone.localdate()):
        for grant in person.grants.all():
            people.setdefault(grant.role, []).append(person)
    rows = [
        (person, _label(person, role_name(role.key, language=language), each), role.is_staff)
        for role in ROLES
        if (each := people.get(role.key))
        for person in each
    ]
    groups = [
        (_("In the regional government"), [row for row in rows if row[2]]),
        (_("Outside it"), [row for row in rows if not row[2]]),
    ]
    back = _place_here(request, request.GET.get("next", ""))
    return render(request, "accounts/demo_roles.html", {"groups": groups, "back": back})


@never_cache
@require_POST
@public
def demo_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the invented people."""
    only_in_a_demonstration()
    person = demo_people(today=timezone.localdate()).filter(pk=pk).first()
    if person is None:
        raise NotFoundError(_("The demonstration has no such person."))
    login(request, person, backend=DEMO_BACKEND)
    back = _place_here(request, request.POST.get("next", ""))
    return redirect(back or get_adapter().get_login_redirect_url(request))


def _place_here(request: HttpRequest, told: str) -> str:
    """Where one was going, if that is on this site; else nothing."""
    is_ours = url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()})
    return told if is_ours else ""


def _label(person: Person, role: str, same_role: Sequence[Person]) -> str:
    """The role; with the name where several hold it."""
    return role if len(same_role) == 1 else f"{role}: {person.name.partition(' (')[0]}"


def whole(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Make a form of django-allauth one transaction: what it makes, it makes whole or not at all.

    Sent twice at once, such as by a double press, the second finds what the first made.
    """

    @wraps(view)
    def in_one(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            with transaction.atomic():
                return view(*args, **kwargs)
        except IntegrityError:
            with transaction.atomic():
                return view(*args, **kwargs)

    return in_one
