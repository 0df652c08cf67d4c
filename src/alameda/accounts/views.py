"""The account pages: what I am here, and in a demonstration one click into each role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
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
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from alameda.accounts.actions import accept_invitation
from alameda.accounts.forms import ChosenPasswordForm
from alameda.accounts.models import Person
from alameda.accounts.rules import ROLES, role_name
from alameda.accounts.selectors import actor_of, demo_people, open_invitation, roles_of
from alameda.foundation.access import (
    ActorRequest,
    only_in_a_demonstration,
    public,
    signed_in,
)
from alameda.foundation.errors import BadInputError, NotFoundError, RuleBrokenError
from alameda.foundation.written import digest

P = ParamSpec("P")
BACKEND = "django.contrib.auth.backends.ModelBackend"
INVITED = "invited"  # in the session: the digest of a link that was followed


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
    login(request, person, backend=BACKEND)
    back = _place_here(request, request.POST.get("next", ""))
    return redirect(back or get_adapter().get_login_redirect_url(request))


def _place_here(request: HttpRequest, told: str) -> str:
    """Where one was going, if that is on this site; else nothing."""
    is_ours = url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()})
    return told if is_ours else ""


@never_cache
@require_safe
@public
def invitation_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take what a link holds out of the address, and lead to the page that answers it.

    Only its digest goes along: an address is kept by browsers, and told to others. What opens
    nothing is remembered nowhere: whoever guesses would else fill the sessions.
    """
    mark = digest(secret)
    if open_invitation(mark, now=timezone.now()) is None:
        return render(request, "accounts/invitation_gone.html", status=HTTPStatus.GONE)
    request.session[INVITED] = mark
    return redirect("invitation")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@sensitive_post_parameters("password1", "password2")
def invitation(request: ActorRequest) -> HttpResponse:
    """Choose the password of an account that was made for me, and enter."""
    now = timezone.now()
    mark = str(request.session.get(INVITED, ""))
    found = open_invitation(mark, now=now) if mark else None
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=HTTPStatus.GONE)
    form = ChosenPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["password1"]
        try:
            person = accept_invitation(mark, password=chosen, now=now, actor=request.actor)
        except BadInputError as error:
            form.add_error("password1", str(error))
        except RuleBrokenError:  # sent twice: the first of them used it
            return render(request, "accounts/invitation_gone.html", status=HTTPStatus.GONE)
        else:
            login(request, person, backend=BACKEND)
            request.session.pop(INVITED, None)
            is_of_public = actor_of(person, today=timezone.localdate(now)).is_of_public
            return redirect("account" if is_of_public else "desk:queue")
    context = {"form": form, "person": found.person, "until": found.expires_at}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "accounts/invitation.html", context, status=status)


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
