"""Documents in the search over the whole site: the public ones, and nothing of the others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.documents.actions import set_visibility
from alameda.documents.models import Document
from alameda.documents.selectors import documents_having
from alameda.documents.tests.test_making import COUNCILLOR, PLANNER, SECRETARY
from alameda.documents.tests.test_uploads import upload
from alameda.foundation.actor import VISITOR, Actor

pytestmark = pytest.mark.django_db
TITLE = "Certificado del acuerdo sobre la plaza Ñielol"


def shown(client: Client, words: str, *, prefix: str = "") -> str:
    answer = client.get(f"{prefix}/buscar/", {"q": words})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_document_is_found_by_its_code_and_by_words_of_its_title(client: Client) -> None:
    document = upload(title=TITLE, visibility="public")
    other = upload(title="Otra cosa", visibility="public")

    asked = (
        document.code,
        document.code.lower(),
        f" {document.code} ",
        "certificado",
        "certificados plazas",
        "nielol",
    )
    for words in asked:
        page = shown(client, words)
        assert f'href="{document.get_absolute_url()}"' in page, words
        assert f'href="{other.get_absolute_url()}"' not in page, words
        assert "Documentos (1)" in page
        assert "No encontramos" not in page
    assert f'href="/en{document.get_absolute_url()}"' in shown(client, document.code, prefix="/en")
    assert "Documents (1)" in shown(client, document.code, prefix="/en")


def test_the_beginning_of_a_code_finds_the_documents_that_have_it(client: Client) -> None:
    documents = [upload(title="Informe", visibility="public") for _time in range(2)]

    page = shown(client, documents[0].code[:-1])

    assert all(f'href="{document.get_absolute_url()}"' in page for document in documents)
    assert "Documentos" not in shown(client, "D-")


@pytest.mark.parametrize("visibility", ["internal", "reserved"])
def test_a_document_that_is_not_public_is_found_by_nobody_until_it_is(
    client: Client, visibility: str
) -> None:
    document = upload(title=TITLE, visibility=visibility, actor=SECRETARY)
    secretary = PersonFactory.create()
    RoleGrantFactory.create(person=secretary, role="council_secretary")
    signed_in = Client()
    signed_in.force_login(secretary)

    for words in (document.code, "certificado plaza"):
        for reader in (client, signed_in):  # the search is one page for everybody
            page = shown(reader, words)
            assert document.get_absolute_url() not in page
            assert "No encontramos" in page

    set_visibility(document, visibility="public", actor=SECRETARY)

    assert document.get_absolute_url() in shown(client, "certificado plaza")


@pytest.mark.parametrize(
    ("actor", "visibilities"),
    [
        (VISITOR, {"public"}),
        (COUNCILLOR, {"public"}),
        (PLANNER, {"public", "internal"}),
        (SECRETARY, {"public", "internal", "reserved"}),
    ],
)
def test_an_actor_finds_what_the_actor_may_read(actor: Actor, visibilities: set[str]) -> None:
    for visibility in ("public", "internal", "reserved"):
        upload(title=TITLE, visibility=visibility, actor=SECRETARY)

    for words in ("plaza", "D-" + str(Document.objects.values_list("year", flat=True)[0])):
        found = documents_having(words, actor=actor)
        assert {document.visibility for document in found} == visibilities


def test_of_many_documents_the_newest_are_shown_and_how_many_there_are(client: Client) -> None:
    for _time in range(10):
        upload(title=TITLE, visibility="public")

    page = shown(client, "certificado")

    assert "Documentos (10)" in page
    assert page.count('href="/doc/') == 8
    assert "los más nuevos" in page


def test_the_search_asks_an_index_whatever_the_documents() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for words, index in (("plaza", "document_words"), ("D-2026-00", "documents_document_code")):
        plan = documents_having(words, actor=VISITOR).order_by().explain()
        assert index in plan


def test_the_search_asks_the_same_number_of_times_at_one_and_at_twenty(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(client, "certificado")
        return len(captured)

    upload(title=TITLE, visibility="public")
    queries()
    before = queries()
    for _time in range(19):
        upload(title=TITLE, visibility="public")
    assert queries() == before
