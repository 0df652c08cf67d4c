"""The page of a document, its bytes and its JSON: open to whom they are, absent to all others."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.documents.actions import remake_document, replace_document, set_visibility
from alameda.documents.actions.keeping import keep
from alameda.documents.models import Blob, Document, Version
from alameda.documents.selectors import bytes_of
from alameda.documents.tests.samples import AT, SAMPLES
from alameda.documents.tests.test_making import PLANNER, SECRETARY, make
from alameda.documents.tests.test_signatures import signed
from alameda.documents.tests.test_uploads import PDF, PNG, upload
from alameda.record.actions import sequence_pending
from alameda.record.models import Entry
from alameda.thread.tests.factories import SubjectFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries, Settings

pytestmark = pytest.mark.django_db


def bytes_url(document: Document) -> str:
    version = document.versions.latest("number")
    return f"/doc/{document.code}/v{version.number}/{version.file_name}"


def signed_in(role: str) -> Client:
    person = PersonFactory.create()
    RoleGrantFactory.create(person=person, role=role)
    client = Client()
    client.force_login(person)
    return client


def test_the_page_says_what_it_is_and_how_to_check_it(client: Client) -> None:
    document = make("council_certificate", title="Certificado 123", subject=SubjectFactory.create())
    digest = document.versions.get().blob.sha256

    page = client.get(document.get_absolute_url()).content.decode()

    assert "Certificado 123" in page
    assert digest in page
    assert bytes_url(document) in page
    assert document.subject is not None
    assert document.subject.address in page


def test_the_page_leads_to_the_entry_of_the_record(client: Client) -> None:
    document = make()
    sequence_pending()

    assert "/registro/0/" in client.get(document.get_absolute_url()).content.decode()


def test_the_english_page_is_whole(client: Client) -> None:
    page = client.get(f"/en{make().get_absolute_url()}").content.decode()

    assert "How to check it" in page
    assert "Cómo comprobarlo" not in page


def test_the_bytes_come_with_what_keeps_them_harmless(client: Client) -> None:
    document = make()

    answer = client.get(bytes_url(document))

    assert answer.status_code == 200
    digest = document.versions.get().blob.sha256
    assert hashlib.sha256(answer.content).hexdigest() == digest
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["ETag"] == f'"{digest}"'
    assert answer["Cache-Control"].startswith("public")


def test_what_is_known_is_not_sent_again(client: Client) -> None:
    document = make()
    etag = client.get(bytes_url(document))["ETag"]

    answer = client.get(bytes_url(document), headers={"If-None-Match": f"W/{etag}"})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (PNG, "a.png", "image/png"),
        ("año".encode(), "a.txt", "text/plain; charset=utf-8"),
        ("año".encode("latin-1"), "a.csv", "text/csv; charset=windows-1252"),
    ],
)
def test_what_is_no_pdf_is_only_downloaded(
    client: Client, body: bytes, name: str, kind: str
) -> None:
    answer = client.get(bytes_url(upload(body, name, visibility="public")))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == kind


@pytest.mark.parametrize(
    ("visibility", "role", "is_shown"),
    [
        ("public", None, True),
        ("internal", None, False),
        ("internal", "planner", True),
        ("internal", "councillor", False),
        ("reserved", None, False),
        ("reserved", "planner", False),
        ("reserved", "transparency_officer", False),
        ("reserved", "council_secretary", True),
        ("reserved", "control", True),
        ("reserved", "governor", True),
    ],
)
def test_a_document_is_shown_to_whom_it_is_open_and_absent_to_all_others(
    visibility: str, role: str | None, is_shown: bool
) -> None:
    document = upload(visibility=visibility)
    client = signed_in(role) if role else Client()
    page, api = document.get_absolute_url(), f"/api/v1/documents/{document.code}"

    for address in (page, bytes_url(document), api, f"/x/{document.code}/"):
        answer = client.get(address, follow=True)
        absent = client.get(address.replace(document.code, "D-1999-000001"), follow=True)
        assert answer.status_code == (200 if is_shown else 404)
        assert absent.status_code == 404
        if visibility != "public":
            assert "public" not in answer.headers.get("Cache-Control", "")
        if not is_shown:
            hidden = answer.content.decode().replace(document.code, "D-1999-000001")
            assert hidden.count("D-1999-000001") == absent.content.decode().count("D-1999-000001")


@pytest.mark.parametrize("path", ["v2/informe.pdf", "v1/otro.pdf", "v1/%00"])
def test_another_version_or_name_is_absent(client: Client, path: str) -> None:
    document = upload(visibility="public")

    assert client.get(f"/doc/{document.code}/{path}").status_code == 404


def test_the_json_gives_every_version(client: Client) -> None:
    document = upload(visibility="public")
    replace_document(
        document, file=io.BytesIO(PNG), name="b.png", reason="Otra cosa.", actor=PLANNER
    )

    said = client.get(f"/api/v1/documents/{document.code}").json()

    assert said["code"] == document.code
    assert [version["number"] for version in said["versions"]] == [2, 1]
    assert [version["sha256"] for version in said["versions"]] == [
        hashlib.sha256(body).hexdigest() for body in (PNG, PDF)
    ]


def test_many_versions_cost_no_more_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = upload(visibility="public")

    def add(count: int) -> None:
        for number in range(count):
            body = io.BytesIO(PDF + str((document.versions.count(), number)).encode())
            replace_document(document, file=body, name="a.pdf", reason="Otra.", actor=PLANNER)

    client.get(document.get_absolute_url())  # the region's brand is read once
    add(1)
    with django_assert_num_queries(5):  # brand, document, versions, entries waiting and placed
        client.get(document.get_absolute_url())
    add(19)
    with django_assert_num_queries(5):
        client.get(document.get_absolute_url())


@pytest.mark.browser
@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_the_page_has_no_fault_of_access(
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    width: int,
    theme: str,
) -> None:
    document = upload(visibility="public", title="Informe de la comisión de presupuesto")
    replace_document(
        document, file=io.BytesIO(PNG), name="b.png", reason="Faltaba una hoja.", actor=PLANNER
    )
    page = open_page(width=width, theme=theme)

    page.goto(live_site + document.get_absolute_url())

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_opened_leads_to_the_entry_with_its_plain_digest(client: Client) -> None:
    document = upload(visibility="internal")
    sequence_pending()
    staff = signed_in("planner").get(document.get_absolute_url()).content.decode()
    assert "/registro/0/" in staff
    assert "sal" in staff

    set_visibility(document, visibility="public", actor=SECRETARY)
    sequence_pending()

    page = client.get(document.get_absolute_url()).content.decode()
    assert "/registro/1/" in page
    assert "/registro/0/" not in page


def copied(client: Client, document: Document, body: bytes) -> tuple[int, str]:
    """What the site says of a copy."""
    file = SimpleUploadedFile("copia.pdf", body, content_type="application/pdf")
    answer = client.post(f"{document.get_absolute_url()}comprobar/", {"file": file})
    return answer.status_code, answer.content.decode()


def test_a_certificate_says_that_it_was_checked_and_that_nobody_signed_it(client: Client) -> None:
    document = make("council_certificate")
    sequence_pending()
    good, bad = "que se entrega aquí es el que se emitió", "El archivo no es el que se emitió"

    page = client.get(document.get_absolute_url()).content.decode()

    assert f"código de verificación {document.code}. No lleva firma electrónica." in page
    assert good in page
    path = Path(default_storage.path(document.versions.get().blob.path))
    whole = path.read_bytes()
    try:
        path.write_bytes(whole + b"%")
        page = client.get(document.get_absolute_url()).content.decode()
    finally:
        path.write_bytes(whole)
    assert bad in page
    assert good not in page


def test_a_copy_is_the_document_an_earlier_version_or_another_file(client: Client) -> None:
    document = make("council_certificate")
    first = bytes_of(document.versions.get())
    told = SAMPLES["council_certificate"]
    remake_document(document, data=told, at=AT, actor=SECRETARY, reason="Otra vez")
    newest = bytes_of(document.versions.latest("number"))
    entries, blobs = Entry.objects.count(), Blob.objects.count()

    assert "Su copia es este documento" in copied(client, document, newest)[1]
    assert "Su copia es una versión anterior" in copied(client, document, first)[1]
    assert "Su copia es otro archivo" in copied(client, document, newest + b"%")[1]
    assert (Entry.objects.count(), Blob.objects.count()) == (entries, blobs)


def test_a_copy_that_is_too_large_or_no_file_is_refused(client: Client, settings: Settings) -> None:
    settings.DOCUMENT_BYTES_MAX = 1_000
    document = make("council_certificate")
    place = f"{document.get_absolute_url()}comprobar/"

    assert copied(client, document, b"%" * 1_000)[0] == 200
    status, told = copied(client, document, b"%" * 2_000_000)
    assert status == 413
    assert "Revise la dirección" not in told
    assert copied(client, document, b"")[0] == 422
    assert client.post(place, {"x": "1"}).status_code == 422
    assert client.get(place).status_code == 405


def test_anybody_compares_a_paper_that_is_larger_than_a_form_may_be(client: Client) -> None:
    document = make("council_certificate")

    assert copied(client, document, b"%" * 3_000_000)[0] == 200
    large = client.post("/cuenta/entrar/", {"login": "%" * 100_000})
    assert large.status_code == 413


def test_a_copy_of_what_one_may_not_read_is_compared_with_nothing(client: Client) -> None:
    document = make("council_certificate", visibility="reserved")
    body = bytes_of(document.versions.get())

    assert copied(client, document, body)[0] == 404
    assert copied(signed_in("council_secretary"), document, body)[0] == 200


def test_an_uploaded_file_is_said_to_be_signed_where_it_is(client: Client) -> None:
    document, said = upload(visibility="public"), "Este archivo lleva una firma electrónica"
    assert said not in client.get(document.get_absolute_url()).content.decode()

    blob = keep(signed(), media_type="application/pdf")
    Version.objects.create(
        document=document, number=2, blob=blob, file_name="firmado.pdf", made_at=AT, by_role="x"
    )

    assert said in client.get(document.get_absolute_url()).content.decode()


def test_what_a_demonstration_makes_bears_its_mark_whatever_was_asked(
    settings: Settings,
) -> None:
    told = {**SAMPLES["council_certificate"], "is_demo": False}
    real = make("council_certificate", data=told)
    settings.IS_DEMO = True
    shown = make("council_certificate", data=told)

    marks = [row.versions.get().data or {} for row in (real, shown)]
    assert [mark["is_demo"] for mark in marks] == [False, True]
    assert (real.is_demo, shown.is_demo) == (False, True)
