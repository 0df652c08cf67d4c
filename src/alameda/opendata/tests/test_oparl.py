"""OParl 1.1: every object keeps to the specification, and every address in it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alameda.council.models import (
    Agreement,
    Bloc,
    BlocMembership,
    Body,
    Councillor,
    Membership,
    Session,
)
from alameda.council.tests.factories import (
    AgreementFactory,
    BlocFactory,
    BodyFactory,
    ItemFactory,
    MandateFactory,
    SessionFactory,
    make_attendance,
    make_council,
    make_vote,
)
from alameda.council.tests.papers import Press
from alameda.foundation.actor import SYSTEM
from alameda.opendata.tests.oparl_facts import ALLOWED, REQUIRED
from alameda.thread.models import Subject

ROOT = "/oparl/v1.1/"
LISTS = (
    "bodies",
    "organizations",
    "persons",
    "memberships",
    "meetings",
    "agendaitems",
    "papers",
    "consultations",
    "files",
    "legislativeterms",
    "locations",
)
URL = re.compile(r"https?://[^\s>\")\]`]+")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")
TEXTS = {"url": URL, "date": DATE, "moment": MOMENT, "str": re.compile(r"(?s).*")}


def make_session(number: int) -> Session:
    """A session with an item that was agreed."""
    council = Body.objects.get(kind="council")
    members = list(Councillor.objects.all())
    session = SessionFactory.create(body=council, state="closed", number=number, place="Sala")
    item = ItemFactory.create(body=council, session=session, state="agreement_issued")
    vote = make_vote(session, item, dict.fromkeys(members, "favour"))
    make_attendance(session, dict.fromkeys(members, "present"))
    AgreementFactory.create(item=item, vote=vote, session=session, published_at=session.starts_at)
    return session


def make_council_larger() -> None:
    """More members, each in a committee and a bench."""
    committee, bloc = BodyFactory.create(), BlocFactory.create()
    for _seat in range(8):
        member = MandateFactory.create().councillor
        starts_on = committee.starts_on
        Membership.objects.create(body=committee, councillor=member, starts_on=starts_on)
        BlocMembership.objects.create(bloc=bloc, councillor=member, starts_on=starts_on)


@pytest.fixture
def council() -> None:
    body, members = make_council(3)
    committee = BodyFactory.create(parent=body)
    Membership.objects.create(
        body=committee, councillor=members[0], post="chair", starts_on=body.starts_on
    )
    bloc: Bloc = BlocFactory.create()
    BlocMembership.objects.create(bloc=bloc, councillor=members[1], starts_on=body.starts_on)
    make_session(1)


def read(client: Client, address: str) -> Any:
    answer = client.get(address.removeprefix(settings.BASE_URL))
    assert answer.status_code == 200, address
    return answer.json()


def faults(told: dict[str, Any], where: str = "") -> Iterator[str]:
    """What an object has against the specification, and those inside it."""
    name = told["type"].removeprefix("https://schema.oparl.org/1.1/")
    where = where or name
    for key in REQUIRED[name]:
        if not told.get(key) and not isinstance(told.get(key), list):
            yield f"{where} lacks {key}"
    for key, value in told.items():
        if ":" in key:
            continue
        kind = ALLOWED[name].get(key)
        if kind is None:
            yield f"{where} may not have {key}"
        else:
            yield from _of_value(value, kind, f"{where}.{key}")


def _of_value(value: Any, kind: str, where: str) -> Iterator[str]:
    if kind.startswith("["):
        inside = value if isinstance(value, list) else []
        if inside is not value:
            yield f"{where} is no list"
        for entry in inside:
            yield from _of_value(entry, kind[1:-1], where)
    elif kind not in ALLOWED:
        if not _is_plain(value, kind):
            yield f"{where} is no {kind}: {value!r}"
    elif value.get("type") != f"https://schema.oparl.org/1.1/{kind}":
        yield f"{where} is no {kind}"
    else:
        yield from faults(value, where)


def _is_plain(value: Any, kind: str) -> bool:
    if kind in {"bool", "int"}:
        return type(value).__name__ == kind
    return isinstance(value, str) and TEXTS[kind].fullmatch(value) is not None


def addresses(told: Any) -> Iterator[str]:
    """Every OParl address in an object."""
    if isinstance(told, dict):
        for value in told.values():
            yield from addresses(value)
    elif isinstance(told, list):
        for value in told:
            yield from addresses(value)
    elif isinstance(told, str) and f"{settings.BASE_URL}{ROOT}" in told:
        yield told


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_every_object_keeps_to_the_specification(client: Client) -> None:
    told = [read(client, ROOT)]
    for kind in LISTS:
        told += read(client, f"{ROOT}{kind}")["data"]

    names = {each["type"].rpartition("/")[2] for each in told}
    assert names == set(ALLOWED) - {"File"}
    assert [fault for each in told for fault in faults(each)] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_every_address_in_every_object_answers_with_that_object(client: Client) -> None:
    asked, seen = [f"{settings.BASE_URL}{ROOT}"], set()
    while asked:
        address = asked.pop()
        if address in seen:
            continue
        seen.add(address)
        told = read(client, address)
        if "data" not in told:
            assert told["id"] == address
            assert list(faults(told)) == []
        asked += addresses(told)
    assert len(seen) > 30


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_the_checker_sees_what_is_wrong() -> None:
    wrong = {
        "type": "https://schema.oparl.org/1.1/Meeting",
        "id": "nowhere",
        "start": "2026-04-08",
        "cancelled": 1,
        "agendaItem": [{"type": "https://schema.oparl.org/1.1/AgendaItem", "id": "http://a/b"}],
        "unheard": True,
    }
    assert len(list(faults(wrong))) == 5


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_lists_are_pages_that_lead_to_one_another(client: Client) -> None:
    for number in (2, 3):
        make_session(number)

    first = read(client, f"{ROOT}meetings?limit=2")
    assert first["pagination"] == {
        "totalElements": 3,
        "elementsPerPage": 2,
        "currentPage": 1,
        "totalPages": 2,
    }
    second = read(client, first["links"]["next"])
    assert "next" not in second["links"]
    assert read(client, second["links"]["prev"])["data"] == first["data"]
    ids = [each["id"] for each in first["data"] + second["data"]]
    assert len(set(ids)) == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_what_changed_since_is_told_and_what_was_taken_down_says_so(client: Client) -> None:
    session = make_session(2)
    Subject.objects.filter(pk=session.subject_id).update(visibility="internal")

    assert read(client, f"{ROOT}meetings")["pagination"]["totalElements"] == 1
    since = urlencode({"modified_since": "2020-01-01T00:00:00+00:00"})
    told = read(client, f"{ROOT}meetings?{since}")["data"]
    taken = next(each for each in told if each["id"].endswith(session.code))
    assert set(taken) == {"id", "type", "created", "modified", "deleted"}
    assert taken["deleted"] is True
    assert read(client, taken["id"]) == taken
    items = read(client, f"{ROOT}agendaitems")["data"]
    assert not any(session.code in each["meeting"] for each in items)
    later = urlencode({"modified_since": "2999-01-01T00:00:00+00:00"})
    assert read(client, f"{ROOT}meetings?{later}")["data"] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_a_meeting_holds_its_place_which_has_an_address_of_its_own(client: Client) -> None:
    session = Session.objects.get()
    meeting = read(client, f"{ROOT}meetings/{session.code}")

    inside = meeting["location"]
    alone = read(client, inside["id"])

    assert inside["description"] == "Sala"
    assert "meetings" not in inside
    assert alone == inside | {"meetings": [meeting["id"]]}
    listed = read(client, read(client, f"{ROOT}bodies/gore")["locationList"])
    assert listed["data"] == [alone]


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_a_meeting_without_a_place_has_no_location(client: Client) -> None:
    session = Session.objects.get()
    Session.objects.filter(pk=session.pk).update(place="")

    assert "location" not in read(client, f"{ROOT}meetings/{session.code}")
    assert client.get(f"{ROOT}locations/{session.code}").status_code == 404
    assert read(client, f"{ROOT}locations")["data"] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_the_place_of_a_meeting_that_was_taken_down_says_nothing_of_it(client: Client) -> None:
    session = Session.objects.get()
    Subject.objects.filter(pk=session.subject_id).update(visibility="internal")

    told = read(client, f"{ROOT}locations/{session.code}")

    assert set(told) == {"id", "type", "created", "modified", "deleted"}
    assert told["deleted"] is True
    assert read(client, f"{ROOT}locations")["data"] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_an_agenda_that_was_not_published_stays_unknown(client: Client) -> None:
    session = make_session(2)
    Session.objects.filter(pk=session.pk).update(state="convened")

    assert "agendaItem" not in read(client, f"{ROOT}meetings/{session.code}")
    assert read(client, f"{ROOT}agendaitems")["pagination"]["totalElements"] == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_what_was_agreed_stays_unknown_until_it_is_published(client: Client) -> None:
    Agreement.objects.update(published_at=None)

    assert read(client, f"{ROOT}papers")["data"] == []
    assert read(client, f"{ROOT}consultations")["data"] == []
    (item,) = read(client, f"{ROOT}agendaitems")["data"]
    assert not {"resolutionText", "consultation"} & set(item)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing", 404),
        ("meetings/nothing", 404),
        ("memberships/mandate-x", 404),
        ("memberships/mandate-999999999999999999999", 404),
        ("memberships/other-1", 404),
        ("meetings?page=0", 422),
        ("meetings?limit=101", 422),
        ("meetings?modified_since=ayer", 422),
        ("meetings?modified_since=2026-99-99T00:00:00Z", 422),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    path: str, status: int, client: Client
) -> None:
    answer = client.get(f"{ROOT}{path}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_asks_the_same_number_of_times_however_long(kind: str, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, f"{ROOT}{kind}")
        return len(captured)

    before = queries()
    make_council_larger()
    for number in range(2, 12):
        make_session(number)
    assert queries() == before


@pytest.mark.django_db
def test_the_day_of_a_file_is_that_of_the_region(client: Client) -> None:
    session = SessionFactory.create(body=make_council(3)[0], state="closed")
    evening = datetime(2026, 4, 9, 1, 30, tzinfo=UTC)  # the eighth, half past nine, in Chile
    paper = Press()(
        "certificate", data={}, title="Acta", subject=session.subject, at=evening, actor=SYSTEM
    )

    told = read(client, f"{ROOT}files/{paper.code}")

    assert told["modified"] == "2026-04-08T21:30:00-04:00"
    assert told["date"] == "2026-04-08"
