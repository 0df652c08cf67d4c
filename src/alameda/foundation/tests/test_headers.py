"""Who may keep an answer: decided from the actor and the session, for pages and machines alike."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.answers import json_answer
from alameda.foundation.headers import is_for_one, kept_a_moment

PERSON = Actor(kind="person", person_id=1)


def asked(*, actor: Actor | None = VISITOR, cookie: str = "", key: str = "") -> HttpRequest:
    request = RequestFactory().get("/", headers={"Authorization": key} if key else {})
    if cookie:
        request.COOKIES[cookie] = "x"
    if actor is not None:
        request.actor = actor  # type: ignore[attr-defined]  # access.ActorRequest declares it
    return request


@pytest.mark.parametrize(
    ("request_", "is_theirs"),
    [
        (asked(), False),
        (asked(cookie="alameda_theme"), False),
        (asked(cookie=settings.SESSION_COOKIE_NAME), True),
        (asked(actor=PERSON, cookie="other"), True),
        (asked(actor=PERSON, key="Bearer x"), True),
        (asked(actor=None, key="Bearer x"), True),
    ],
)
def test_only_what_a_visitor_reads_is_kept_by_others(
    request_: HttpRequest, is_theirs: bool
) -> None:
    page = kept_a_moment(request_, HttpResponse(), age_s=9)
    data = json_answer(request_, {})

    assert is_for_one(request_) == is_theirs
    assert ("private" in page["Cache-Control"]) == is_theirs
    assert ("s-maxage=9" in page["Cache-Control"]) != is_theirs
    assert ("max-age=0" in page["Cache-Control"]) != is_theirs
    assert data["Cache-Control"] == ("private, no-store" if is_theirs else "public, max-age=30")
    assert page["Vary"] == "Cookie"
