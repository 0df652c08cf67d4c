"""The portfolio's pages and files, through their addresses."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alameda.foundation.cells import neutral
from alameda.investments.datasets import DATASETS
from alameda.investments.forms.portfolio import KNOWN, Asked, parse, toggler
from alameda.investments.models import Initiative
from alameda.investments.rules.columns import INITIATIVES
from alameda.investments.selectors.facets import FACETS, Filters, current_index
from alameda.investments.selectors.facets.labels import current_labels
from alameda.investments.tests.factories import InitiativeFactory
from alameda.territory.models import Comuna, Province, Region


@pytest.fixture
def comuna(db: None) -> Comuna:
    region = Region.objects.create(code="test", cut="99", name="R", government="G", capital="C")
    province = Province.objects.create(cut="991", name="Provincia", region=region)
    return Comuna.objects.create(
        cut="99101",
        name="Peñalolén",
        sort_name="penalolen",
        province=province,
        population=1_000,
        tile_x=1,
        tile_y=1,
    )


@pytest.fixture
def works(comuna: Comuna) -> Comuna:
    """Two initiatives in the comuna, one elsewhere; one of them late."""
    late = InitiativeFactory.create(
        code="A", name="Reposición plaza", planned_end_on=date(2020, 1, 1), approved_clp=2_000_000
    )
    late.comunas.add(comuna)
    InitiativeFactory.create(code="B", name="Escuela Los Aromos", state="tender").comunas.add(
        comuna
    )
    InitiativeFactory.create(code="C", name="=HYPERLINK(1)", state="draft")
    refresh_search()
    return comuna


def refresh_search() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE investments_initiative SET search = to_tsvector('alameda_es', name)")


def body(response: object) -> str:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]  # always bytes under WSGI
    assert isinstance(response, HttpResponse)
    return response.content.decode()


@pytest.mark.parametrize("view", ["", "tabla", "mosaico", "tiempo"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_view_has_an_address_of_its_own(
    client: Client, works: Comuna, view: str, prefix: str
) -> None:
    query = "?comuna=99101" + (f"&vista={view}" if view else "")

    response = client.get(f"{prefix}/inversiones/{query}")

    assert response.status_code == 200
    assert "Peñalolén" in body(response)
    assert "Reposición plaza" in body(response) or view == "mosaico"
    assert "=HYPERLINK" not in body(response)


def test_the_sentence_on_top_says_how_many_for_how_much_and_how_many_late(
    client: Client, works: Comuna
) -> None:
    text = body(client.get("/inversiones/?comuna=99101"))

    assert 'data-summary="2 iniciativas por $\u00a02\u00a0millones; 1 atrasada."' in text


def test_an_address_out_of_order_leads_to_the_canonical_one(client: Client, works: Comuna) -> None:
    response = client.get("/inversiones/?vista=tabla&q=&comuna=99101&utm_source=x")

    assert response.status_code == 302
    assert response.headers["Location"] == "?comuna=99101&vista=tabla"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("comuna=99999", "«99999» no es un valor de este filtro"),
        ("color=azul", "No hay un filtro llamado «color»"),
        ("vista=globo", "«globo» no se conoce aquí"),
        ("orden=suerte", "«suerte» no se conoce aquí"),
        ("pagina=0", "«0» no es un número de página"),
        ("pagina=99", "Hay solo 1 página"),
        ("anio=MMXX", "«MMXX» no es un valor"),
        (urlencode({"q": "x" * 300}), "más de 200 letras"),
    ],
)
def test_what_cannot_be_followed_is_said(
    client: Client, works: Comuna, query: str, sentence: str
) -> None:
    response = client.get(f"/inversiones/?{query}")

    assert response.status_code == 400
    assert sentence in body(response)


def test_a_file_of_a_wrong_address_is_refused_with_its_page(client: Client, works: Comuna) -> None:
    response = client.get("/inversiones.csv?comuna=99999")

    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")


anything = st.text(max_size=30) | st.sampled_from(
    ["99101", "works", "si", "sin-dato", "2025", "lista", "-1", "١٢", "9" * 30, "\x00", "%", "'"]
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    pairs=st.lists(st.tuples(st.sampled_from(KNOWN) | st.text(max_size=8), anything), max_size=6)
)
def test_no_address_crashes(client: Client, works: Comuna, pairs: list[tuple[str, str]]) -> None:
    for path in ("/inversiones/", "/inversiones.json"):
        query = urlencode(pairs, errors="replace")
        assert client.get(f"{path}?{query}").status_code in {200, 302, 400}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    pairs=st.lists(st.tuples(st.sampled_from(KNOWN), anything), max_size=6),
)
def test_the_canonical_address_means_the_same_and_stays(
    works: Comuna, pairs: list[tuple[str, str]]
) -> None:
    labels = current_labels(current_index())
    once = parse(QueryDict(urlencode(pairs, errors="replace")), labels)

    again = parse(QueryDict(once.query()), labels)

    assert again.faults == ()
    assert again.query() == once.query()
    assert (again.filters, again.view, again.page) == (once.filters, once.view, once.page)


def test_a_search_finds_by_stem_and_forgives_slips(client: Client, works: Comuna) -> None:
    assert "Reposición plaza" in body(client.get("/inversiones/?q=plazas"))
    begun = body(client.get("/inversiones/?q=repos"))
    assert "Reposición plaza" in begun
    slipped = body(client.get("/inversiones/?q=plasa"))
    assert "Reposición plaza" in slipped
    assert "Mostramos lo que tiene «plaza»" in slipped
    nothing = body(client.get("/inversiones/?q=xyzzyxq"))
    assert "No encontramos «xyzzyxq»" in nothing


def test_the_csv_is_exactly_what_the_filters_leave(client: Client, works: Comuna) -> None:
    text = body(client.get("/inversiones.csv?comuna=99101&orden=nombre"))

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == ["B", "A"]
    assert list(rows[0]) == [column.name for column in INITIATIVES]
    assert rows[1]["comunas"] == "99101"
    assert rows[1]["approved_clp"] == "2000000"
    assert int(rows[1]["late_days"]) > 2_000


def test_no_cell_of_the_csv_is_a_formula(client: Client, works: Comuna) -> None:
    rows = list(
        csv.DictReader(io.StringIO(body(client.get("/inversiones.csv?estado=preparation"))))
    )

    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)"]
    assert neutral("plaza") == "plaza"


def test_the_json_says_what_it_is_and_holds_the_same_rows(client: Client, works: Comuna) -> None:
    answer = json.loads(body(client.get("/inversiones.json?comuna=99101")))

    assert answer["count"] == 2
    assert {row["code"] for row in answer["initiatives"]} == {"A", "B"}
    assert answer["source"].endswith("/inversiones/?comuna=99101")


def test_every_dataset_gives_its_documented_columns(works: Comuna) -> None:
    for dataset in DATASETS:
        rows = list(dataset.rows())
        assert rows
        assert list(rows[0]) == [column.name for column in dataset.columns]
        assert all(column.es and column.en for column in dataset.columns)


def test_a_reader_who_has_the_page_gets_no_page(client: Client, works: Comuna) -> None:
    first = client.get("/inversiones/")
    etag = first.headers["ETag"]

    assert client.get("/inversiones/", HTTP_IF_NONE_MATCH=etag).status_code == 304
    InitiativeFactory.create(code="D")
    assert client.get("/inversiones/", HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_a_page_is_kept_until_something_changes(
    client: Client, works: Comuna, pages_kept: None
) -> None:
    path = "/inversiones/?comuna=99101"
    first = body(client.get(path))
    assert body(client.get(path)) == first

    Initiative.objects.filter(code="B").update(name="Escuela Los Boldos")

    assert "Escuela Los Boldos" in body(client.get(path))
    assert "Los Boldos" in body(client.get(f"/en{path}"))


def test_pages_are_public_to_caches_unless_signed_in(client: Client, works: Comuna) -> None:
    assert "public" in client.get("/inversiones/").headers["Cache-Control"]
    client.cookies["sessionid"] = "x"
    assert "private" in client.get("/inversiones/").headers["Cache-Control"]


# Inside a test's transaction the index is read whole: 1 index; the names of the values:
# 5 comunas, provinces, sectors, units, region; 1 codes and names of the page's rows; 1 the face of
# the region, for the frame of every page.
PAGE_QUERIES = 8


@pytest.mark.parametrize("view", ["lista", "tabla", "tiempo"])
@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_asks_the_same_of_the_database_whatever_its_rows(
    client: Client,
    comuna: Comuna,
    django_assert_num_queries: object,
    view: str,
    rows: int,
) -> None:
    for number in range(rows):
        InitiativeFactory.create(code=f"N-{number}", approved_clp=number).comunas.add(comuna)

    with django_assert_num_queries(PAGE_QUERIES):  # type: ignore[operator]  # a fixture
        client.get("/inversiones/" + ("" if view == "lista" else f"?vista={view}"))


def test_an_empty_portfolio_says_so(client: Client, db: None) -> None:
    assert "Todavía no se publica ninguna iniciativa" in body(client.get("/inversiones/"))


@pytest.mark.parametrize("facet", FACETS)
def test_the_link_of_a_value_is_the_address_with_it_toggled(facet: str) -> None:
    filters = Filters.of({"comuna": ["b", "a&"], "late": ["si"], "year": ["2020"]}, query="ñ x")
    for chosen in (Filters(), filters, filters.toggled(facet, "z")):
        asked = Asked(filters=chosen, view="table", order="name", page=4, opened="unit")
        for value in ("a&", "si", "z"):
            plain = asked.at(filters=asked.filters.toggled(facet, value), page=1)
            assert toggler(asked, facet)(value) == plain
    assert toggler(Asked(), facet)("z") == Asked().at(filters=Filters().toggled(facet, "z"))
