"""What cannot be undone is asked for before it is done, by a page that says what will happen."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django import forms
from django.utils import timezone

from alameda.acting.forms import ActForm
from alameda.acting.views import Act, Confirmation, Outcome
from alameda.council.models import AgendaItem, Commitment, Leave, Presence, Session
from alameda.council.tests.factories import ItemFactory, SessionFactory, make_council
from alameda.council.tests.stages import log
from alameda.desk.council.views.ballots import PHONE
from alameda.desk.council.views.commitments import ANSWERING
from alameda.desk.council.views.council import ENTERING
from alameda.desk.council.views.items import ITEM
from alameda.desk.council.views.preparing import CONVENING, PREPARING
from alameda.desk.council.views.running import SITTING
from alameda.desk.council.views.votes import VOTING
from alameda.desk.tests.walking import Walker, confirmed, make_session, room, said
from alameda.documents.models import Document
from alameda.record.models import Entry
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[4] / "docs" / "council.md"
NEW = "/mesa/consejo/sesiones/nueva/"
HOUR = "%Y-%m-%dT%H:%M"


def convening() -> tuple[Walker, dict[str, object]]:
    """The secretary with a session typed."""
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open(NEW)
    at = timezone.localtime() + timedelta(days=9)
    typed = secretary.sent("convene", starts_at=f"{at:{HOUR}}", place="Sala <b>uno</b>")
    return secretary, typed


def ask(walker: Walker, data: dict[str, object], status: int = 200) -> str:
    """Send a form without confirming it."""
    answer = walker.client.post(walker.url, data)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_first_sending_says_what_will_happen_and_does_nothing() -> None:
    secretary, typed = convening()

    page = ask(secretary, typed)

    assert "¿Convocar la Sesión ordinaria 1?" in page
    assert f"S-{timezone.localtime().year}" in page
    assert "Sala &lt;b&gt;uno&lt;/b&gt;" in page
    assert not Session.objects.exists()
    assert not Entry.objects.exists()
    sure = confirmed(page)
    assert sure["act"] == ["convene"]
    assert sure["once"] == typed["once"]
    assert secretary.client.post(NEW, sure).status_code == 302
    assert Session.objects.get().place == "Sala <b>uno</b>"


def test_who_goes_back_finds_what_was_typed_and_nothing_was_done() -> None:
    secretary, typed = convening()
    sure = confirmed(ask(secretary, typed))

    page = ask(secretary, {**sure, "back": "1"})

    assert 'value="Sala &lt;b&gt;uno&lt;/b&gt;"' in page
    assert said(page) == []
    assert not Session.objects.exists()


def test_what_would_be_refused_is_refused_beside_its_field_before_it_is_asked_for() -> None:
    secretary, typed = convening()

    page = ask(secretary, {**typed, "kind": "extraordinary"}, status=422)

    assert 'id="convene-title-error"' in page
    assert 'name="confirm"' not in page


def test_what_changed_since_it_was_asked_for_is_asked_for_again() -> None:
    session, _members, items = make_session(items=2)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    sure = confirmed(ask(secretary, secretary.sent("close")))
    other = Walker("council_secretary")
    other.open(room(session))
    other.do("floor", title="Un asunto nuevo")

    page = ask(secretary, sure)

    assert "Cambió mientras usted estaba aquí" in page
    assert "Un asunto nuevo" in page
    assert Session.objects.get(pk=session.pk).state == "open"
    assert secretary.client.post(room(session), confirmed(page)).status_code == 302
    session.refresh_from_db()
    assert session.state == "closed"
    assert AgendaItem.objects.get(pk=items[0].pk).state == "untreated"


def test_a_session_closes_with_what_was_not_treated_named_and_left() -> None:
    session, _members, (first, second) = make_session(items=2)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.post({**secretary.sent("open_item"), "target": first.pk})

    secretary.do("close")

    assert f"se dejan para la próxima tabla: {second.title}" in secretary.asked
    assert f"se posterga: {first.title}" in secretary.asked
    states = [AgendaItem.objects.get(pk=item.pk).state for item in (first, second)]
    assert states == ["postponed", "untreated"]


def test_all_that_is_left_is_postponed_from_the_room_and_offered_to_the_next_agenda() -> None:
    session, _members, items = make_session(items=3)
    ItemFactory.create(body=session.body, state="entered", section="", title="Otro que espera")
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.do("postpone_left", status=422, reason="")
    secretary.do("postpone_left", reason="Se acabó el tiempo")
    later = SessionFactory.create(body=session.body, state="convened")

    page = secretary.open(f"/mesa/consejo/sesiones/{later.code}/")

    assert f"{items[0].title} (postergado en la {session.subject.title})" in page
    waiting = list(AgendaItem.objects.filter(carried_from__in=items).order_by("pk"))
    assert secretary.sent("place")["items"] == [str(item.pk) for item in waiting]
    secretary.do("place")
    assert later.items.count() == 3


def test_a_member_on_leave_is_said_before_and_noted_after() -> None:
    body, members = make_council(7, has_governor=False)
    session = SessionFactory.create(body=body, starts_at=timezone.now() - timedelta(minutes=5))
    today = timezone.localdate()
    for member in members[4:6]:
        Leave.objects.create(councillor=member, kind="medical", starts_on=today, ends_on=today)
    codes = [member.code for member in members]
    secretary = Walker("council_secretary")
    secretary.open(room(session))

    secretary.do("open", present=codes[:5], presided_by=codes[0])
    assert f"{members[4].name} está con permiso ese día" in secretary.asked
    secretary.post({**secretary.sent("arrival"), "arrived": codes[5]})
    assert f"{members[5].name} está con permiso ese día" in secretary.asked
    secretary.asked = ""
    secretary.post({**secretary.sent("arrival"), "arrived": codes[6]})

    assert secretary.asked == ""
    assert Presence.objects.filter(session=session).count() == 7
    assert log(session).count("warning") == 2
    assert Entry.objects.get(verb="session.opened").payload["on_leave"] == [codes[4]]
    arrived = Entry.objects.filter(verb="councillor.arrived").order_by("pk")
    assert [entry.payload["is_on_leave"] for entry in arrived] == [True, False]


def test_short_notice_and_a_number_out_of_order_are_said_and_noted() -> None:
    body, _members = make_council(3)
    soon = timezone.localtime() + timedelta(hours=20)
    far = soon + timedelta(days=30)
    secretary = Walker("council_secretary")
    secretary.open(NEW)
    secretary.do("convene", starts_at=f"{far:{HOUR}}", place="Sala")
    assert "anticipación" not in secretary.asked

    secretary.open(NEW)
    secretary.do("convene", starts_at=f"{soon:{HOUR}}", place="Sala")

    assert "de anticipación; el reglamento pide 48" in secretary.asked
    first, second = Session.objects.filter(body=body).order_by("pk")
    if first.year == second.year:
        assert f"antes que {first.code}" in secretary.asked
        assert log(second) == ["warning", "warning"]
    assert log(first) == []
    warned = Entry.objects.filter(verb="session.convened").order_by("pk").last()
    assert warned is not None
    assert "short_notice" in warned.payload["warnings"]


def test_a_summons_older_than_its_agenda_is_marked_and_made_again_with_one_press() -> None:
    body, _members = make_council(3)
    session = SessionFactory.create(body=body, state="convened")
    ItemFactory.create(body=body, session=session, section="agenda", title="Primero")
    old = "Es anterior a su tabla"
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")
    secretary.do("summon")
    assert old not in secretary.html

    secretary.do("enter", business="report", title="Segundo", received_on="")
    assert old in secretary.html
    secretary.do("summon")

    assert old not in secretary.html
    paper = Document.objects.get(kind="summons")
    assert paper.versions.count() == 2
    newest = paper.versions.latest("number").data
    assert newest is not None
    told = [row["title"] for part in newest["items"] for row in part["items"]]
    assert sorted(told) == ["Primero", "Segundo"]


def test_a_confirmed_form_that_arrives_twice_is_one_act_and_says_so() -> None:
    secretary, typed = convening()
    sure = confirmed(ask(secretary, typed))
    first = secretary.client.post(secretary.url, sure)
    assert first.status_code == 302
    entries = Entry.objects.count()

    second = secretary.client.post(secretary.url, sure, follow=True)

    assert second.status_code == 200
    assert "Llegó dos veces y se hizo una sola" in second.content.decode()
    assert (Session.objects.count(), Entry.objects.count()) == (1, entries)
    other = secretary.client.post(secretary.url, {**sure, "place": "Otra sala"})
    assert other.status_code == 409
    assert Session.objects.count() == 1


def test_what_becomes_of_an_item_withdrawn_is_said_only_where_it_is_so() -> None:
    body, _members = make_council(3)
    secretary = Walker("council_secretary")
    back, ends = "vuelve a quien lo propuso", "Termina el plazo del Consejo"
    for business, matter, received_on in (
        ("report", None, None),
        ("regulation", SubjectFactory.create(), timezone.localdate()),
    ):
        item = ItemFactory.create(
            body=body, business=business, matter=matter, received_on=received_on, state="entered"
        )
        secretary.open(f"/mesa/consejo/temas/{item.pk}/")
        page = ask(secretary, secretary.sent("withdraw", reason="Falta un informe"))
        assert (back in page) is (matter is not None)
        assert (ends in page) is (received_on is not None)


def test_files_that_are_public_already_or_are_none_are_not_said_to_become_so() -> None:
    body, _members = make_council(3)
    session = SessionFactory.create(body=body, state="convened")
    ItemFactory.create(body=body, session=session, section="agenda")
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")

    page = ask(secretary, secretary.sent("publish"))

    assert "¿Publicar la tabla?" in page
    assert "archivos de sus asuntos" not in page


class WithFile(ActForm):
    """A form with a file."""

    file = forms.FileField()


def test_a_form_with_a_file_cannot_ask_on_another_page() -> None:
    told = Confirmation(title="¿?", button="Sí", happens=[])
    with pytest.raises(TypeError):
        Act(form=WithFile, run=lambda *_: Outcome(said=""), confirm=lambda *_: told)


def test_an_answer_with_its_document_asks_by_a_box_on_itself() -> None:
    session, _members, _items = make_session()
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.do("commitment", kind="request", text="Veredas", owner="DIT", due_on="2030-01-01")
    row = Commitment.objects.get()
    cabinet = Walker("cabinet")
    cabinet.open(f"/mesa/consejo/compromisos/{row.code}/")

    cabinet.do("answer", status=422, answer="Listas.", is_sure="")
    row.refresh_from_db()
    assert row.state == "open"
    cabinet.do("answer", answer="Listas.", is_sure="on")

    row.refresh_from_db()
    assert row.state == "answered"


def test_every_act_of_the_council_s_desk_is_judged_in_the_documents() -> None:
    screens = (CONVENING, PREPARING, SITTING, VOTING, ITEM, ANSWERING, ENTERING, PHONE)
    acts = [(key, act) for screen in screens for key, act in screen.items()]
    section = DOCS.read_text(encoding="utf-8").partition("## Asked before it is done")[2]
    asked, _sep, others = section.partition("\n## ")[0].partition("Not asked")

    asking = {key for key, act in acts if act.confirm or "is_sure" in act.form.base_fields}
    doing = {key for key, act in acts if not act.confirm and "is_sure" not in act.form.base_fields}

    assert asking <= set(re.findall(r"`(\w+)`", asked))
    assert doing <= set(re.findall(r"`(\w+)`", others))
    assert asking & doing == {"close"}  # of a session, and of a vote
