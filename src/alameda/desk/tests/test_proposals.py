"""The file by which the governor proposes: sent with the proposal, public with the agenda."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Dictionary, Name, Pdf
from pytest_django.fixtures import Settings

from alameda.acting.models import Sending
from alameda.council.actions.items import put_on_agenda
from alameda.council.actions.sessions import publish_agenda
from alameda.council.models import AgendaItem, ItemFile, Session
from alameda.council.tests.factories import SECRETARY, SessionFactory, make_council
from alameda.desk.tests.walking import Walker, said
from alameda.documents.actions import set_visibility
from alameda.documents.models import Blob, Document
from alameda.documents.tests.samples import pdf, plain_pdf
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import InitiativeFactory, RegistrationFactory
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
PDF = plain_pdf()
SEND = "/mesa/consejo/enviar/P-1/"


def with_script(made: Pdf) -> None:
    made.Root.OpenAction = made.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def paper(body: bytes = PDF, name: str = "Oficio 12.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def proposal() -> tuple[Session, Initiative]:
    """A session to come, and an initiative that the governor may send."""
    body, _members = make_council(3)
    row = InitiativeFactory.create(code="P-1", state="prioritised", requested_clp=900_000_000)
    RegistrationFactory.create(initiative=row, asked_clp=900_000_000)
    return SessionFactory.create(body=body, state="convened", agenda_published_at=None), row


def sent() -> tuple[Session, AgendaItem]:
    """The proposal, sent with its file."""
    session, row = proposal()
    governor = Walker("governor")
    governor.open(SEND)
    governor.do("send", document="Oficio 12/2026", file=paper())
    return session, AgendaItem.objects.get(matter=row.subject)


def test_the_file_of_a_proposal_is_public_from_the_day_its_agenda_is() -> None:
    session, item = sent()
    document = Document.objects.get()
    public, page = Client(), session.get_absolute_url()
    assert (document.kind, document.visibility, document.subject) == (
        "proposal",
        "internal",
        item.matter,
    )
    assert item.files.get().label == "Oficio 12/2026"
    assert public.get(document.get_absolute_url()).status_code == 404

    put_on_agenda(item, session=session, actor=SECRETARY)
    assert public.get(document.get_absolute_url()).status_code == 404
    publish_agenda(session, actor=SECRETARY)

    document.refresh_from_db()
    assert document.visibility == "public"
    assert document.public_at is not None
    assert public.get(document.get_absolute_url()).status_code == 200
    shown = public.get(page).content.decode()
    assert "Oficio 12/2026" in shown
    assert document.get_absolute_url() in shown
    assert Entry.objects.filter(subject=document.code).count() == 2


def test_a_proposal_that_joins_a_published_agenda_is_public_at_once() -> None:
    session, item = sent()
    Session.objects.filter(pk=session.pk).update(
        state="agenda_published", agenda_published_at=session.starts_at
    )

    put_on_agenda(item, session=session, actor=SECRETARY)

    assert Document.objects.get().visibility == "public"


def test_a_proposal_that_was_reserved_meanwhile_stays_reserved() -> None:
    session, item = sent()
    put_on_agenda(item, session=session, actor=SECRETARY)
    set_visibility(Document.objects.get(), visibility="reserved", actor=SECRETARY)

    publish_agenda(session, actor=SECRETARY)

    assert Document.objects.get().visibility == "reserved"


def test_another_paper_of_the_item_is_not_opened_by_the_agenda() -> None:
    session, item = sent()
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/temas/{item.pk}/")
    secretary.do("attach", file=paper(), label="Nota", visibility="internal")
    put_on_agenda(item, session=session, actor=SECRETARY)

    publish_agenda(session, actor=SECRETARY)

    seen = Document.objects.order_by("pk").values_list("title", "visibility")
    assert list(seen) == [("Oficio 12/2026", "public"), ("Nota", "internal")]


@pytest.mark.parametrize(
    ("body", "name", "told"),
    [
        (b"MZ\x90\x00 no es un documento", "programa.exe", "Este tipo de archivo no se acepta"),
        (b"%PDF-1.7\n" + b" " * 3_000, "grande.pdf", "El archivo es demasiado grande"),
        (b"", "nada.pdf", "vacío"),
        (pdf(with_script), "vivo.pdf", "contiene un programa, una orden u otro archivo"),
        (PDF[:-200], "roto.pdf", "está dañado"),
    ],
)
def test_a_file_that_is_not_accepted_sends_nothing_and_keeps_what_was_typed(
    body: bytes, name: str, told: str, settings: Settings, tmp_path: Path
) -> None:
    settings.DOCUMENT_BYTES_MAX = 2_000
    settings.MEDIA_ROOT = tmp_path
    _session, row = proposal()
    governor = Walker("governor")
    governor.open(SEND)
    data = governor.sent("send", document="Oficio 12/2026", happened_on="2026-03-02")

    governor.post({**data, "file": paper(body, name)}, status=422)

    row.refresh_from_db()
    assert row.state == "prioritised"
    for table in (AgendaItem, ItemFile, Document, Blob, Entry, Sending):
        assert not table.objects.exists()
    assert not list(tmp_path.rglob("*.*"))
    assert told in " ".join(said(governor.html))
    assert 'id="send-file-error"' in governor.html
    assert 'href="#send-file"' in governor.html
    assert 'value="Oficio 12/2026"' in governor.html
    assert 'value="2026-03-02"' in governor.html
    assert "Elija el archivo de nuevo" in governor.html

    governor.post({**data, "file": paper()})
    row.refresh_from_db()
    assert row.state == "sent_to_council"


def test_what_the_proposal_itself_lacks_keeps_no_file() -> None:
    _session, row = proposal()
    Initiative.objects.filter(pk=row.pk).update(state="draft")
    governor = Walker("governor")
    governor.open(SEND)

    governor.post(governor.sent("send", document="Oficio 12/2026", file=paper()), status=422)

    assert not Document.objects.exists()
    assert not Entry.objects.exists()
    assert "Elija el archivo de nuevo" in governor.html


def test_the_same_proposal_sent_twice_keeps_one_file() -> None:
    proposal()
    governor = Walker("governor")
    governor.open(SEND)
    data = governor.sent("send", document="Oficio 12/2026")

    answers = [
        governor.client.post(SEND, {**data, "file": paper()}).status_code for _click in range(2)
    ]

    assert answers == [302, 302]
    assert Document.objects.count() == 1


def test_other_business_is_entered_with_the_file_that_proposes_it_or_not_at_all() -> None:
    make_council(3)
    cabinet = Walker("cabinet")
    cabinet.open("/mesa/consejo/temas/nuevo/")
    data = cabinet.sent("enter", business="concession", title="Concesión de una ribera")
    cabinet.post({**data, "file": paper(b"<svg/>", "plano.svg")}, status=422)
    assert not AgendaItem.objects.exists()
    assert 'value="Concesión de una ribera"' in cabinet.html
    assert 'id="enter-file-error"' in cabinet.html

    answer = cabinet.client.post(cabinet.url, {**data, "file": paper()})

    assert answer.status_code == 302
    file = AgendaItem.objects.get().files.select_related("document").get()
    assert file.label == "Proposición: Concesión de una ribera"
    assert (file.document.kind, file.document.visibility) == ("proposal", "internal")


def test_business_entered_straight_on_a_published_agenda_shows_its_file() -> None:
    body, _members = make_council(3)
    session = SessionFactory.create(body=body)
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")

    secretary.do("enter", business="concession", title="Concesión", file=paper())

    assert session.items.get().files.get().document.visibility == "public"
