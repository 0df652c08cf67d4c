"""What everybody can read of an import of past sessions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alameda.council.actions.imports import import_past
from alameda.council.models import Vote
from alameda.council.selectors.certificates import counts_of
from alameda.council.tests.test_past_imports import WHOLE, row, written
from alameda.foundation.actor import SYSTEM

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def imported(tmp_path: Path) -> None:
    wrong = row("acuerdos", votos_favor=3)
    bad = {"acuerdo_id": 5, "consejero_id": 99, "voto": "=contra"}
    path = written(
        tmp_path, acuerdos=[wrong], votos_no_favorables=[*WHOLE["votos_no_favorables"], bad]
    )
    import_past(path, profile="core_rm", actor=SYSTEM)


@pytest.mark.django_db
@pytest.mark.usefixtures("imported")
def test_the_page_says_each_defect_in_words_and_what_the_source_says_of_itself(
    client: Client,
) -> None:
    page = client.get("/consejo/importaciones/1/").content.decode()

    assert "Los votos publicados suman 4 y la asistencia dice 3 presentes." in page
    assert "que no viene en el archivo o no se tomó" in page
    assert WHOLE["fuente"] in page
    assert "S-2024-O04-V01" in page
    english = client.get("/en/consejo/importaciones/1/").content.decode()
    assert "The published votes add up to 4, and the attendance says 3 present." in english


@pytest.mark.django_db
@pytest.mark.usefixtures("imported")
def test_the_list_names_the_import_and_the_csv_holds_every_defect(client: Client) -> None:
    assert "/consejo/importaciones/1/" in client.get("/consejo/importaciones/").content.decode()

    answer = client.get("/consejo/importaciones/1/hallazgos.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert {found["kind"] for found in rows} == {
        "total-not-present",
        "agreement-without-number",
        "unknown-id",
    }
    assert all(found["es"] and found["en"] for found in rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("imported")
def test_the_session_and_the_vote_show_the_last_reading_and_only_that(
    client: Client, tmp_path: Path
) -> None:
    wrong = "suman 4 y la asistencia dice 3 presentes"
    pages = ("/consejo/sesiones/S-2024-O04/", "/consejo/votaciones/S-2024-O04-V01/")
    for path in pages:
        page = client.get(path).content.decode()
        assert wrong in page
        assert WHOLE["temas"][0]["titulo"] in page

    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)

    for path in pages:
        assert wrong not in client.get(path).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("imported")
def test_attendance_that_was_imported_is_said_to_be_as_published(client: Client) -> None:
    pages = ("/consejo/sesiones/S-2024-O04/", "/consejo/integrantes/consejeria-02/")
    for path in pages:
        page = client.get(path).content.decode()
        assert "publicó la fuente" in page
        assert "Certificada por la secretaría" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("imported")
def test_what_a_source_does_not_say_of_who_did_not_vote_is_said_nowhere_as_none(
    client: Client,
) -> None:
    vote = Vote.objects.get()
    agreement = vote.agreements.get()
    assert (vote.is_inconsistent, vote.not_voting) == (True, None)

    pages = (
        vote.get_absolute_url(),
        agreement.get_absolute_url(),
        "/consejo/sesiones/S-2024-O04/",
        "/consejo/acuerdos/",
        "/consejo/integrantes/consejeria-03/",
        "/buscar/?q=concesión",
        f"/feeds/x/{agreement.code}.atom",
    )
    for path in pages:
        page = client.get(path)
        assert page.status_code == 200, path
        assert "None" not in page.content.decode(), path
        assert "no votó" not in page.content.decode(), path
    assert client.get(f"/api/v1/council/votes/{vote.code}").json()["not_voting"] is None
    told = client.get("/consejo/acuerdos.csv").getvalue().decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(told))
    assert (line["vote_favour"], line["vote_not_voting"]) == ("3", "")
    labels = [row["label"] for row in counts_of(vote)]
    assert "No vota" not in labels
    assert "A favor" in labels


@pytest.mark.django_db
def test_an_import_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/consejo/importaciones/").status_code == 200
    for path in ("9/", "9/hallazgos.csv"):
        assert client.get(f"/consejo/importaciones/{path}").status_code == 404


@pytest.mark.django_db
def test_the_pages_ask_the_same_number_of_times_at_one_row_and_at_twenty(
    client: Client, tmp_path: Path
) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    before = queries("/consejo/importaciones/"), queries("/consejo/importaciones/1/")
    many = [*WHOLE["temas"], *(row("temas", id=key, titulo="?") for key in range(20, 40))]
    import_past(written(tmp_path, temas=many), profile="core_rm", actor=SYSTEM)
    assert (queries("/consejo/importaciones/"), queries("/consejo/importaciones/2/")) == before


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_whole_and_accessible(
    width: int,
    imported: None,
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    page = open_page(width=width)
    for path in ("/consejo/importaciones/", "/consejo/importaciones/1/"):
        page.goto(f"{live_site}{path}")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
