"""What modules add to the whole site."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from alameda.foundation.machines import MachineAnswersMiddleware
from alameda.foundation.sections import machine_prefixes, sections


def test_the_menu_is_what_the_modules_say_in_its_order() -> None:
    assert [each.path for each in sections()] == [
        "inversiones/",
        "consejo/",
        "territorio/",
        "registro/",
        "datos/",
    ]
    assert [str(each.label) for each in sections()] == [
        "Inversiones",
        "Consejo",
        "Territorio",
        "Registro",
        "Datos",
    ]


@pytest.mark.parametrize(
    ("path", "is_for_machines"),
    [
        ("/api/v1/x", True),
        ("/data/x", True),
        ("/oparl/", True),
        ("/record/key", True),
        ("/", False),
    ],
)
def test_machines_are_answered_in_the_language_they_ask_for(
    path: str, *, is_for_machines: bool
) -> None:
    assert machine_prefixes() == ("/data/", "/oparl/", "/record/")
    asked = RequestFactory().get(path, headers={"Accept-Language": "en"})

    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answered = MachineAnswersMiddleware(answer)(asked)

    assert ("Content-Language" in answered.headers) is is_for_machines
