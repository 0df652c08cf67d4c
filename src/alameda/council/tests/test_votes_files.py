"""Whether the file of an item was public before it was voted."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from alameda.council.actions.files import attach_file
from alameda.council.actions.votes import open_vote
from alameda.council.models import AgendaItem, Happening, ItemFile
from alameda.council.selectors.files import hidden_files
from alameda.council.tests.factories import SECRETARY
from alameda.council.tests.rooms import make_room
from alameda.documents.actions import set_visibility, upload_document
from alameda.documents.models import Document
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def _file(item: AgendaItem, label: str, public_at: datetime | None) -> None:
    document = Document.objects.create(
        code=f"D-2026-{item.pk}", kind="file", year=2026, number=item.pk, title=label
    )
    ItemFile.objects.create(item=item, document=document, label=label, public_at=public_at)


def test_an_item_voted_before_its_file_is_public_is_warned_and_recorded() -> None:
    session, (one, other, late), _members = make_room(3, items=3)
    now = timezone.now()
    _file(one, "Informe", now - timedelta(days=2))
    _file(other, "Plano", None)
    _file(late, "Oficio", now + timedelta(hours=1))

    with translation.override("en"):
        vote = open_vote(session, items=[one, other, late], actor=SECRETARY)

    warnings = Happening.objects.filter(kind="warning").order_by("pk")
    assert [(row.item, row.vote, row.text) for row in warnings] == [
        (other, vote, "Se votó antes de que sus antecedentes fueran públicos: Plano"),
        (late, vote, "Se votó antes de que sus antecedentes fueran públicos: Oficio"),
    ]
    assert f'"early_items":["{other.code}","{late.code}"]'.encode() in bytes(
        Entry.objects.get().leaf
    )


def _paper(visibility: str) -> Document:
    return upload_document(
        file=io.BytesIO(b"Antecedente"),
        name="nota.txt",
        title="Informe",
        visibility=visibility,
        actor=SECRETARY,
    )


@pytest.mark.parametrize(
    ("steps", "is_warned"),
    [
        (("public", "attach"), False),
        (("internal", "attach"), True),
        (("internal", "attach", "public"), False),
        (("internal", "public", "attach"), False),
        (("public", "attach", "reserved"), True),
        (("public", "attach", "internal", "public"), False),
    ],
)
def test_whether_a_file_was_public_is_told_by_its_document_whatever_the_order(
    steps: tuple[str, ...], *, is_warned: bool
) -> None:
    session, (item,), _members = make_room(3)
    document = _paper(steps[0])
    for step in steps[1:]:
        if step == "attach":
            attach_file(item, document=document, label="Informe", actor=SECRETARY)
        else:
            document = set_visibility(document, visibility=step, actor=SECRETARY)

    open_vote(session, items=[item], actor=SECRETARY)

    assert Happening.objects.filter(kind="warning", item=item).exists() is is_warned
    told = f'"early_items":["{item.code}"]' if is_warned else '"early_items":[]'
    assert told.encode() in bytes(Entry.objects.get(verb="vote.opened").leaf)


def test_a_file_that_is_opened_after_the_vote_keeps_its_warning() -> None:
    session, (item,), _members = make_room(3)
    document = _paper("internal")
    attach_file(item, document=document, label="Informe", actor=SECRETARY)
    vote = open_vote(session, items=[item], actor=SECRETARY)

    set_visibility(document, visibility="public", actor=SECRETARY)

    assert vote.opened_at is not None
    assert Happening.objects.filter(kind="warning", vote=vote).count() == 1
    assert not hidden_files(item, at=timezone.now()).exists()
    assert hidden_files(item, at=vote.opened_at).count() == 1
