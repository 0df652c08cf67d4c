"""Draft minutes at the desk: each text can be corrected, and what only heads others cannot."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alameda.council.models import Correction, Minutes, Session
from alameda.council.tests.factories import ItemFactory, SessionFactory, make_council
from alameda.desk.tests.walking import Walker, room
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def drafted() -> tuple[Walker, Minutes]:
    """The secretary before the draft of a session with one item."""
    body, _members = make_council(3)
    session = SessionFactory.create(body=body, state="closed", closed_at=timezone.now())
    ItemFactory.create(session=session, body=body, state="dealt_with", title="Informe de obras")
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.do("draft")
    return secretary, Minutes.objects.get(session=session)


def test_every_part_with_a_text_can_be_corrected_and_a_heading_cannot() -> None:
    secretary, minutes = drafted()
    texts = [part["key"] for part in minutes.parts if part["text"]]
    headings = [part for part in minutes.parts if not part["text"]]
    assert [part["key"] for part in headings] == ["section-agenda"]

    assert secretary.html.count('name="minutes_version"') == len(texts)
    assert "<h3>Tabla</h3>" in secretary.html
    for key in texts:
        assert secretary.sent("part", key)["after"] != [""]
    with pytest.raises(AssertionError):
        secretary.sent("part", "section-agenda")

    secretary.do("part", texts[0], after="Se abre la sesión.")
    assert Correction.objects.get().part == texts[0]


def test_a_correction_of_a_heading_sent_by_hand_is_refused_and_leaves_no_trace() -> None:
    secretary, minutes = drafted()
    sent = secretary.sent("part", "closing", after="Otra cosa.")
    entries = Entry.objects.count()

    secretary.post({**sent, "target": "section-agenda"}, status=422)

    minutes.refresh_from_db()
    assert minutes.version == 1
    assert not Correction.objects.exists()
    assert Entry.objects.count() == entries
    assert Session.objects.get(pk=minutes.session_id).state == "minutes_drafted"
