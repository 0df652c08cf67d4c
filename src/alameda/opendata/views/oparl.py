"""OParl 1.1, to read: the system, its lists and every object at its own address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse

from alameda.foundation.access import ActorRequest, public, read_by_machines
from alameda.foundation.addresses import check_params
from alameda.foundation.answers import json_answer, problem_of
from alameda.foundation.errors import AlamedaError
from alameda.opendata.selectors.oparl import lists, people

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]


def _open(view: View[P]) -> View[P]:
    """Read by programs of any site; a refusal is a problem document."""

    @wraps(view)
    def opened(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            answer = view(request, *args, **kwargs)
        except AlamedaError as error:
            answer = problem_of(error, instance=request.path)
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return opened


@public
@read_by_machines
@_open
def system(request: ActorRequest) -> HttpResponse:
    """The entrance."""
    check_params(request.GET, lists.OBJECT_PARAMS)
    return json_answer(request, people.system())


@public
@read_by_machines
@_open
def listing(request: ActorRequest, kind: str) -> HttpResponse:
    """A page of a list."""
    asked = {name: request.GET[name] for name in request.GET}
    return json_answer(request, lists.page_of(kind, asked))


@public
@read_by_machines
@_open
def thing(request: ActorRequest, kind: str, key: str) -> HttpResponse:
    """One object."""
    check_params(request.GET, lists.OBJECT_PARAMS)
    return json_answer(request, lists.one(kind, key))
