"""The spine: linking subjects and reading the thread in both directions."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
)
from alameda.record.models import Entry
from alameda.thread.actions import link_subjects
from alameda.thread.models import Link, Subject
from alameda.thread.rules import PROV_RELATION
from alameda.thread.selectors import thread_of
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
PLANNER = Actor(
    kind="person", person_id=1, grants=frozenset({Grant(role="planner"), Grant(role="staff")})
)


def chain(*kinds: str) -> list[Subject]:
    """Subjects each leading to the next by the kind between them."""
    subjects = [SubjectFactory.create() for _ in range(len(kinds) + 1)]
    for source, kind, target in zip(subjects, kinds, subjects[1:], strict=False):
        link_subjects(source, kind=kind, target=target, linked_on=DAY, actor=SYSTEM)
    return subjects


def test_a_link_is_made_once_and_published_once() -> None:
    idea, work = SubjectFactory.create(), SubjectFactory.create()

    for _ in range(2):
        link_subjects(idea, kind="originates", target=work, linked_on=DAY, actor=PLANNER)

    assert Link.objects.get().linked_by == "planner"
    entry = Entry.objects.get()
    assert entry.subject == idea.code


@pytest.mark.parametrize(
    ("actor", "kind", "refusal"),
    [
        (VISITOR, "originates", NotAllowedError),
        (PLANNER, "befriends", BadInputError),
    ],
)
def test_a_refused_link_leaves_no_trace(actor: Actor, kind: str, refusal: type[Exception]) -> None:
    idea, work = SubjectFactory.create(), SubjectFactory.create()

    with pytest.raises(refusal):
        link_subjects(idea, kind=kind, target=work, linked_on=DAY, actor=actor)

    assert not Link.objects.exists()
    assert not Entry.objects.exists()


def test_a_thing_does_not_lead_to_itself() -> None:
    idea = SubjectFactory.create()
    with pytest.raises(RuleBrokenError):
        link_subjects(idea, kind="originates", target=idea, linked_on=DAY, actor=PLANNER)
    assert not Entry.objects.exists()


def test_the_whole_thread_is_reached_from_either_end() -> None:
    subjects = chain("originates", "discussed_in", "contracted_by")
    codes = {subject.code for subject in subjects}

    for end in (subjects[0], subjects[-1]):
        thread = thread_of(end.code, actor=VISITOR)
        assert {thread.subject.code, *(node.code for node in thread.nodes)} == codes
        assert len(thread.ties) == len(subjects) - 1
        assert not thread.is_cut


def test_a_hidden_subject_cuts_the_thread_and_looks_absent() -> None:
    first, hidden, last = chain("originates", "contracted_by")
    Subject.objects.filter(pk=hidden.pk).update(visibility=Subject.Visibility.INTERNAL)

    thread = thread_of(first.code, actor=VISITOR)
    assert thread.nodes == ()
    assert thread.ties == ()
    with pytest.raises(NotFoundError):
        thread_of(hidden.code, actor=VISITOR)
    seen = thread_of(first.code, actor=PLANNER)
    assert {node.code for node in seen.nodes} == {hidden.code, last.code}


def test_width_costs_no_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    narrow, _ = chain("originates")
    wide = SubjectFactory.create()
    for _ in range(20):
        link_subjects(
            wide, kind="originates", target=SubjectFactory.create(), linked_on=DAY, actor=SYSTEM
        )

    # The subject, its links, their other ends, and the links of those.
    for start in (narrow, wide):
        with django_assert_num_queries(4):
            thread_of(start.code, actor=VISITOR)


def test_every_kind_of_link_has_its_provenance_relation() -> None:
    assert set(PROV_RELATION) == set(Link.Kind.values)


def test_the_api_gives_the_thread_as_json_and_as_provenance(client: Client) -> None:
    idea, work = chain("originates")

    plain = client.get(f"/api/v1/thread/{work.code}")
    assert plain.json()["ties"] == [
        {"source": idea.code, "kind": "originates", "target": work.code, "on": "2026-03-02"}
    ]
    again = client.get(f"/api/v1/thread/{work.code}", headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    prov = client.get(f"/api/v1/thread/{work.code}", headers={"Accept": "application/ld+json"})
    assert prov["Content-Type"] == "application/ld+json"
    by_code = {node.get("identifier"): node for node in prov.json()["@graph"]}
    assert by_code[work.code]["prov:wasDerivedFrom"] == [{"@id": by_code[idea.code]["@id"]}]


@pytest.mark.parametrize(
    ("path", "language", "status", "code", "word"),
    [
        ("/api/v1/thread/NADA", "es", 404, "not-found", "código"),
        ("/api/v1/thread/NADA", "en", 404, "not-found", "code"),
        ("/api/v1/thread/NADA?format=xml", "en", 422, "bad-input", "cannot be understood"),
        ("/api/v1/thread/%00", "en", 404, "not-found", "code"),
        ("/api/v1/thread/" + "a" * 5_000, "en", 414, "address-too-long", "long"),
    ],
)
def test_a_bad_address_gets_a_problem_document_in_the_readers_language(
    client: Client, path: str, language: str, status: int, code: str, word: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": language})

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == language
    assert answer.json()["code"] == code
    assert word in answer.json()["detail"]


def test_a_short_address_leads_to_the_page_in_the_readers_language(client: Client) -> None:
    subject = SubjectFactory.create(address="/inversiones/ABC/")
    assert client.get(f"/x/{subject.code}/")["Location"] == "/inversiones/ABC/"
    assert client.get(f"/en/x/{subject.code}/")["Location"] == "/en/inversiones/ABC/"


def test_nothing_has_a_code_that_the_database_cannot_hold() -> None:
    with pytest.raises(NotFoundError):
        thread_of(f"{SubjectFactory.create().code}\0", actor=VISITOR)
