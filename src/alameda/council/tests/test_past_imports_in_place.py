"""A corrected file of past sessions: rows change in place, by key, and what changed is dated."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from alameda.council.actions.imports import Report, import_past
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    Body,
    Councillor,
    Finding,
    Membership,
    Session,
    Vote,
)
from alameda.council.tests.test_past_imports import WHOLE, row, written
from alameda.foundation.actor import SYSTEM
from alameda.record.models import Entry
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db
SECOND = {"id": 2, "numero": 5, "fecha": "2024-03-13", "acta_pdf": ""}
OTHER_ITEM = {"id": 8, "numero_tabla": "2", "titulo": "Otro plan regulador"}


def brought(folder: Path, **changes: Any) -> Report:
    return import_past(written(folder, **changes), profile="core_rm", actor=SYSTEM)


def gone(table: str) -> list[str]:
    found = Finding.objects.filter(run__number=2, kind="row-gone", table=table)
    return list(found.values_list("row", flat=True))


def renamed(key: int, name: str) -> list[dict[str, Any]]:
    return [one | ({"nombre": name} if one["id"] == key else {}) for one in WHOLE["consejeros"]]


def test_a_renamed_member_is_one_member_and_the_change_is_told(tmp_path: Path) -> None:
    brought(tmp_path)
    before = Councillor.objects.get(name="Consejería 03")

    report = brought(tmp_path, consejeros=renamed(3, "Consejería 03 Segundo Apellido"))

    assert Councillor.objects.count() == 3
    member = Councillor.objects.get(pk=before.pk)
    assert (member.name, member.code, member.slug) == (
        "Consejería 03 Segundo Apellido", before.code, before.slug,
    )  # fmt: skip
    assert member.subject.title == member.name
    assert (report.created, report.updated, report.refused) == (0, 1, 0)
    said = Finding.objects.get(run__number=2, kind="renamed")
    assert said.values == {"before": "Consejería 03", "value": member.name}
    assert [ballot.councillor_id for ballot in Ballot.objects.all()] == [before.pk]
    assert Entry.objects.filter(verb="past_member.renamed", subject=member.code).count() == 1


def test_two_members_whose_names_were_swapped_keep_what_they_did(tmp_path: Path) -> None:
    brought(tmp_path)
    before = {member.name: member.pk for member in Councillor.objects.all()}
    swapped = [
        {**WHOLE["consejeros"][0]},
        {**WHOLE["consejeros"][1], "nombre": "Consejería 03"},
        {**WHOLE["consejeros"][2], "nombre": "Consejería 02"},
    ]

    report = brought(tmp_path, consejeros=swapped)

    assert (report.updated, report.created, report.refused) == (2, 0, 0)
    after = {member.name: member.pk for member in Councillor.objects.all()}
    assert after["Consejería 02"] == before["Consejería 03"]
    assert after["Consejería 03"] == before["Consejería 02"]


def test_who_comes_again_under_another_key_is_refused_with_both(tmp_path: Path) -> None:
    brought(tmp_path)
    moved = [{**one, "id": 33} if one["id"] == 3 else one for one in WHOLE["consejeros"]]

    report = brought(tmp_path, consejeros=moved)

    refused = Finding.objects.get(run__number=2, kind="other-key")
    assert (refused.row, refused.values) == ("33", {"value": "Consejería 03", "expected": "3"})
    assert report.rows == report.created + report.updated + report.unchanged + report.refused
    assert Councillor.objects.count() == 3


def test_a_new_person_with_the_old_name_of_another_is_told_apart(tmp_path: Path) -> None:
    brought(tmp_path)
    people = [
        *renamed(3, "Consejería Tercera"),
        {"id": 4, "nombre": "Consejería 03", "es_gobernador": False},
    ]

    report = brought(tmp_path, consejeros=people)

    assert (report.created, report.updated) == (1, 1)
    slugs = Councillor.objects.filter(slug__startswith="consejeria-03")
    assert sorted(slugs.values_list("name", "slug")) == [
        ("Consejería 03", "consejeria-03-2"),
        ("Consejería Tercera", "consejeria-03"),
    ]


def test_two_numbers_that_were_swapped_come_in(tmp_path: Path) -> None:
    first = [row("sesiones"), row("sesiones", **SECOND)]
    brought(tmp_path, sesiones=first)
    codes = dict(Session.objects.values_list("source_key", "code"))

    report = brought(tmp_path, sesiones=[{**first[0], "numero": 5}, {**first[1], "numero": 4}])

    assert (report.updated, report.refused) == (2, 0)
    numbers = dict(Session.objects.values_list("source_key", "number"))
    assert numbers == {"core_rm:session:1": 5, "core_rm:session:2": 4}
    assert dict(Session.objects.values_list("source_key", "code")) == codes
    titles = Subject.objects.filter(kind="session").order_by("code").values_list("title", flat=True)
    assert [title.rsplit()[-1] for title in titles] == ["5", "4"]


def test_a_number_that_a_kept_session_has_is_refused(tmp_path: Path) -> None:
    first = [row("sesiones"), row("sesiones", **SECOND)]
    brought(tmp_path, sesiones=first)

    report = brought(tmp_path, sesiones=[{**first[0], "numero": 5}])

    assert report.findings["session-taken"] == 1
    assert Session.objects.get(source_key="core_rm:session:1").number == 4
    assert report.rows == report.unchanged + report.updated + report.refused + report.created


def test_a_new_session_takes_no_code_of_one_that_was_renumbered(tmp_path: Path) -> None:
    brought(tmp_path)
    moved = [row("sesiones", numero=5), row("sesiones", id=2, fecha="2024-03-13")]

    report = brought(tmp_path, sesiones=moved)

    assert (report.created, report.refused) == (1, 0)
    codes = dict(Session.objects.values_list("number", "code"))
    assert codes == {5: "S-2024-O04", 4: "S-2024-O04-2"}


def test_of_two_votes_on_an_item_both_are_kept_and_the_second_is_the_agreement(
    tmp_path: Path,
) -> None:
    tie = row("acuerdos", resultado="empate", votos_favor=1, votos_contra=1, abstenciones=1)
    last = row("acuerdos", id=6)
    named = [
        {"acuerdo_id": 5, "consejero_id": 3, "voto": "contra"},
        {"acuerdo_id": 5, "consejero_id": 2, "voto": "abstencion"},
        {"acuerdo_id": 6, "consejero_id": 3, "voto": "contra"},
    ]

    report = brought(tmp_path, acuerdos=[tie, last], votos_no_favorables=named)

    assert report.refused == 0
    agreement = Agreement.objects.get()
    assert (agreement.outcome, agreement.vote.source_key) == ("approved", "core_rm:vote:6")
    outcomes = dict(Vote.objects.values_list("source_key", "outcome"))
    assert outcomes == {"core_rm:vote:5": "tied", "core_rm:vote:6": "approved"}
    assert AgendaItem.objects.get().votes.count() == 2
    assert report.findings["agreement-without-number"] == 1
    assert Entry.objects.filter(verb="past_vote.imported").count() == 1
    again = brought(tmp_path, acuerdos=[tie, last], votos_no_favorables=named)
    assert (again.created, again.updated) == (0, 0)


def test_a_second_vote_that_a_correction_brings_decides(tmp_path: Path) -> None:
    brought(tmp_path)
    code = Agreement.objects.get().code
    refused = row("acuerdos", id=6, resultado="rechazado", votos_favor=1, votos_contra=2)
    named = [
        *WHOLE["votos_no_favorables"],
        {"acuerdo_id": 6, "consejero_id": 3, "voto": "contra"},
        {"acuerdo_id": 6, "consejero_id": 2, "voto": "contra"},
    ]

    report = brought(tmp_path, acuerdos=[*WHOLE["acuerdos"], refused], votos_no_favorables=named)

    assert (report.created, report.refused) == (3, 0)
    agreement = Agreement.objects.get()
    assert (agreement.code, agreement.outcome) == (code, "refused")
    assert agreement.subject.state == "refused"


def test_what_a_corrected_file_no_longer_has_is_said_of_every_table(tmp_path: Path) -> None:
    brought(
        tmp_path,
        consejeros=[*WHOLE["consejeros"], {"id": 4, "nombre": "Cuarta", "es_gobernador": False}],
        comisiones=[*WHOLE["comisiones"], {"id": 2, "nombre": "Otra", "presidente_id": 4}],
        sesiones=[row("sesiones"), row("sesiones", **SECOND)],
        temas=[row("temas"), row("temas", **OTHER_ITEM)],
    )

    report = brought(
        tmp_path,
        comisiones=[{**WHOLE["comisiones"][0], "presidente_id": None}],
        asistencia=WHOLE["asistencia"][:2],
        votos_no_favorables=[],
    )

    assert gone("consejeros") == ["4"]
    assert gone("comisiones") == ["2", "1/chair"]
    assert gone("sesiones") == ["2"]
    assert gone("asistencia") == ["1/3"]
    assert gone("temas") == ["8"]
    assert gone("votos_no_favorables") == ["5/3"]
    assert (Session.objects.count(), AgendaItem.objects.count()) == (2, 2)
    assert (Attendance.objects.count(), Membership.objects.count()) == (3, 2)
    assert report.refused == 0


def test_a_file_of_another_year_says_nothing_of_what_it_never_had(tmp_path: Path) -> None:
    brought(tmp_path)

    report = brought(
        tmp_path,
        consejeros=WHOLE["consejeros"][:2],
        sesiones=[row("sesiones", id=9, fecha="2025-03-05")],
        asistencia=[{"sesion_id": 9, "consejero_id": 1, "estado": "presente"}],
        temas=[], acuerdos=[], votos_no_favorables=[],
    )  # fmt: skip

    assert "row-gone" not in report.findings


def test_a_committee_is_renamed_and_its_chair_corrected_in_place(tmp_path: Path) -> None:
    brought(tmp_path)

    report = brought(
        tmp_path, comisiones=[{"id": 1, "nombre": "Comisión de Ruralidad", "presidente_id": 3}]
    )

    body = Body.objects.get(kind="committee")
    assert (body.name, body.slug) == ("Comisión de Ruralidad", "comision-rural")
    assert body.memberships.get().councillor.name == "Consejería 03"
    assert report.updated == 1


@pytest.mark.parametrize(
    ("hour", "told"),
    [("09:30", "2024-03-06T12:30:00Z"), ("12:30Z", "2024-03-06T12:30:00Z")],
)
def test_an_hour_with_its_zone_is_read_with_it(
    hour: str, told: str, tmp_path: Path, client: Client
) -> None:
    brought(tmp_path, sesiones=[row("sesiones", hora_inicio=hour)])

    [session] = client.get("/api/v1/council/sessions").json()["items"]
    assert session["starts_at"] == told


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"hora_inicio": "01:30Z"}, "not-a-date"),
        ({"fecha": "2151-03-06"}, "not-a-date"),
        ({"fecha": "9999-12-31", "hora_inicio": "23:30-12:00"}, "not-a-date"),
    ],
)
def test_a_moment_that_is_another_day_or_out_of_bounds_is_refused(
    changed: dict[str, str], kind: str, tmp_path: Path
) -> None:
    report = brought(tmp_path, sesiones=[row("sesiones", **changed)])

    assert report.findings[kind] == 1
    assert not Session.objects.exists()


# What changed is dated, and nothing else is.


def moments(client: Client) -> dict[str, str]:
    """Every moment of change that anybody is told, by what it is of."""
    found = {}
    for kind in ("meetings", "agendaitems", "papers", "consultations", "organizations", "persons"):
        for thing in client.get(f"/oparl/v1.1/{kind}").json()["data"]:
            found[thing["id"]] = thing["modified"]
            for inside in thing.get("agendaItem", ()):
                if isinstance(inside, dict):
                    found[f"{inside['id']} inside"] = inside["modified"]
    for session in client.get("/api/v1/council/sessions").json()["items"]:
        detail = client.get(f"/api/v1/council/sessions/{session['code']}").json()
        found[f"api {session['code']}"] = detail["changed_at"]
    return found | followed(client)


def followed(client: Client) -> dict[str, str]:
    """The same, of the calendar and the feed."""
    found: dict[str, str] = {}
    text = client.get("/cal/consejo.ics").content.decode().replace("\r\n ", "")
    for event in text.split("BEGIN:VEVENT")[1:]:
        said = dict(line.split(":", 1) for line in event.strip().split("\r\n") if ":" in line)
        found |= {f"{said['UID']} {name}": said[name] for name in ("LAST-MODIFIED", "SEQUENCE")}
    feed = client.get("/feeds/consejo.atom").content.decode()
    for entry in feed.split("<entry>")[1:]:
        ident = entry.split("<id>")[1].split("</id>")[0]
        found[f"{ident} updated"] = entry.split("<updated>")[1].split("</updated>")[0]
    return found


def backdated() -> None:
    """Let all that is there have changed long ago: moments are told to the second."""
    long_ago = datetime.fromisoformat("2025-01-01T12:00:00+00:00")
    tables = ("agendaitem", "vote", "agreement")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE council_{table} DISABLE TRIGGER note_change")
        for table in (*tables, "session"):
            cursor.execute(f"UPDATE council_{table} SET changed_at = %s", [long_ago])  # noqa: S608  ours
        cursor.execute(
            "UPDATE thread_subject SET changed_at = %s, created_at = %s", [long_ago, long_ago]
        )
        for table in tables:
            cursor.execute(f"ALTER TABLE council_{table} ENABLE TRIGGER note_change")


def two_sessions(**first: Any) -> dict[str, Any]:
    """Two sessions with an item and an agreement each; some of the first one changed."""
    named: list[dict[str, Any]] = first.get("votos_no_favorables") or WHOLE["votos_no_favorables"]
    return {
        "sesiones": [row("sesiones", **first.get("sesiones", {})), row("sesiones", **SECOND)],
        "temas": [
            row("temas", **first.get("temas", {})),
            row("temas", id=17, sesion_id=2, titulo="Otro asunto de la tabla"),
        ],
        "acuerdos": [
            row("acuerdos", **first.get("acuerdos", {})),
            row("acuerdos", id=15, tema_id=17, sesion_id=2),
        ],
        "votos_no_favorables": [
            *named,
            {"acuerdo_id": 15, "consejero_id": 3, "voto": "contra"},
        ],
        "asistencia": [
            *WHOLE["asistencia"],
            *({**one, "sesion_id": 2} for one in WHOLE["asistencia"]),
        ],
    }


def test_an_import_that_changes_nothing_dates_nothing(tmp_path: Path, client: Client) -> None:
    brought(tmp_path, **two_sessions())
    backdated()
    before = moments(client)

    report = brought(tmp_path, **two_sessions())

    assert (report.created, report.updated) == (0, 0)
    assert moments(client) == before


@pytest.mark.parametrize(
    ("first", "moved"),
    [
        ({"sesiones": {"hora_inicio": "15:45"}}, {"session"}),
        ({"temas": {"titulo": "Concesión corregida"}}, {"session", "item", "paper"}),
        (
            {
                "acuerdos": {"votos_favor": 1, "abstenciones": 1},
                "votos_no_favorables": [
                    *WHOLE["votos_no_favorables"],
                    {"acuerdo_id": 5, "consejero_id": 2, "voto": "abstencion"},
                ],
            },
            {"session", "item", "paper"},
        ),
    ],
)
def test_one_that_changes_something_dates_exactly_that(
    first: dict[str, Any], moved: set[str], tmp_path: Path, client: Client
) -> None:
    brought(tmp_path, **two_sessions())
    backdated()
    before = moments(client)
    kept = client.get("/cal/consejo.ics").headers["Last-Modified"]

    brought(tmp_path, **two_sessions(**first))

    after = moments(client)
    changed = {key for key in after if after[key] != before[key]}
    agreement = Agreement.objects.get(vote__source_key="core_rm:vote:5").code
    of = {
        "session": {key for key in after if "S-2024-O04" in key and "-I" not in key},
        "item": {key for key in after if "S-2024-O04-I01" in key},
        "paper": {key for key in after if agreement in key},
    }
    assert changed == {key for name in moved for key in of[name]}
    assert all(of.values())
    answer = client.get("/cal/consejo.ics", headers={"If-Modified-Since": kept})
    assert answer.status_code == 200
    since = "2025-06-01T00:00:00Z"
    found = client.get(f"/oparl/v1.1/meetings?modified_since={since}").json()["data"]
    assert [thing["id"].rsplit("/")[-1] for thing in found] == ["S-2024-O04"]


def test_an_item_says_the_same_moment_inside_its_meeting_and_alone(
    tmp_path: Path, client: Client
) -> None:
    brought(tmp_path, **two_sessions())

    told = moments(client)
    items = [key for key in told if "/agendaitems/" in key and not key.endswith(" inside")]
    assert len(items) == 2
    assert all(told[key] == told[f"{key} inside"] for key in items)


def test_a_file_may_be_json_whose_keys_are_texts(tmp_path: Path) -> None:
    brought(tmp_path)
    texts = json.loads(json.dumps(WHOLE).replace('"id": 5', '"id": "5"'))

    report = brought(tmp_path, **texts)

    assert (report.created, report.updated, report.refused) == (0, 0, 0)


@pytest.mark.parametrize("is_refused", [True, False])
def test_an_item_that_is_refused_or_gone_moves_no_other(
    tmp_path: Path, *, is_refused: bool
) -> None:
    items = [row("temas", id=key, numero_tabla=str(key)) for key in (7, 8, 9)]
    brought(tmp_path, temas=items)
    before = list(AgendaItem.objects.order_by("pk").values_list("position", "changed_at"))

    bad = [{**items[1], "seccion": "INVENTADA"}] if is_refused else []
    report = brought(tmp_path, temas=[items[0], *bad, items[2]])

    assert report.updated == 0
    assert report.refused == is_refused
    after = AgendaItem.objects.order_by("pk")
    assert list(after.values_list("position", "changed_at")) == before
    assert [position for position, _moment in before] == [1, 2, 3]


def test_new_items_come_last_or_where_the_file_puts_them(tmp_path: Path) -> None:
    items = [row("temas", id=key, numero_tabla=str(key)) for key in (7, 8, 9, 10)]
    brought(tmp_path, temas=[items[0], items[2]])

    brought(tmp_path, temas=[items[0], items[2], items[3]])
    order = AgendaItem.objects.order_by("position").values_list("number", "position")
    assert list(order) == [("7", 1), ("9", 2), ("10", 3)]

    brought(tmp_path, temas=items)
    assert list(order.all()) == [("7", 1), ("8", 2), ("9", 3), ("10", 4)]
