"""Business before the Council, from its entry to the agenda."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from alameda.council.actions import items, sessions
from alameda.council.models import AgendaItem, Body, CitizenPoint, Commitment, Session
from alameda.council.tests.factories import (
    CABINET,
    GOVERNOR,
    SECRETARY,
    STARTS_AT,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    make_council,
)
from alameda.council.tests.traces import refuses
from alameda.documents.models import Document
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry
from alameda.thread.models import Link
from alameda.thread.tests.factories import SubjectFactory

RECEIVED_ON = date(2026, 3, 2)


def council() -> Body:
    body, _members = make_council(1)
    return body


def secretary_of(body: Body) -> Actor:
    grants = frozenset({Grant(role="council_secretary", body=body.slug)})
    return Actor(kind="person", person_id=9, grants=grants)


def document(visibility: str = "public") -> Document:
    number = Document.objects.count() + 1
    return Document.objects.create(
        code=f"D-2026-{number:06d}",
        kind="file",
        year=2026,
        number=number,
        title="Ficha",
        visibility=visibility,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [SECRETARY, GOVERNOR, CABINET])
def test_business_enters_with_its_code_and_its_clock(actor: Actor) -> None:
    council()
    matter = SubjectFactory.create(code="M-2026-0001")

    item = items.enter_item(
        business="concession",
        title=" Concesión de la sede vecinal ",
        matter=matter,
        received_on=RECEIVED_ON,
        amount_clp=0,
        actor=actor,
    )
    other = items.enter_item(business="information", title="Sobre el agua", actor=actor)

    year = timezone.localdate().year
    assert (item.code, other.code) == (f"I-{year}-0001", f"I-{year}-0002")
    assert (item.title, item.state, item.session) == (
        "Concesión de la sede vecinal", "entered", None,
    )  # fmt: skip
    assert other.received_on is None
    entry = Entry.objects.get(subject="M-2026-0001")
    assert (entry.verb, entry.payload["received_on"]) == ("item.entered", "2026-03-02")
    assert Entry.objects.get(subject="B-consejo").payload["item"] == other.code


@pytest.mark.django_db
def test_a_proposal_without_a_day_is_received_today() -> None:
    council()

    item = items.enter_item(business="regulation", title="Reglamento", actor=GOVERNOR)

    assert item.received_on == timezone.localdate()


@pytest.mark.django_db
def test_a_refused_entry_leaves_no_trace() -> None:
    money = {"amount_clp": 90_000_000, "fund": "FNDR"}
    given = {"business": "investment", "title": "Camino", **money, "actor": SECRETARY}
    refuses(NotFoundError, items.enter_item, **given)
    body = council()
    matter = SubjectFactory.create()
    items.enter_item(**given, matter=matter)  # type: ignore[arg-type]  # mixed values
    held = SessionFactory.create(body=body, state="closed")
    elsewhere = SessionFactory.create(body=BodyFactory.create(parent=body), state="closed")
    tomorrow = timezone.localdate() + timedelta(days=1)
    wrongs: list[tuple[dict[str, Any], type[AlamedaError]]] = [
        ({"business": "party"}, BadInputError),
        ({"title": ""}, BadInputError),
        ({"title": "a" * 401}, BadInputError),
        ({"summary": "\x00"}, BadInputError),
        ({"received_on": tomorrow}, BadInputError),
        ({"amount_clp": -1}, BadInputError),
        ({"amount_clp": None}, RuleBrokenError),
        ({"amount_clp": 0}, RuleBrokenError),
        ({"fund": " "}, RuleBrokenError),
        ({"amount_clp": None, "fund": ""}, RuleBrokenError),
        ({"matter": matter}, StaleError),
        ({"minutes_of": held}, BadInputError),
        ({"business": "minutes"}, BadInputError),
        ({"business": "minutes", "minutes_of": elsewhere}, RuleBrokenError),
        ({"business": "minutes", "minutes_of": SessionFactory.create(body=body)}, RuleBrokenError),
        ({"actor": VISITOR}, NotAllowedError),
    ]
    for wrong, refusal in wrongs:
        refuses(refusal, items.enter_item, **(given | wrong))
    minutes = given | {"business": "minutes", "minutes_of": held}
    items.enter_item(**minutes)  # type: ignore[arg-type]  # mixed values
    refuses(StaleError, items.enter_item, **minutes)


@pytest.mark.django_db
def test_a_committee_studies_an_item_in_its_own_session_and_reports() -> None:
    body = council()
    committee = BodyFactory.create(parent=body)
    theirs = secretary_of(committee)
    item = ItemFactory.create(body=body, state="entered", section="", code="I-2026-0001")
    meeting = SessionFactory.create(
        body=committee, kind="committee", code="S-2026-OBRAS-01", state="convened"
    )
    gone = BodyFactory.create(parent=body, ends_on=date(2025, 12, 31))
    refuses(
        RuleBrokenError, items.report_item, item,
        report="Sí", reported_on=RECEIVED_ON, actor=SECRETARY,
    )  # fmt: skip
    refuses(BadInputError, items.send_item_to_committee, item, committee=body, actor=SECRETARY)
    refuses(RuleBrokenError, items.send_item_to_committee, item, committee=gone, actor=SECRETARY)
    refuses(NotAllowedError, items.send_item_to_committee, item, committee=committee, actor=theirs)

    items.send_item_to_committee(item, committee=committee, actor=SECRETARY)
    study = items.put_on_agenda(item, session=meeting, actor=theirs)
    refuses(StaleError, items.put_on_agenda, item, session=meeting, actor=theirs)

    assert (study.studies, study.body, study.code) == (item, committee, "S-2026-OBRAS-01-I01")
    refuses(
        BadInputError, items.report_item, item, report="", reported_on=RECEIVED_ON, actor=theirs
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    refuses(BadInputError, items.report_item, item, report="Sí", reported_on=tomorrow, actor=theirs)
    refuses(
        NotAllowedError, items.report_item, item,
        report="Sí", reported_on=RECEIVED_ON, actor=CABINET,
    )  # fmt: skip
    reported = items.report_item(
        item, report="Recomienda aprobar", reported_on=RECEIVED_ON, actor=theirs
    )
    assert (reported.state, reported.report) == ("reported", "Recomienda aprobar")
    assert list(item.moves.values_list("to_state", flat=True)) == ["in_committee", "reported"]


@pytest.mark.django_db
def test_an_item_comes_to_the_agenda_with_its_place_and_its_link() -> None:
    body = council()
    matter = SubjectFactory.create(code="M-2026-0001")
    session = SessionFactory.create(body=body, state="convened", agenda_published_at=None)
    one = ItemFactory.create(body=body, state="entered", section="", number="", matter=matter)
    two = ItemFactory.create(body=body, state="entered", section="", number="", business="report")
    three = ItemFactory.create(body=body, state="entered", section="", number="", matter=matter)

    items.put_on_agenda(one, session=session, actor=SECRETARY)
    items.put_on_agenda(two, session=session, number="A", actor=SECRETARY)
    assert not Link.objects.exists()
    sessions.publish_agenda(session, actor=SECRETARY)
    items.put_on_agenda(three, session=session, actor=SECRETARY)

    rows = AgendaItem.objects.filter(session=session).order_by("position")
    assert [(row.section, row.number, row.position) for row in rows] == [
        ("agenda", "2.1", 1),
        ("report", "A", 2),
        ("agenda", "2.2", 3),
    ]
    link = Link.objects.get()
    assert (link.source, link.kind, link.target) == (matter, "discussed_in", session.subject)
    payload = Entry.objects.get(verb="agenda.published").payload
    assert payload["items"] == [one.code, two.code]
    session.refresh_from_db()
    assert (session.state, session.version) == ("agenda_published", 5)


@pytest.mark.django_db
def test_an_item_is_not_put_where_it_does_not_belong() -> None:
    body = council()
    committee = BodyFactory.create(parent=body)
    session = SessionFactory.create(body=body)
    item = ItemFactory.create(body=body, state="entered")
    busy = ItemFactory.create(body=body, session=session)
    sent = ItemFactory.create(body=body, state="in_committee", committee=committee)
    extra = SessionFactory.create(body=body, kind="extraordinary")
    begun = SessionFactory.create(body=body, state="open")
    meeting = SessionFactory.create(body=committee, kind="committee")
    for which, wrong, refusal in (
        (item, {"section": "lunch"}, BadInputError),
        (item, {"number": "1" * 13}, BadInputError),
        (item, {"session": extra}, RuleBrokenError),
        (item, {"session": begun}, RuleBrokenError),
        (item, {"session": meeting}, RuleBrokenError),
        (item, {"actor": CABINET}, NotAllowedError),
        (busy, {}, StaleError),
        (sent, {}, RuleBrokenError),
    ):
        given: dict[str, Any] = {"session": session, "actor": SECRETARY} | wrong
        refuses(refusal, items.put_on_agenda, which, **given)

    items.put_on_agenda(item, session=session, actor=SECRETARY)


@pytest.mark.django_db
def test_an_agenda_is_not_published_empty_twice_or_by_another() -> None:
    body = council()
    session = SessionFactory.create(body=body, state="convened")
    refuses(RuleBrokenError, sessions.publish_agenda, session, actor=SECRETARY)
    ItemFactory.create(body=body, session=session)
    refuses(NotAllowedError, sessions.publish_agenda, session, actor=CABINET)

    sessions.publish_agenda(session, actor=SECRETARY)

    refuses(RuleBrokenError, sessions.publish_agenda, session, actor=SECRETARY)


def commitment(number: int, **given: Any) -> Commitment:
    code = f"C-2026-{number:04d}"
    values: dict[str, Any] = {
        "subject": SubjectFactory.create(code=code, kind="commitment"),
        "code": code,
        "kind": "request",
        "text": f"Informar el estado de la obra {number}",
        "owner": "División de Infraestructura",
        "raised_on": RECEIVED_ON,
        "due_on": RECEIVED_ON + timedelta(days=number),
    }
    return Commitment.objects.create(**values | given)


def point(state: str = "reached") -> CitizenPoint:
    number = CitizenPoint.objects.count() + 1
    code = f"P-2026-{number:03d}"
    return CitizenPoint.objects.create(
        subject=SubjectFactory.create(code=code, kind="citizen_point"),
        code=code,
        title="Ciclovías",
        text="Que se trate",
        state=state,
        needed=10,
        opened_on=RECEIVED_ON,
        closes_on=RECEIVED_ON,
        reached_on=RECEIVED_ON,
    )


@pytest.mark.django_db
def test_what_is_owed_and_what_citizens_asked_come_to_the_next_agenda_once() -> None:
    body = council()
    earlier = SessionFactory.create(body=body, state="closed")
    committee = BodyFactory.create(parent=body)
    meeting = SessionFactory.create(body=committee, kind="committee", state="closed")
    session = SessionFactory.create(body=body, state="convened", code="S-2026-O77")
    first, second = commitment(1, session=earlier), commitment(2, kind="information")
    put_by_hand, waiting = commitment(3), commitment(4)
    commitment(5, state="answered")
    commitment(6, session=meeting)
    commitment(7, kind="assignment")
    ItemFactory.create(body=body, session=session, commitment=put_by_hand, section="other")
    waited = ItemFactory.create(
        body=body, state="entered", commitment=waiting, business="other", section=""
    )
    asked, unready = point(), point("collecting")

    sessions.publish_agenda(session, actor=SECRETARY)

    carried = session.items.filter(commitment__isnull=False).order_by("position")
    assert [item.commitment for item in carried] == [put_by_hand, first, second, waiting]
    assert {item.section for item in carried} == {"other"}
    assert carried.last() == waited
    assert carried[1].code == "S-2026-O77-I01"
    brought = session.items.get(citizen_point__isnull=False)
    asked.refresh_from_db()
    unready.refresh_from_db()
    assert (brought.citizen_point, brought.section) == (asked, "agenda")
    assert (asked.state, asked.subject.state, unready.state) == (
        "on_agenda", "on_agenda", "collecting",
    )  # fmt: skip
    assert Link.objects.filter(source=asked.subject, target=session.subject).exists()


@pytest.mark.django_db
def test_an_extraordinary_session_carries_nothing() -> None:
    body = council()
    session = SessionFactory.create(body=body, kind="extraordinary", state="convened")
    ItemFactory.create(body=body, session=session)
    commitment(1)
    asked = point()

    sessions.publish_agenda(session, actor=SECRETARY)

    asked.refresh_from_db()
    assert (session.items.count(), asked.state) == (1, "reached")


@pytest.mark.django_db
def test_a_point_of_a_session_that_fails_comes_to_the_next_one() -> None:
    body = council()
    asked, owed = point(), commitment(1)
    session = SessionFactory.create(body=body, state="convened", starts_at=STARTS_AT)
    ItemFactory.create(body=body, session=session)
    sessions.publish_agenda(session, actor=SECRETARY)
    sessions.fail_session(session, reason="Nadie", actor=SECRETARY)
    asked.refresh_from_db()
    assert asked.state == "reached"

    following = SessionFactory.create(body=body, state="convened")
    for item in AgendaItem.objects.filter(session=None, citizen_point=None):
        items.put_on_agenda(item, session=following, actor=SECRETARY)
    sessions.publish_agenda(following, actor=SECRETARY)

    asked.refresh_from_db()
    assert asked.state == "on_agenda"
    assert following.items.count() == 3
    assert following.items.get(citizen_point=asked).carried_from == session.items.get(
        citizen_point=asked
    )
    assert following.items.filter(commitment=owed).count() == 1
    assert not AgendaItem.objects.filter(session=None).exists()


@pytest.mark.django_db
def test_an_agenda_is_put_in_order_whole_or_not_at_all() -> None:
    body = council()
    session = SessionFactory.create(body=body)
    one, two = (ItemFactory.create(body=body, session=session, number="3.1") for _ in range(2))
    alien = ItemFactory.create(body=body)
    order = items.order_agenda
    refuses(StaleError, order, session, items=[one], actor=SECRETARY)
    refuses(StaleError, order, session, items=[one, two, alien], actor=SECRETARY)
    refuses(StaleError, order, session, items=[one, two, two], actor=SECRETARY)
    refuses(NotAllowedError, order, session, items=[two, one], actor=CABINET)

    order(session, items=[two, one], actor=SECRETARY)

    assert list(session.items.order_by("position")) == [two, one]
    assert set(session.items.values_list("number", flat=True)) == {"3.1"}
    Session.objects.filter(pk=session.pk).update(state="closed")
    refuses(RuleBrokenError, order, session, items=[one, two], actor=SECRETARY)


@pytest.mark.django_db
def test_a_file_says_since_when_everybody_can_read_it() -> None:
    body = council()
    item = ItemFactory.create(body=body, session=SessionFactory.create(body=body))
    waiting = ItemFactory.create(body=body, state="entered")
    open_to_all, reserved = document(), document("reserved")
    attach = items.attach_file

    shown = attach(item, document=open_to_all, label="Ficha", actor=SECRETARY)
    hidden = attach(item, document=reserved, label="Oficio", actor=SECRETARY)
    attach(waiting, document=open_to_all, label="Ficha", actor=CABINET)

    assert shown.public_at is not None
    assert hidden.public_at is None
    refuses(StaleError, attach, item, document=reserved, label="Oficio", actor=SECRETARY)
    Document.objects.filter(pk=reserved.pk).update(visibility="public")
    again = attach(item, document=reserved, label="Oficio", actor=SECRETARY)
    assert (again.pk, again.public_at is None) == (hidden.pk, False)
    third = document()
    refuses(StaleError, attach, item, document=open_to_all, label="Otra", actor=SECRETARY)
    refuses(BadInputError, attach, item, document=third, label=" ", actor=SECRETARY)
    refuses(NotAllowedError, attach, item, document=third, label="Ficha", actor=CABINET)
    AgendaItem.objects.filter(pk=item.pk).update(state="withdrawn")
    refuses(RuleBrokenError, attach, item, document=third, label="Ficha", actor=SECRETARY)


@pytest.mark.django_db(transaction=True)
def test_the_same_proposal_sent_twice_at_once_enters_once() -> None:
    council()
    matter = SubjectFactory.create()
    start = Barrier(2)

    def enter(_time: int) -> str:
        try:
            start.wait(timeout=10)
            items.enter_item(
                business="investment",
                title="Camino",
                matter=matter,
                amount_clp=90_000_000,
                fund="FNDR",
                actor=GOVERNOR,
            )
        except AlamedaError as error:
            return error.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, range(2))) == ["done", StaleError.code]
    assert AgendaItem.objects.count() == 1
