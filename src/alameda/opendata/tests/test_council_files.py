"""The whole Council in one file: judged by ``pupa`` and by the schemas of Popolo."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alameda.council.actions.imports import import_past
from alameda.council.models import Agreement, Session, Vote
from alameda.foundation.actor import SYSTEM
from alameda.opendata.tests.test_oparl import council, make_council_larger, make_session
from alameda.thread.models import Subject

__all__ = ["council"]  # the fixture
OCD = "/data/ocd.json"
POPOLO = "/data/popolo.json"
SCHEMAS = {
    "persons": "person",
    "organizations": "organization",
    "memberships": "membership",
    "events": "event",
    "motions": "motion",
    "vote_events": "vote_event",
}


def read(client: Client, path: str) -> Any:
    return json.loads(client.get(path).getvalue())


def pupa() -> Any:
    """The judge; it is older than what it stands on, and warns of that when it is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from pupa import scrape
        from pupa.scrape.popolo import Membership
    scrape.Membership = Membership
    return scrape


def judged(told: dict[str, Any]) -> int:
    """How many objects ``pupa`` accepted, each built anew from ours; it raises on the first not."""
    scrape = pupa()
    makers: dict[str, Callable[[dict[str, Any]], Any]] = {
        "organizations": lambda of: scrape.Organization(of["name"]),
        "people": lambda of: scrape.Person(of["name"]),
        "memberships": lambda of: scrape.Membership(
            person_id=of["person_id"], organization_id=of["organization_id"]
        ),
        "bills": lambda of: scrape.Bill(of["identifier"], of["legislative_session"], of["title"]),
        "events": lambda of: scrape.Event(of["name"], of["start_date"]),
        "vote_events": lambda of: scrape.VoteEvent(
            motion_text=of["motion_text"],
            start_date=of["start_date"],
            classification="passage",
            result=of["result"],
            legislative_session=of["legislative_session"],
        ),
    }
    ours = type("Ours", (scrape.Jurisdiction,), {"_id": ""})
    made = [(ours(), told["jurisdiction"])]
    made += [(make(each), each) for section, make in makers.items() for each in told[section]]
    for thing, of in made:
        for name, value in of.items():
            setattr(thing, name, value)
        thing.validate()
    return len(made) - 1


def entries(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in told.values():
        if isinstance(section, list):
            yield from section


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_pupa_accepts_every_object(client: Client) -> None:
    told = read(client, OCD)

    assert judged(told) == sum(1 for _each in entries(told)) > 10
    assert all(each["sources"] for each in entries(told) if "sources" in each)
    (vote,) = told["vote_events"]
    assert len(vote["votes"]) == sum(count["value"] for count in vote["counts"])
    assert vote["bill"] == told["bills"][0]["_id"]


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_pupa_refuses_what_is_wrong(client: Client) -> None:
    pupa()
    from pupa.exceptions import ScrapeValueError

    for section, name, value in (
        ("vote_events", "result", "perhaps"),
        ("bills", "sources", []),
        ("people", "shoe_size", 40),
    ):
        told = read(client, OCD)
        told[section][0][name] = value
        with pytest.raises(ScrapeValueError):
            judged(told)


@pytest.mark.django_db
def test_pupa_accepts_the_real_sessions_as_published(client: Client, real_data: Path) -> None:
    import_past(real_data / "core_rm_sesiones_2026.json", profile="core_rm", actor=SYSTEM)

    told = read(client, OCD)

    assert judged(told) == 8 + 35 + 42 + 42 + 3 + 42
    assert len(told["bills"]) == len(told["vote_events"]) == 42
    assert len(told["people"]) == 35
    assert sum(len(each["agenda"]) for each in told["events"]) == 52
    assert sum(len(each["votes"]) for each in told["vote_events"]) == 77
    doubtful = [each for each in told["vote_events"] if each["extras"]["is_inconsistent"]]
    assert len(doubtful) == 9


@pytest.fixture(scope="module")
def popolo_schemas() -> dict[str, Any]:
    """The schemas that the community published, by name; beside the real registers."""
    folder = Path(os.environ.get("ALAMEDA_REAL_DATA", "")).parent / "standards" / "popolo"
    if not (folder / "person.json").is_file():
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail("The schemas of Popolo are required when CI=true.", pytrace=False)
        pytest.skip("ALAMEDA_REAL_DATA has no schemas of Popolo beside it.")
    return {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}


def faults(told: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    from jsonschema import Draft3Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT3

    registry: Any = Registry().with_resources(
        (schema["id"], DRAFT3.create_resource(schema)) for schema in schemas.values()
    )
    found = []
    for section, name in SCHEMAS.items():
        schema = schemas[name]
        judge = Draft3Validator(schema, registry=registry)
        for each in told[section]:
            unknown = set(each) - set(schema["properties"])
            found += [f"{section} {each['id']} may not have {key}" for key in unknown]
            found += [f"{section} {each['id']}: {error}" for error in judge.iter_errors(each)]
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_popolo_accepts_every_object(client: Client, popolo_schemas: dict[str, Any]) -> None:
    told = read(client, POPOLO)

    assert set(told) == set(SCHEMAS)
    assert all(told[section] for section in SCHEMAS)
    assert faults(told, popolo_schemas) == []
    people = {each["id"] for each in told["persons"]}
    bodies = {each["id"] for each in told["organizations"]}
    assert {each["person_id"] for each in told["memberships"]} <= people
    assert {each["organization_id"] for each in told["memberships"]} <= bodies
    told["persons"][0]["name"] = 1
    told["vote_events"][0]["counts"] = [{"option": "yes"}]
    assert len(faults(told, popolo_schemas)) == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
@pytest.mark.parametrize("path", [OCD, POPOLO])
def test_who_has_the_file_already_is_told_so_until_something_changes(
    path: str, client: Client
) -> None:
    first = client.get(path)
    tag = first["ETag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304

    Subject.objects.filter(kind="agreement").update(visibility="internal")
    again = client.get(path, headers={"if-none-match": tag})
    assert again.status_code == 200
    assert again["ETag"] != tag


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
def test_what_is_not_public_is_not_in_the_files(client: Client) -> None:
    drafted = make_session(2)
    Agreement.objects.filter(session=drafted).update(published_at=None)
    hidden = make_session(3)
    Subject.objects.filter(pk=hidden.subject_id).update(visibility="internal")
    Vote.objects.filter(session=make_session(4)).update(state="open")
    Session.objects.filter(pk=make_session(5).pk).update(state="convened")

    told = read(client, OCD)

    text = json.dumps(told)
    assert hidden.code not in text
    assert len(told["bills"]) == 3
    assert {each["extras"]["session"] for each in told["vote_events"]} == {
        "S-2026-O01",
        drafted.code,
        "S-2026-O05",
    }
    agendas = {each["extras"]["identifier"]: len(each["agenda"]) for each in told["events"]}
    assert agendas["S-2026-O05"] == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("council")
@pytest.mark.parametrize("path", [OCD, POPOLO])
def test_a_file_asks_the_same_number_of_times_however_long(path: str, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, path)
        return len(captured)

    before = queries()
    make_council_larger()
    for number in range(2, 12):
        make_session(number)
    assert queries() == before
