"""The screens of the desk: who opens them, what they refuse, and that a refusal leaves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.acting.actions import SentOtherwiseError, act_once
from alameda.acting.models import Sending
from alameda.council.models import AgendaItem, Commitment, ItemFile, Recusal, Session
from alameda.council.tests.factories import BodyFactory, ItemFactory, SessionFactory, make_council
from alameda.desk.tests.walking import Walker, confirmed, make_session, room, said
from alameda.foundation.actor import SYSTEM, VISITOR, Actor
from alameda.foundation.errors import NotAllowedError
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import (
    ComunaFactory,
    InitiativeFactory,
    RegistrationFactory,
)
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
STALE = "Cambió mientras usted estaba aquí"


def test_the_room_lists_what_waits_the_sessions_and_what_is_owed() -> None:
    session, _members, _items = make_session()
    ItemFactory.create(body=session.body, state="entered", title="Espera su turno", section="")
    secretary = Walker("council_secretary")

    page = secretary.open("/mesa/consejo/")

    assert "Espera su turno" in page
    assert session.subject.title in page


def test_a_session_without_a_place_is_not_convened_and_what_was_typed_is_kept() -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open("/mesa/consejo/sesiones/nueva/")

    secretary.do("convene", status=422, starts_at="2026-12-01T09:00", place="", title="Mi materia")

    assert not Session.objects.exists()
    assert not Entry.objects.exists()
    assert 'value="Mi materia"' in secretary.html
    assert 'href="#convene-place"' in secretary.html
    assert 'id="convene-place-error"' in secretary.html


def test_a_double_click_convenes_one_session() -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open("/mesa/consejo/sesiones/nueva/")
    data = secretary.sent("convene", starts_at="2026-12-01T09:00", place="Sala")

    asked = secretary.client.post(secretary.url, data).content.decode()
    sure = confirmed(asked)

    answers = [secretary.client.post(secretary.url, sure).status_code for _click in range(2)]

    assert answers == [302, 302]
    assert Session.objects.count() == 1


def test_what_was_refused_can_be_mended_and_sent_again() -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open("/mesa/consejo/sesiones/nueva/")
    secretary.do(
        "convene", status=422, kind="extraordinary", starts_at="2026-12-01T09:00", place="Sala"
    )

    secretary.do("convene", title="Una sola materia")

    assert Session.objects.get().title == "Una sola materia"


def test_waiting_items_go_on_the_agenda_and_change_places() -> None:
    body, _members = make_council(3)
    session = SessionFactory.create(body=body, state="convened")
    items = [ItemFactory.create(body=body, state="entered", section="") for _item in range(3)]
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")

    secretary.do("place", items=[item.pk for item in items])
    secretary.post({**secretary.sent("order"), "down": items[0].pk})

    order = list(session.items.order_by("position").values_list("pk", flat=True))
    assert order == [items[1].pk, items[0].pk, items[2].pk]


def test_an_unknown_button_and_an_unknown_session_are_refused() -> None:
    session, _members, _items = make_session()
    secretary = Walker("council_secretary")
    secretary.open(room(session))

    secretary.post({"act": "explode"}, status=422)
    secretary.open("/mesa/consejo/sesiones/S-2020-O99/sala/", status=404)
    secretary.open("/mesa/consejo/votaciones/S-2020-O99-V01/", status=404)
    secretary.open("/mesa/consejo/temas/999999/", status=404)
    secretary.open("/mesa/consejo/compromisos/C-1/", status=404)


def test_the_secretary_of_another_body_does_not_run_this_session() -> None:
    session, _members, items = make_session()
    other = Walker()
    RoleGrantFactory.create(person=other.person, role="council_secretary", body="otra")

    other.open(room(session), status=403)
    other.open(f"/mesa/consejo/temas/{items[0].pk}/", status=403)


def test_who_keeps_one_committee_is_offered_no_new_business_which_only_the_council_gets() -> None:
    council = make_council(3)[0]
    committee = BodyFactory.create(parent=council, slug="obras")
    session = SessionFactory.create(
        body=committee, kind="committee", code="S-2026-OBRAS-01", state="convened"
    )
    address = f"/mesa/consejo/sesiones/{session.code}/"
    for body, is_offered in (("obras", False), ("", True)):
        walker = Walker()
        RoleGrantFactory.create(person=walker.person, role="council_secretary", body=body)
        assert ('id="enter"' in walker.open(address)) is is_offered


def test_a_session_does_not_open_without_quorum_and_keeps_who_was_marked() -> None:
    body, members = make_council(7, has_governor=False)
    session = SessionFactory.create(body=body, starts_at=timezone.now() - timedelta(minutes=5))
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    entries = Entry.objects.count()
    codes = [member.code for member in members]

    secretary.do("open", status=422, present=codes[:2], presided_by=codes[0])

    session.refresh_from_db()
    assert session.state == "agenda_published"
    assert Entry.objects.count() == entries
    assert f'value="{codes[1]}" checked' in secretary.html
    assert 'id="open-present-error"' in secretary.html
    secretary.do("open", present=codes[:5])
    session.refresh_from_db()
    assert session.state == "open"


def test_members_come_and_go_and_the_quorum_is_counted() -> None:
    session, members, _items = make_session(5)
    secretary = Walker("council_secretary")
    assert "Hay quórum" in secretary.open(room(session))

    secretary.post({**secretary.sent("arrival"), "left": members[4].code})
    assert "Sin quórum" in secretary.html
    secretary.post({**secretary.sent("arrival"), "arrived": members[5].code})

    assert "Hay quórum" in secretary.html
    assert session.presences.filter(left_at=None).count() == 5


def test_two_secretaries_who_take_up_the_same_item_are_told_who_was_faster() -> None:
    session, _members, items = make_session(items=2)
    first, second = Walker("council_secretary"), Walker("council_secretary")
    first.open(room(session))
    second.open(room(session))
    first.post({**first.sent("open_item"), "target": items[0].pk})
    entries = Entry.objects.count()

    second.post({**second.sent("open_item"), "target": items[0].pk}, status=409)

    assert STALE in " ".join(said(second.html))
    assert "council_secretary" in second.html
    assert Entry.objects.count() == entries


def test_an_item_is_recused_postponed_and_withdrawn_from_the_room() -> None:
    session, members, items = make_session(items=3)
    secretary = Walker("council_secretary")
    for item in items:
        secretary.open(room(session))
        secretary.post({**secretary.sent("open_item"), "target": item.pk})
        if item is items[0]:
            secretary.do("recuse", item.pk, councillor=members[0].code, reason="own_interest")
            secretary.do("deal", item.pk, note="Se toma nota")
        elif item is items[1]:
            secretary.do("postpone", item.pk, status=422, reason="")
            secretary.do("postpone", item.pk, reason="Falta un informe")
        else:
            secretary.do("withdraw", item.pk, reason="Lo pide el gobernador")

    states = [AgendaItem.objects.get(pk=item.pk).state for item in items]
    assert states == ["dealt_with", "postponed", "withdrawn"]
    assert Recusal.objects.get().councillor == members[0]
    assert AgendaItem.objects.get(carried_from=items[1]).session is None


def test_a_file_joins_an_item_and_a_file_of_no_accepted_kind_does_not() -> None:
    session, _members, items = make_session()
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/temas/{items[0].pk}/")
    bad = SimpleUploadedFile("a.exe", b"MZ\x90\x00 not a document")
    secretary.do("attach", status=422, file=bad, label="Programa", visibility="public")
    assert not ItemFile.objects.exists()
    good = SimpleUploadedFile("informe.txt", "Informe técnico, todo conforme.\n".encode())

    secretary.do("attach", file=good, label="Informe técnico", visibility="public")

    assert ItemFile.objects.get().label == "Informe técnico"
    assert "Informe técnico" in secretary.html
    assert session.items.get().files.count() == 1


def test_an_item_goes_to_a_committee_is_reported_and_comes_to_an_agenda() -> None:
    body, _members = make_council(3)
    committee = BodyFactory.create()
    session = SessionFactory.create(body=body, state="convened")
    item = ItemFactory.create(body=body, state="entered", section="")
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/temas/{item.pk}/")

    secretary.do("study", committee=committee.slug)
    secretary.do(
        "report", report="Recomienda aprobar", reported_on=timezone.localdate().isoformat()
    )
    secretary.do("schedule", session=session.code)

    item.refresh_from_db()
    assert (item.state, item.session, item.committee) == ("on_agenda", session, committee)


def test_a_place_in_the_recording_is_read_as_the_player_shows_it() -> None:
    session, _members, items = make_session()
    Session.objects.filter(pk=session.pk).update(
        recording_url="https://example.org/g", state="closed", closed_at=timezone.now()
    )
    AgendaItem.objects.filter(pk=items[0].pk).update(state="dealt_with")
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/temas/{items[0].pk}/")

    secretary.do("second", status=422, second="una hora")
    secretary.do("second", second="1:02:45")

    assert AgendaItem.objects.get(pk=items[0].pk).recording_second == 3_765


def test_who_owes_a_commitment_answers_it_and_another_unit_may_not() -> None:
    session, _members, _items = make_session()
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.do(
        "commitment", kind="request", text="Informe de veredas", owner="DIT", due_on="2030-01-01"
    )
    row = Commitment.objects.get()
    page = f"/mesa/consejo/compromisos/{row.code}/"
    Walker("division_head").open(page, status=403)
    cabinet = Walker("cabinet")
    cabinet.open(page)

    cabinet.do("answer", status=422, answer="")
    cabinet.do("answer", answer="Quedan listas en marzo.")

    row.refresh_from_db()
    assert (row.state, row.answer) == ("answered", "Quedan listas en marzo.")


def test_an_initiative_is_registered_as_a_draft_where_the_formulator_works() -> None:
    mine, other = ComunaFactory.create(), ComunaFactory.create()
    clerk = Walker()
    RoleGrantFactory.create(person=clerk.person, role="municipal_formulator", comuna_cut=mine.cut)
    clerk.open("/mesa/iniciativas/nueva/")
    assert f'value="{mine.cut}"' in clerk.html
    assert f'value="{other.cut}"' not in clerk.html
    clerk.do("save", status=422, name="")
    assert not Initiative.objects.exists()

    clerk.do("save", name="Reposición plaza Los Aromos")

    made = Initiative.objects.get()
    assert (made.state, [place.cut for place in made.comunas.all()]) == ("draft", [mine.cut])


def test_the_governor_sends_an_initiative_to_the_council_once() -> None:
    make_council(3)
    row = InitiativeFactory.create(code="P-1", state="prioritised", requested_clp=900_000_000)
    RegistrationFactory.create(initiative=row, asked_clp=900_000_000)
    governor = Walker("governor")
    governor.open("/mesa/consejo/enviar/P-1/")
    data = governor.sent("send", document="Oficio 12/2026")

    first = governor.client.post(governor.url, data)
    again = governor.client.post(governor.url, data)

    assert (first.status_code, again.status_code) == (302, 302)
    row.refresh_from_db()
    assert row.state == "sent_to_council"
    assert AgendaItem.objects.filter(matter=row.subject).count() == 1
    later = governor.client.post(governor.url, {**data, "once": "another"})
    assert later.status_code == 409
    assert "Oficio 12/2026" in later.content.decode()


def test_the_same_sending_acts_once_and_a_refused_one_may_come_again() -> None:
    done: list[str] = []

    def refuse() -> None:
        raise NotAllowedError("no")

    with pytest.raises(NotAllowedError):
        act_once("k", act=refuse, actor=SYSTEM)
    assert not Sending.objects.exists()
    act_once("k", act=lambda: done.append("one"), actor=SYSTEM)
    assert act_once("k", act=lambda: done.append("two"), actor=SYSTEM) is None
    with pytest.raises(NotAllowedError):
        act_once("k2", act=lambda: done.append("three"), actor=VISITOR)

    assert done == ["one"]


def test_a_key_is_good_for_one_person_and_one_content() -> None:
    done: list[str] = []

    def sent(content: str, actor: Actor) -> None:
        act_once("k", act=lambda: done.append(content), actor=actor, content=content)

    one, other = Actor(kind="person", person_id=1), Actor(kind="person", person_id=2)
    sent("a", one)
    sent("a", one)
    for content, actor in (("b", one), ("a", other)):
        with pytest.raises(SentOtherwiseError):
            sent(content, actor)
    assert done == ["a"]


def test_an_old_form_with_something_else_typed_is_told_so_and_may_be_sent_again() -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    secretary.open("/mesa/consejo/sesiones/nueva/")
    form = secretary.url
    data = secretary.sent("convene", starts_at="2026-12-01T09:00", place="Sala")
    secretary.post(data)

    secretary.url = form
    secretary.post({**data, "starts_at": "2026-12-02T09:00"}, status=409)

    assert "no se guardó" in secretary.html
    assert Session.objects.count() == 1
    assert 'value="Sala"' in secretary.html
    fresh = secretary.sent("convene", starts_at="2026-12-02T09:00", place="Sala")
    assert fresh["once"] not in ([""], data["once"])
    secretary.post(fresh)
    assert Session.objects.count() == 2


@pytest.mark.parametrize("target", ["%s", "%(a)s", "💩%200000000s", "a%9999999d", "a b", "/x"])
def test_what_is_no_target_of_the_page_never_becomes_a_name_on_it(target: str) -> None:
    make_council(3)
    secretary = Walker("council_secretary")
    page = secretary.client.post(
        "/mesa/consejo/sesiones/nueva/", {"act": "convene", "target": target}
    )
    assert page.status_code == 422
    assert len(page.content) < 200_000
    assert not Session.objects.exists()


@pytest.mark.parametrize("many", [1, 20])
def test_the_rooms_ask_as_much_of_the_database_for_one_item_as_for_twenty(many: int) -> None:
    session, _members, _items = make_session(items=many)
    for _one in range(many):
        ItemFactory.create(body=session.body, state="entered", section="")
    secretary = Walker("council_secretary")
    counts = []
    for url in ("/mesa/consejo/", room(session)):
        secretary.open(url)
        with CaptureQueriesContext(connection) as caught:
            secretary.open(url)
        # The name of the region is kept between pages, for a while: it may be asked or not.
        counts.append(sum('AS "government"' not in query["sql"] for query in caught))

    assert counts == [ROOM_QUERIES, SITTING_QUERIES]


# Of the room: who asks (3), bodies, items, how far the Council is set up (seats, blocs, leave,
# roles, places, the Council: 6), matters, points, sessions, what is owed and how much, who sits.
ROOM_QUERIES, SITTING_QUERIES = 17, 28
