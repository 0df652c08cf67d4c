"""The module of docs/contributing/a-new-room.md at work; ``test_house_new_room.py`` runs this.

No part of the suite by itself: without the module that the document shows there is nothing to run.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.acting.forms import fresh_key
from alameda.cli import imports
from alameda.cli.main import main
from alameda.foundation.actor import SYSTEM, VISITOR
from alameda.foundation.errors import NotAllowedError
from alameda.intake.actions.plain import brought_in, take_back
from alameda.intake.actions.undo import ImportTouchedError
from alameda.intake.selectors import Report
from alameda.mail.models import Message
from alameda.night import jobs
from alameda.record.models import Entry
from alameda.thread.models import Subject
from alameda.trees.models import Tree
from alameda.trees.registers import PLAIN

pytestmark = pytest.mark.django_db
HEAD = "Folio;Especie;Calle;Oficina;Plantado\n"
ROWS = (
    "7;Quillay;Avenida del Canal 120;parques@example.org;2019-08-02\n"
    "8;Peumo;Plaza Norte;parques@example.org;2020-06-30\n"
)
ADDRESS = "/arboles/arbol-7/"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tables of the new module, in a database that has all others."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)


@pytest.fixture
def inspector(client: Client) -> Client:
    client.force_login(RoleGrantFactory.create(role="works_inspector").person)
    return client


def imported(folder: Path, rows: str = ROWS) -> Report:
    path = folder / "arboles.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return brought_in(PLAIN, path, actor=SYSTEM)


def numbers(report: Report) -> tuple[int, int, int, int]:
    total = report.total
    return total.created, total.updated, total.unchanged, total.refused


def fell(client: Client, once: str = "") -> HttpResponse:
    sent = {"act": "fell", "once": once or fresh_key(), "reason": "Riesgo de caída"}
    response: HttpResponse = client.post(ADDRESS, sent)
    return response


def kept() -> list[object]:
    return [
        *Tree.objects.order_by("code").values_list("code", "species", "street", "state"),
        *Subject.objects.filter(kind="tree").order_by("code").values_list("code", "changed_at"),
    ]


def test_the_register_comes_in_and_a_second_time_nothing_changes(
    tmp_path: Path, client: Client
) -> None:
    assert numbers(imported(tmp_path)) == (2, 0, 0, 0)
    before = kept()
    assert len(before) == 4

    assert numbers(imported(tmp_path)) == (0, 0, 2, 0)
    assert kept() == before
    assert Tree.objects.get(code="arbol-8").source_line == 3
    assert "Peumo, Plaza Norte" in client.get("/arboles/").content.decode()
    assert client.get("/arboles/importaciones/2/").status_code == 200


def test_a_row_that_is_corrected_changes_that_row_alone(tmp_path: Path) -> None:
    imported(tmp_path)
    before = dict(Subject.objects.filter(kind="tree").values_list("code", "changed_at"))

    assert numbers(imported(tmp_path, ROWS.replace("Plaza Norte", "Plaza Sur"))) == (0, 1, 1, 0)

    after = dict(Subject.objects.filter(kind="tree").values_list("code", "changed_at"))
    assert after["arbol-7"] == before["arbol-7"]
    assert after["arbol-8"] > before["arbol-8"]
    assert Subject.objects.get(code="arbol-8").title == "Peumo, Plaza Sur"


def test_a_row_that_cannot_be_taken_is_refused_by_name(tmp_path: Path, client: Client) -> None:
    broken = (
        "9;Boldo;Plaza Norte;parques@example.org;ayer\n"
        f"10;{'x' * 121};Plaza Norte;parques@example.org;2020-01-02\n"
        "8;Otro;Plaza Norte;parques@example.org;2020-06-30\n"
    )

    assert numbers(imported(tmp_path, ROWS + broken)) == (2, 0, 0, 3)

    told = client.get("/arboles/importaciones/1/informe.json").json()["refused_rows"]
    assert [(row["line"], row["column"], row["reason"]) for row in told] == [
        (4, "Plantado", "not-a-date"),
        (5, "Especie", "too-long"),
        (6, "Folio", "duplicate-key-different-content"),
    ]


def test_an_import_is_taken_back_and_the_record_keeps_it(tmp_path: Path) -> None:
    imported(tmp_path)
    with pytest.raises(NotAllowedError):
        take_back(PLAIN, None, actor=VISITOR)
    assert Tree.objects.count() == 2

    done = take_back(PLAIN, None, actor=SYSTEM)

    assert (done.removed, done.restored) == (4, 0)
    assert not Tree.objects.exists()
    assert not Subject.objects.filter(kind="tree").exists()
    verbs = Entry.objects.filter(subject="arboles-1").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["import.started", "import.finished", "import.taken_back"]


def test_one_command_rehearses_brings_in_and_takes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(imports, "opened", lambda _folder: nullcontext())
    path = tmp_path / "arboles.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    data = ("--data", str(tmp_path))
    trees = ("import", "register", "trees")

    assert main([*trees, str(path), "--dry-run", *data]) == 0
    assert not Tree.objects.exists()
    assert main([*trees, str(path), *data]) == 0
    assert Tree.objects.count() == 2
    assert "Report: /arboles/importaciones/1/" in capsys.readouterr().out
    assert main([*trees, "--undo", *data]) == 0
    assert not Tree.objects.exists()

    assert main([*trees, *data]) != 0
    assert main([*trees, str(path), "--undo", *data]) != 0
    assert main(["import", "register", "council", str(path), *data]) != 0
    assert "no module council that takes a plain register in" in capsys.readouterr().err
    assert not Tree.objects.exists()


def test_only_who_may_imports(tmp_path: Path) -> None:
    path = tmp_path / "arboles.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")

    with pytest.raises(NotAllowedError):
        brought_in(PLAIN, path, actor=VISITOR)

    assert not Tree.objects.exists()
    assert numbers(brought_in(PLAIN, path, actor=SYSTEM, is_dry_run=True)) == (2, 0, 0, 0)
    assert not Tree.objects.exists()


def test_the_list_speaks_spanish_and_is_narrowed(tmp_path: Path, inspector: Client) -> None:
    imported(tmp_path)
    fell(inspector)
    visitor = Client()

    page = visitor.get("/arboles/").content.decode()
    felled = visitor.get("/arboles/?estado=felled").content.decode()
    strange = visitor.get("/arboles/?estado=soñado").content.decode()
    searched = visitor.get("/arboles/?q=plaza").content.decode()

    assert "<title>Árboles" in page
    assert "Talado" in page
    assert "En pie" in page
    assert "Quillay" in felled
    assert "Peumo" not in felled
    assert "«soñado» no es un valor de este filtro" in strange
    assert "Peumo" in searched
    assert "Quillay" not in searched
    assert '<a href="/arboles/"' in page, "the menu of the site leads to it"


def test_a_tree_is_felled_once_on_its_page_with_its_fact_and_its_mail(
    tmp_path: Path, inspector: Client
) -> None:
    imported(tmp_path)
    assert "Registrar" in inspector.get(ADDRESS).content.decode()

    key = fresh_key()
    assert fell(inspector, key).status_code == 302
    assert fell(inspector, key).status_code == 302

    tree = Tree.objects.select_related("subject").get(code="arbol-7")
    assert (tree.state, tree.subject.state) == ("felled", "felled")
    assert tree.felled_on == timezone.localdate()
    entry = Entry.objects.get(verb="tree.felled")
    assert (entry.subject, entry.actor) == ("arbol-7", "works_inspector")
    message = Message.objects.get()
    assert (message.key, message.address) == ("tree/arbol-7/felled", "parques@example.org")
    assert message.subject == "Talado: Quillay, Avenida del Canal 120"
    page = Client().get(ADDRESS).content.decode()
    assert "Se taló un árbol de la calle" in page
    assert "Registrar" not in page


def test_a_felling_that_is_refused_leaves_nothing_behind(tmp_path: Path, inspector: Client) -> None:
    imported(tmp_path)
    stranger = Client()
    stranger.force_login(RoleGrantFactory.create(role="planner").person)

    assert fell(stranger).status_code == 403
    assert fell(Client()).status_code == 403
    assert not Entry.objects.filter(verb="tree.felled").exists()
    assert not Message.objects.exists()

    fell(inspector)
    again = fell(inspector)

    assert again.status_code == 422
    assert "no puede pasar" in again.content.decode()
    assert Entry.objects.filter(verb="tree.felled").count() == 1
    assert Message.objects.count() == 1


def test_what_was_felled_no_file_sets_up_again_and_no_import_takes_back(
    tmp_path: Path, inspector: Client
) -> None:
    imported(tmp_path)
    fell(inspector)

    assert numbers(imported(tmp_path)) == (0, 0, 2, 0)
    assert Subject.objects.get(code="arbol-7").state == "felled"
    with pytest.raises(ImportTouchedError):
        take_back(PLAIN, 1, actor=SYSTEM)
    assert Tree.objects.get(code="arbol-7").state == "felled"


def test_the_job_asks_once_for_each_tree_that_is_due(tmp_path: Path, inspector: Client) -> None:
    imported(tmp_path)
    fell(inspector)
    (job,) = (each for each in jobs() if each.name == "trees.ask")
    asked = Message.objects.filter(key="tree/arbol-7/again")

    job.function()
    assert not asked.exists()

    Tree.objects.filter(code="arbol-7").update(felled_on=timezone.localdate() - timedelta(days=30))
    job.function()
    job.function()
    assert asked.count() == 1
