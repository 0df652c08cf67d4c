"""The record for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alameda.record import selectors
from alameda.record.selectors import Filter
from alameda.record.tests.conftest import Cheat, Grow
from alameda.record.tests.facts import lay

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_an_empty_record_says_so(client: Client) -> None:
    page = client.get("/en/registro/")

    assert page.status_code == 200
    assert "Nothing has been published yet" in page.content.decode()


def test_the_record_lists_the_latest_entries_in_words(client: Client, grow: Grow) -> None:
    grow(60)

    page = client.get("/en/registro/").content.decode()
    assert "Stone laid" in page
    assert '<a href="/en/registro/59/">' in page
    assert '<a href="/en/registro/35/">' in page
    assert '<a href="/en/registro/34/">' not in page
    assert "antes=35" in page
    assert str(selectors.verifier_key()) in page.replace("&#x27;", "'")

    older = client.get("/en/registro/?antes=35").content.decode()
    assert '<a href="/en/registro/34/">' in older
    assert '<a href="/en/registro/35/">' not in older


def test_the_record_speaks_spanish_by_default(client: Client, grow: Grow) -> None:
    grow(1)

    page = client.get("/registro/")
    assert page["Content-Language"] == "es"
    assert "Registro público" in page.content.decode()
    assert "Registro público" in client.get("/registro/0/").content.decode()


def test_entries_are_narrowed_by_what_and_about_what(
    client: Client, grow: Grow, sequence: Grow
) -> None:
    grow(3)
    lay(9, subject="OTHER")
    sequence(10)

    about = client.get("/en/registro/?codigo=OTHER&acto=stone.laid").content.decode()
    assert "/en/registro/3/" in about
    assert "/en/registro/2/" not in about
    none = client.get("/en/registro/?codigo=NOWHERE").content.decode()
    assert "No entry is like that" in none


@pytest.mark.parametrize(
    "query",
    [
        "acto=nothing.known",
        "antes=x",
        "antes=-1",
        "antes=9223372036854775808",
        "codigo=" + "x" * 81,
    ],
)
def test_an_impossible_address_is_refused_in_words(client: Client, grow: Grow, query: str) -> None:
    grow(1)

    page = client.get(f"/en/registro/?{query}")
    assert page.status_code == 422
    assert "The address asks for something the record does not have" in page.content.decode()


def test_an_entry_is_shown_with_its_proof(client: Client, grow: Grow) -> None:
    grow(300)

    page = client.get("/en/registro/17/").content.decode()
    proved = selectors.get_entry(17)
    assert proved.is_proved
    assert "Entry 17 of the public record" in page
    assert "its proof is below" in page
    assert proved.leaf_hash.hex() in page
    assert proved.checkpoint.root.hex() in page
    for step in proved.steps:
        assert step.neighbour.hex() in page
        assert step.result.hex() in page
    assert 'href="/en/registro/16/"' in page
    assert 'href="/en/registro/18/"' in page
    assert 'href="/en/x/S-17/"' in page


def test_the_first_and_last_entry_have_one_neighbour(client: Client, grow: Grow) -> None:
    grow(2)

    assert 'rel="prev"' not in client.get("/registro/0/").content.decode()
    assert 'rel="next"' not in client.get("/registro/1/").content.decode()


@pytest.mark.parametrize("index", ["1", "99999999999999999999999999"])
def test_an_entry_that_never_was_is_not_found(client: Client, grow: Grow, index: str) -> None:
    grow(1)

    page = client.get(f"/en/registro/{index}/")
    assert page.status_code == 404
    assert "<h1" in page.content.decode()


def test_an_entry_that_was_changed_says_so(client: Client, grow: Grow, cheat: Cheat) -> None:
    grow(3)
    with cheat() as cursor:
        cursor.execute(
            """
            UPDATE record_entry SET leaf =
            convert_to(replace(convert_from(leaf, 'UTF8'), '"number":1', '"number":7'), 'UTF8')
            """
        )

    changed = client.get("/en/registro/1/").content.decode()
    assert "This entry is not what was recorded" in changed
    assert "its proof is below" in client.get("/en/registro/0/").content.decode()


def test_an_entry_that_was_taken_away_is_gone_and_not_hidden(
    client: Client, grow: Grow, cheat: Cheat
) -> None:
    grow(3)
    with cheat() as cursor:
        cursor.execute(
            "DELETE FROM record_entry WHERE id = (SELECT entry_id FROM record_leaf WHERE index = 1)"
        )

    page = client.get("/en/registro/1/")
    assert page.status_code == 410
    assert "somebody took it away" in page.content.decode()
    assert client.get("/en/registro/").status_code == 200


def test_payloads_cannot_speak_html(client: Client, sequence: Grow) -> None:
    lay(1, note="<script>alert(1)</script>")
    sequence(10)

    assert "<script>alert" not in client.get("/registro/0/").content.decode()


def test_what_is_about_a_subject_is_listed_newest_first_also_while_it_waits(
    grow: Grow, sequence: Grow
) -> None:
    grow(2)
    lay(7, subject="S-1")
    sequence(10)
    lay(8, subject="S-1")

    found = selectors.entries_about("S-1", limit=2)
    assert [(one.index, one.payload["number"]) for one in found] == [(None, 8), (2, 7)]
    assert [one.index for one in selectors.entries_about("S-1", limit=9)] == [None, 2, 1]
    assert selectors.entries_about("S-9", limit=9) == []
    assert [one.index for one in selectors.latest(2)] == [2, 1]


def test_a_list_costs_the_same_queries_however_long(
    client: Client, grow: Grow, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    grow(1)
    client.get("/registro/")  # what the site keeps in memory is asked once
    with CaptureQueriesContext(connection) as few:
        client.get("/registro/")
    grow(40)
    with CaptureQueriesContext(connection) as many:
        client.get("/registro/")

    assert len(many) == len(few)
    with django_assert_num_queries(1):
        selectors.page_of_entries(Filter(), before=None)
    with django_assert_num_queries(3):  # the head, what waits, what was refused
        selectors.state_of_record()


def test_the_state_says_how_the_record_stands(grow: Grow) -> None:
    grow(2)
    lay(3)

    state = selectors.state_of_record()
    assert (state.size, state.waiting, state.refused) == (2, 1, 0)
    assert selectors.count_entries() == 2
    assert selectors.has_pending()
    assert state.signed_at is not None
