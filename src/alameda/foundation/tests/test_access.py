"""Who may open a view."""

from __future__ import annotations

from typing import cast

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from alameda.foundation.access import Access, ActorRequest, access_of, public, requires, signed_in
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import NotAllowedError

TREASURER = Actor(
    kind="person", person_id=1, grants=frozenset({Grant(role="treasury", unit="dipir")})
)
RESIDENT = Actor(kind="person", person_id=2, grants=frozenset({Grant(role="resident")}))


def page(_request: HttpRequest, word: str = "") -> HttpResponse:
    return HttpResponse(f"open {word}")


def asked_by(actor: Actor) -> ActorRequest:
    request = cast("ActorRequest", RequestFactory().get("/"))
    request.actor = actor
    return request


def test_a_public_view_opens_for_everybody_and_says_so() -> None:
    view = public(page)

    assert access_of(view) == Access(is_public=True)
    assert view(asked_by(VISITOR), word="door").content == b"open door"


@pytest.mark.parametrize("actor", [TREASURER, SYSTEM])
def test_a_role_opens_its_view_wherever_it_holds(actor: Actor) -> None:
    view = requires("treasury", "governor")(page)

    assert access_of(view) == Access(roles=("treasury", "governor"))
    assert view(asked_by(actor)).content == b"open "


@pytest.mark.parametrize("actor", [VISITOR, RESIDENT])
def test_others_are_refused(actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        requires("treasury")(page)(asked_by(actor))


def test_signing_in_is_enough_where_no_role_is_asked() -> None:
    view = signed_in(page)

    assert view(asked_by(RESIDENT)).content == b"open "
    with pytest.raises(NotAllowedError):
        view(asked_by(VISITOR))


def test_a_request_without_an_actor_is_a_visitor() -> None:
    with pytest.raises(NotAllowedError):
        requires("treasury")(page)(cast("ActorRequest", RequestFactory().get("/")))


def test_requiring_nothing_is_a_mistake_found_at_import() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        requires()


def test_a_view_that_forgot_to_say_is_told_apart() -> None:
    assert access_of(lambda _request: HttpResponse()) is None
