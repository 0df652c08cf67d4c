"""Matters that are no initiative, citizen points, and files replaced: each act has its screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.council.models import AgendaItem, CitizenPoint, Matter
from alameda.council.tests.factories import SessionFactory, make_council
from alameda.council.tests.traces import traces
from alameda.desk.tests.walking import Walker, said
from alameda.documents.models import Document, Version
from alameda.record.models import Entry
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db
MATTERS = "/mesa/consejo/materias/"
POINTS = "/mesa/consejo/puntos/"


def a_paper(text: str = "Oficio") -> SimpleUploadedFile:
    return SimpleUploadedFile("oficio.txt", text.encode())


def a_secretary() -> Walker:
    return Walker("council_secretary")


def register(walker: Walker, title: str = "Concesión de la plaza", **typed: Any) -> Matter:
    """Register a concession by the form."""
    walker.open(f"{MATTERS}nueva/")
    walker.do("register", title=title, **typed)
    return Matter.objects.latest("pk")


@pytest.mark.parametrize("role", ["council_secretary", "governor", "cabinet"])
def test_a_matter_is_registered_with_its_paper_and_put_before_the_council(role: str) -> None:
    make_council(2)
    walker = Walker(role)
    matter = register(walker, paper="Oficio 12 de 2026", applicant="Municipalidad", file=a_paper())
    assert matter.code in walker.open(MATTERS)
    walker.open(f"{MATTERS}{matter.code}/")

    walker.do("put")

    item = AgendaItem.objects.get()
    assert (item.matter_id, item.title, item.beneficiary) == (
        matter.subject_id,
        "Concesión de la plaza",
        "Municipalidad",
    )
    assert item.files.get().document == Document.objects.get(subject=matter.subject)
    assert matter.paper == "Oficio 12 de 2026"
    assert matter.code not in walker.open(MATTERS)
    walker.open(f"{MATTERS}{matter.code}/")
    assert 'value="put"' not in walker.html


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"amount_clp": ""}, "amount_clp"),
        ({"amount_clp": "0"}, "amount_clp"),
        ({"fund": " "}, "fund"),
    ],
)
def test_money_is_not_put_before_the_council_without_its_amount_and_its_fund(
    lacking: dict[str, str], field: str
) -> None:
    make_council(1)
    secretary = a_secretary()
    secretary.open(f"{MATTERS}nueva/")
    whole = {
        "business": "budget_change",
        "title": "Modificación 3",
        "amount_clp": "9000000",
        "fund": "FNDR",
    }

    secretary.post(secretary.sent("register", **{**whole, **lacking}), status=422)
    assert not Matter.objects.exists()
    assert f'id="register-{field}-error"' in secretary.html
    secretary.post(secretary.sent("register", **whole))

    matter = Matter.objects.get()
    assert (matter.amount_clp, matter.fund) == (9_000_000, "FNDR")
    assert Entry.objects.get(verb="matter.registered").payload["fund"] == "FNDR"


def test_a_matter_is_corrected_and_withdrawn_with_reasons_until_an_item_carries_it() -> None:
    make_council(1)
    secretary = a_secretary()
    matter = register(secretary)
    secretary.do("correct", name="Concesión de la cancha", reason="Era otra")
    secretary.do("put")
    before = traces()

    secretary.post(
        {"act": "withdraw", "reason": "Se desistió"},
        status=422,
    )
    assert traces() == before
    secretary.post(
        {
            "act": "correct",
            "name": "Otra",
            "received_on": timezone.localdate(),
            "reason": "No",
        },
        status=302,
    )

    matter.refresh_from_db()
    matter.subject.refresh_from_db()
    assert matter.subject.title == matter.title
    assert Entry.objects.filter(verb="matter.corrected").count() == 2


def test_a_matter_that_nobody_put_forward_is_withdrawn() -> None:
    make_council(1)
    secretary = a_secretary()
    matter = register(secretary)
    secretary.do("withdraw", status=422, reason="\u202e")

    secretary.do("withdraw", reason="Se desistió")

    matter.refresh_from_db()
    assert matter.state == "withdrawn"
    assert Entry.objects.get(verb="matter.moved").payload["reason"] == "Se desistió"
    assert matter.code not in secretary.open(MATTERS)


def test_a_file_is_replaced_by_a_new_version_with_its_reason() -> None:
    make_council(1)
    secretary = a_secretary()
    matter = register(secretary, file=a_paper())
    document = Document.objects.get()
    version = Version.objects.get()

    secretary.do("replace", document.code, status=422, file=a_paper(), reason="Igual")
    secretary.do("replace", document.code, status=422, file=a_paper("Otro"), reason="")
    secretary.do("replace", document.code, file=a_paper("Otro"), reason="Faltaba una hoja")

    assert list(document.versions.order_by("number").values_list("reason", flat=True)) == [
        version.reason,
        "Faltaba una hoja",
    ]
    secretary.do("put")
    item = AgendaItem.objects.get(matter=matter.subject)
    secretary.open(f"/mesa/consejo/temas/{item.pk}/")
    secretary.do("replace", document.code, file=a_paper("Tercero"), reason="Otra vez")
    assert document.versions.count() == 3


def test_a_file_of_another_thing_is_not_replaced_from_here() -> None:
    make_council(1)
    secretary = a_secretary()
    register(secretary, file=a_paper())
    other = Document.objects.get()
    register(secretary, title="Otra materia", file=a_paper("Otro"))

    secretary.post(
        {"act": "replace", "target": other.code, "file": a_paper("X"), "reason": "No"}, status=404
    )

    assert other.versions.count() == 1


def test_only_who_puts_business_before_the_council_registers_matters() -> None:
    make_council(1)
    for page in (MATTERS, f"{MATTERS}nueva/"):
        a_secretary().open(page)
        for role in ("councillor", "operator", "planner", "resident"):
            Walker(role).open(page, status=403)


def a_point(state: str = "reached", number: int = 1) -> CitizenPoint:
    code = f"P-2026-{number:03d}"
    today = timezone.localdate()
    return CitizenPoint.objects.create(
        subject=SubjectFactory.create(
            code=code, kind="citizen_point", title="Más sombra", state=state
        ),
        code=code,
        title="Más sombra",
        text="Árboles",
        state=state,
        needed=2,
        supporters=2,
        opened_on=today,
        closes_on=today + timedelta(days=9),
        reached_on=today if state == "reached" else None,
    )


def test_the_secretary_puts_a_point_on_an_agenda_once() -> None:
    body, _members = make_council(2)
    session = SessionFactory.create(body=body)
    point = a_point()
    secretary = a_secretary()
    secretary.open(POINTS)

    secretary.do("table", point.code, session=session.code)

    point.refresh_from_db()
    item = AgendaItem.objects.get(citizen_point=point)
    assert (point.state, item.session, item.state) == ("on_agenda", session, "on_agenda")
    before = traces()
    secretary.post({"act": "table", "target": point.code, "session": session.code}, status=409)
    assert traces() == before


def test_the_secretary_declines_a_point_with_a_public_reason() -> None:
    make_council(1)
    point, collecting = a_point(), a_point("collecting", 2)
    secretary = a_secretary()
    secretary.open(POINTS)

    secretary.do("decline", point.code, status=422, reason=" ")
    assert said(secretary.html)
    secretary.do("decline", point.code, reason="No es materia del Consejo")
    secretary.do("decline", collecting.code, reason="Repite otro punto")

    point.refresh_from_db()
    assert (point.state, point.reason) == ("declined", "No es materia del Consejo")
    assert point.reason in secretary.open(f"/consejo/puntos/{point.code}/")


def test_who_runs_a_committee_alone_judges_no_points() -> None:
    make_council(1)
    walker = Walker()
    RoleGrantFactory.create(person=walker.person, role="council_secretary", body="obras")

    a_secretary().open(POINTS)
    walker.open(POINTS, status=403)
