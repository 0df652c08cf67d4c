"""Home, territory, search and about, through their addresses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.investments.tests.factories import InitiativeEventFactory, InitiativeFactory
from alameda.portal.rules import marked_parts
from alameda.territory.actions import load_region
from alameda.territory.models import Comuna, Province, Region

PATHS = ("/", "/territorio/", "/territorio/99101/", "/buscar/", "/buscar/?q=plaza", "/acerca/")


@pytest.fixture
def comunas(db: None) -> list[Comuna]:
    region = Region.objects.create(code="test", cut="99", name="R", government="G", capital="C")
    province = Province.objects.create(cut="991", name="Provincia", region=region)
    return [
        Comuna.objects.create(
            cut=f"9910{number}",
            name=name,
            sort_name=name.lower(),
            province=province,
            population=population,
            population_source="Censo de prueba",
            tile_x=number,
            tile_y=1,
        )
        for number, name, population in ((1, "Aromos", 1_000), (2, "Boldos", None))
    ]


@pytest.fixture
def works(comunas: list[Comuna]) -> list[Comuna]:
    late = InitiativeFactory.create(
        code="A", name="Reposición plaza", planned_end_on=date(2020, 1, 1), approved_clp=2_000_000
    )
    late.comunas.add(comunas[0])
    InitiativeFactory.create(code="B", name="Escuela").comunas.add(comunas[1])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE investments_initiative SET search = to_tsvector('alameda_es', name)")
    return comunas


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_opens_with_and_without_works(
    client: Client, comunas: list[Comuna], path: str, prefix: str
) -> None:
    assert client.get(prefix + path).status_code == 200
    InitiativeFactory.create(code="A").comunas.add(comunas[0])
    assert client.get(prefix + path).status_code == 200


def test_every_page_opens_before_any_region(client: Client, db: None) -> None:
    for path in ("/", "/territorio/", "/buscar/?q=plaza", "/acerca/"):
        assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_a_region_without_initiatives_counts_nothing(client: Client) -> None:
    load_region("santiago", actor=SYSTEM)

    for path in ("/", "/territorio/"):
        text = client.get(path).content.decode()
        assert "Todavía no se publica ninguna iniciativa" in text, path
        assert "0</b> iniciativas" not in text, path
        assert "al-mosaic__legend" not in text, path
        assert "al-figure" not in text, path
        assert "La mitad de las comunas" not in text, path
    assert "al-figure" not in client.get("/consejo/").content.decode()


def test_home_says_what_is_late_and_what_was_decided(client: Client, works: list[Comuna]) -> None:
    text = client.get("/").content.decode()
    assert "Reposición plaza" in text
    assert "Todavía no se publica ninguna decisión" in text

    old = timezone.localdate() - timedelta(days=30)
    event = InitiativeEventFactory.create(kind="council_approved", happened_on=old)
    text = client.get("/").content.decode()
    assert event.initiative.name in text
    assert "En los últimos siete días no se decidió nada" in text

    InitiativeEventFactory.create(kind="council_approved", happened_on=timezone.localdate())
    assert "Qué se decidió esta semana" in client.get("/").content.decode()


def test_a_comuna_is_held_against_the_region(client: Client, works: list[Comuna]) -> None:
    text = client.get("/territorio/99101/").content.decode()

    assert "$\u00a02.000" in text
    assert "número 1 de 1" in text
    assert "Censo de prueba" in text


def test_an_unknown_population_is_said(client: Client, works: list[Comuna]) -> None:
    assert "No se conoce el número de habitantes" in (
        client.get("/territorio/99102/").content.decode()
    )


@pytest.mark.parametrize("cut", ["00000", "x", "99101x", "١٢٣٤٥"])
def test_an_unknown_comuna_is_not_found(client: Client, works: list[Comuna], cut: str) -> None:
    assert client.get(f"/territorio/{cut}/").status_code == 404
    assert client.get("/territorio/", {"comuna": cut}).status_code == 404


def test_choosing_a_comuna_without_script_leads_to_its_page(
    client: Client, works: list[Comuna]
) -> None:
    response = client.get("/territorio/?comuna=99101")

    assert response.status_code == 302
    assert response.headers["Location"] == "/territorio/99101/"


def test_search_groups_what_it_finds_and_marks_it(client: Client, works: list[Comuna]) -> None:
    text = client.get("/buscar/?q=plazas").content.decode()
    assert "Reposición <mark>plaza</mark>" in text

    assert "/territorio/99101/" in client.get("/buscar/?q=aromos").content.decode()
    assert "/territorio/99101/" in client.get("/buscar/?q=arromos").content.decode()


@pytest.mark.parametrize("words", ["\x01", "%", "'", "a" * 500, "<script>", "|&!", "  "])
def test_no_search_crashes_or_echoes_markup(
    client: Client, works: list[Comuna], words: str
) -> None:
    response = client.get("/buscar/", {"q": words})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace("<script src", "")


def test_a_search_that_finds_nothing_says_what_to_do(client: Client, works: list[Comuna]) -> None:
    text = client.get("/buscar/?q=xyzzyxq").content.decode()

    assert "No encontramos «xyzzyxq»" in text
    assert "/inversiones/" in text


# 1 index, 5 names of values, 1 late rows, 3 decisions (approvals, events, changes of state), 1 the
# face of the region, 1 what the record holds, 3 the Council (live, next, last agreement).
HOME_QUERIES = 15


@pytest.mark.parametrize("rows", [1, 20])
def test_home_asks_the_same_of_the_database_whatever_its_rows(
    client: Client, comunas: list[Comuna], django_assert_num_queries: object, rows: int
) -> None:
    for number in range(rows):
        row = InitiativeFactory.create(code=f"N-{number}", planned_end_on=date(2020, 1, 1))
        row.comunas.add(comunas[0])
        InitiativeEventFactory.create(initiative=row, kind="council_approved")

    with django_assert_num_queries(HOME_QUERIES):  # type: ignore[operator]  # a fixture
        client.get("/")


def test_marks_leave_the_text_whole() -> None:
    parts = list(marked_parts("Reposición de plazas, Ñuñoa", "plaza ñunoa"))

    assert "".join(text for text, _hit in parts) == "Reposición de plazas, Ñuñoa"
    assert [text for text, is_hit in parts if is_hit] == ["plazas", "Ñuñoa"]
