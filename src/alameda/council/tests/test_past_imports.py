"""Past sessions from a file that a stranger made: refused by name, whole or nothing, again."""

from __future__ import annotations

import copy
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from alameda.council.actions.imports import FileRefusedError, import_past, run
from alameda.council.models import (
    Agreement,
    Ballot,
    Body,
    Councillor,
    Finding,
    PastImport,
    Session,
    Vote,
)
from alameda.council.tests.factories import BodyFactory, SessionFactory
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError
from alameda.record.models import Entry
from alameda.thread.models import Subject

Whole = dict[str, Any]
STEWARD = Actor(
    kind="person", person_id=9, grants=frozenset({Grant(role="data_steward"), Grant(role="staff")})
)
WHOLE: Whole = {
    "fuente": "Transcrita a mano desde el acta",
    "consejeros": [
        {"id": 1, "nombre": "Gobernación", "es_gobernador": True},
        {"id": 2, "nombre": "Consejería 02", "es_gobernador": False},
        {"id": 3, "nombre": "Consejería 03", "es_gobernador": False},
    ],
    "comisiones": [{"id": 1, "nombre": "Comisión Rural", "presidente_id": 2}],
    "sesiones": [
        {
            "id": 1, "numero": 4, "tipo": "ordinaria", "fecha": "2024-03-06",
            "hora_inicio": "09:30", "acta_pdf": "acta-4.pdf",
        }
    ],
    "asistencia": [
        {"sesion_id": 1, "consejero_id": key, "estado": "presente"} for key in (1, 2, 3)
    ],
    "temas": [
        {
            "id": 7, "sesion_id": 1, "numero_tabla": "1", "seccion": "tabla", "comision_id": 1,
            "titulo": "Concesión de uso gratuito de una sede",
        }
    ],
    "acuerdos": [
        {
            "id": 5, "tema_id": 7, "sesion_id": 1, "resultado": "mayoria", "votos_favor": 2,
            "votos_contra": 1, "abstenciones": 0, "inhabilidades": 0, "monto_clp": None,
            "fuente": None, "beneficiario": None,
        }
    ],
    "votos_no_favorables": [{"acuerdo_id": 5, "consejero_id": 3, "voto": "contra"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


def written(folder: Path, **changes: Any) -> Path:
    """The small source as JSON, with some of its tables changed."""
    path = folder / "sesiones.json"
    path.write_text(json.dumps({**copy.deepcopy(WHOLE), **changes}), encoding="utf-8")
    return path


def row(table: str, **changes: Any) -> dict[str, Any]:
    return {**WHOLE[table][0], **changes}


def nothing_was_written() -> bool:
    models = (PastImport, Session, Body, Councillor, Vote, Subject, Entry)
    return not any(model.objects.exists() for model in models)


@pytest.mark.django_db
def test_a_sound_source_comes_in_without_a_contradiction(tmp_path: Path) -> None:
    report = import_past(written(tmp_path), profile="core_rm", actor=STEWARD)

    assert report.findings == {"agreement-without-number": 1}
    vote = Vote.objects.get()
    assert (vote.is_inconsistent, vote.not_voting, vote.present) == (False, 0, 3)
    assert vote.ballots.get().choice == "against"
    assert Agreement.objects.get().code.startswith("A-2024-x")
    assert Session.objects.get().is_inconsistent is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "changed", "reason"),
    [
        ("consejeros", {"nombre": ""}, "missing-value"),
        ("consejeros", {"es_gobernador": "quizás"}, "unknown-value"),
        ("sesiones", {"numero": "cuatro"}, "not-a-number"),
        ("sesiones", {"numero": -1}, "not-a-number"),
        ("sesiones", {"fecha": "03-13-2024"}, "not-a-date"),
        ("sesiones", {"fecha": "2024-13-01"}, "not-a-date"),
        ("sesiones", {"tipo": "secreta"}, "unknown-value"),
        ("asistencia", {"consejero_id": 99}, "unknown-id"),
        ("temas", {"titulo": "x" * 401}, "too-long"),
        ("temas", {"comision_id": 99}, "unknown-id"),
        ("acuerdos", {"votos_favor": None}, "missing-value"),
        ("acuerdos", {"votos_favor": "9" * 5000}, "too-long"),
        ("acuerdos", {"votos_favor": 2.5}, "not-a-number"),
        ("votos_no_favorables", {"voto": "quizás"}, "unknown-value"),
        ("votos_no_favorables", {"acuerdo_id": 99}, "unknown-id"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_by_name(
    table: str, changed: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    path = written(tmp_path, **{table: [row(table, **changed), *WHOLE[table][1:]]})

    import_past(path, profile="core_rm", actor=SYSTEM)

    refused = Finding.objects.filter(is_refusal=True, table=table)
    assert [found.kind for found in refused] == [reason]
    run = PastImport.objects.get()
    assert run.rows == run.created + run.refused


@pytest.mark.django_db
@pytest.mark.parametrize("table", [name for name in WHOLE if name != "fuente"])
def test_a_key_that_is_repeated_is_taken_once(table: str, tmp_path: Path) -> None:
    path = written(tmp_path, **{table: [*WHOLE[table], WHOLE[table][0]]})

    import_past(path, profile="core_rm", actor=SYSTEM)

    refused = Finding.objects.filter(is_refusal=True)
    assert [(found.kind, found.table) for found in refused] == [("duplicate-key", table)]


@pytest.mark.django_db
def test_two_with_one_name_are_refused_and_two_votes_on_one_item_come_in(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        consejeros=[*WHOLE["consejeros"], {"id": 4, "nombre": "CONSEJERÍA 02", "es_gobernador": 0}],
        acuerdos=[*WHOLE["acuerdos"], row("acuerdos", id=6)],
    )

    import_past(path, profile="core_rm", actor=SYSTEM)

    refused = Finding.objects.filter(is_refusal=True).values_list("kind", flat=True)
    assert sorted(refused) == ["same-name"]
    assert (Vote.objects.count(), Agreement.objects.count()) == (2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        ({"votos_favor": 1}, {"total-not-present", "result-disagrees"}),
        ({"votos_favor": 3}, {"total-not-present"}),
        ({"resultado": "unanimidad"}, {"result-disagrees"}),
        ({"resultado": "rechazado"}, {"result-disagrees"}),
        ({"votos_contra": 0, "votos_favor": 3}, {"names-exceed", "result-disagrees"}),
        ({"abstenciones": 1, "votos_favor": 1}, {"names-missing", "result-disagrees"}),
    ],
)
def test_a_vote_that_contradicts_itself_is_marked_and_says_why(
    changed: dict[str, Any], kinds: set[str], tmp_path: Path
) -> None:
    path = written(tmp_path, acuerdos=[row("acuerdos", **changed)])

    import_past(path, profile="core_rm", actor=SYSTEM)

    vote = Vote.objects.get()
    assert vote.is_inconsistent
    assert vote.session.is_inconsistent
    assert set(vote.findings.values_list("kind", flat=True)) == kinds


@pytest.mark.django_db
def test_a_vote_of_somebody_absent_is_marked(tmp_path: Path) -> None:
    absent = [*WHOLE["asistencia"][:2], {**WHOLE["asistencia"][2], "estado": "ausente"}]

    import_past(written(tmp_path, asistencia=absent), profile="core_rm", actor=SYSTEM)

    kinds = set(Vote.objects.get().findings.values_list("kind", flat=True))
    assert kinds == {"absent-voted", "total-not-present"}


@pytest.mark.django_db
def test_corrected_and_run_again_only_what_changed_changes(tmp_path: Path) -> None:
    wrong = row("acuerdos", votos_favor=1)
    bad = {"acuerdo_id": 5, "consejero_id": 99, "voto": "contra"}
    path = written(tmp_path, acuerdos=[wrong], votos_no_favorables=[bad])
    first = import_past(path, profile="core_rm", actor=SYSTEM)
    code = Agreement.objects.get().code

    second = import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)

    # The vote changed, and its session is no longer marked; the ballot came in.
    assert (first.refused, second.refused) == (1, 0)
    assert (second.created, second.updated) == (1, 2)
    assert Agreement.objects.get().code == code
    assert not Vote.objects.get().is_inconsistent
    assert not Session.objects.get().is_inconsistent
    assert Session.objects.get().import_run_id == PastImport.objects.get(number=2).pk


@pytest.mark.django_db
def test_what_the_file_no_longer_has_is_kept_and_said(tmp_path: Path) -> None:
    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)

    import_past(written(tmp_path, votos_no_favorables=[]), profile="core_rm", actor=SYSTEM)

    assert Ballot.objects.count() == 1
    gone = Finding.objects.filter(run__number=2, kind="row-gone")
    assert [found.row for found in gone] == ["5/3"]
    assert Vote.objects.get().is_inconsistent


@pytest.mark.django_db
def test_a_session_held_here_is_never_touched(tmp_path: Path) -> None:
    council = BodyFactory.create(slug="consejo", kind="council")
    SessionFactory.create(body=council, kind="ordinary", year=2024, number=4, code="S-2024-O04")

    report = import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)

    assert report.findings["session-taken"] == 1
    assert Session.objects.get().source_key == ""
    assert not Vote.objects.exists()
    assert report.refused == 1 + 3 + 1 + 1 + 1


@pytest.mark.django_db
def test_who_may_not_import_leaves_no_trace(tmp_path: Path) -> None:
    councillor = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="councillor")}))
    for actor in (VISITOR, councillor):
        with pytest.raises(NotAllowedError):
            import_past(written(tmp_path), profile="core_rm", actor=actor)
    assert nothing_was_written()


@pytest.mark.django_db
def test_an_import_that_breaks_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(run, "_finish", broken)
    with pytest.raises(RuntimeError):
        import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    assert nothing_was_written()


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (12 * 1024 * 1024))


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leeme.txt", "hola")


# What is written, and a word that only the guard that is meant says.
HOSTILE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a bomb": (_bomb, "mucho más de lo que pesa"),
    "an archive": (_archive, "archivo comprimido"),
    "a cut archive": (lambda path: path.write_bytes(b"PK\x03\x04" + b"0" * 40), "truncado"),
    "no JSON": (lambda path: path.write_text("{"), "línea 1"),
    "a list": (lambda path: path.write_text("[]"), "«acuerdos»"),
    "an abyss": (lambda path: path.write_text("[" * 200_000), "niveles"),
    "a name twice": (lambda path: path.write_text('{"temas": [], "temas": []}'), "dos veces"),
    "no number": (lambda path: path.write_text('{"temas": [{"id": NaN}]}'), "NaN"),
    "another encoding": (
        lambda path: path.write_bytes('{"fuente": "sesión"}'.encode("latin-1")),
        "UTF-8",
    ),
    "null characters": (lambda path: path.write_bytes(b'{"fuente": "\x00"}'), "nulos"),
    "a table that is absent": (lambda path: path.write_text('{"consejeros": []}'), "«acuerdos»"),
    "a list in a cell": (
        lambda path: path.write_text(json.dumps({**WHOLE, "temas": [row("temas", titulo=["x"])]})),
        "fila 1, «titulo»",
    ),
    "a giant cell": (
        lambda path: path.write_text(
            json.dumps({**WHOLE, "temas": [row("temas", titulo="x" * 30_000)]})
        ),
        "20000",
    ),
    "nothing": (lambda path: path.write_text(""), "«acuerdos»"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_whole_and_leaves_nothing(what: str, tmp_path: Path) -> None:
    path = tmp_path / "fuente"
    make, word = HOSTILE[what]
    make(path)
    with pytest.raises(FileRefusedError) as refused:
        import_past(path, profile="core_rm", actor=SYSTEM)
    assert word in str(refused.value)
    assert nothing_was_written()


@pytest.mark.django_db
@pytest.mark.parametrize("profile", ["ninguno", "../core_rm", "./no.toml"])
def test_a_profile_that_is_not_there_is_refused(profile: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        import_past(written(tmp_path), profile=profile, actor=SYSTEM)
    assert nothing_was_written()


@pytest.mark.django_db
def test_a_profile_that_says_what_no_list_has_is_refused(tmp_path: Path) -> None:
    text = (run.FOLDER / "core_rm.toml").read_text(encoding="utf-8")
    broken = tmp_path / "otro.toml"
    for before, after in (
        ('presente = "present"', 'presente = "there"'),
        ('key = "plan"', 'key = "planes"'),
        ('chair = "presidente_id"', ""),
        ("[term]", "[terms]"),
        ("[term]", "[term"),
    ):
        broken.write_text(text.replace(before, after), encoding="utf-8")
        with pytest.raises(AlamedaError):
            import_past(written(tmp_path), profile=str(broken), actor=SYSTEM)
    assert nothing_was_written()


@pytest.mark.django_db
def test_rows_of_csv_and_xlsx_are_refused_one_by_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, rows in WHOLE.items():
        sheet = book.create_sheet(name)
        if isinstance(rows, list):
            sheet.append(list(rows[0]))
            for each in rows:
                sheet.append(list(each.values()))
    book["temas"].append([8, 1, "2", "tabla", 1, "=1+1"])
    book["temas"].append([9, 1, "2", "tabla", 1, "Plan", "de más"])
    del book["fuente"]
    book.save(tmp_path / "sesiones.xlsx")

    import_past(tmp_path / "sesiones.xlsx", profile="core_rm", actor=SYSTEM)

    refused = Finding.objects.filter(is_refusal=True).values_list("kind", "row")
    assert list(refused) == [("formula-cell", "8"), ("wrong-cells", "9")]
