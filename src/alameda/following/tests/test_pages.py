"""Feeds and calendars as they are served: the same for everybody, kept, in both languages."""

from __future__ import annotations

import feedparser
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.foundation.words import local_date
from alameda.record.actions import publish, sequence_pending
from alameda.thread.events import SubjectsLinked
from alameda.thread.models import Subject
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db


def told() -> Subject:
    subject = SubjectFactory.create(code="X-1", title="Una cosa & otra")
    fact = SubjectsLinked(
        subject="X-1", kind="answers", target="X-2", linked_on=local_date(timezone.now())
    )
    with transaction.atomic():
        publish(fact, actor=SYSTEM)
    return subject


def test_any_public_subject_can_be_followed(client: Client) -> None:
    told()

    answer = client.get("/feeds/x/X-1.atom")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "public" in answer["Cache-Control"]
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert found.feed.title == "Una cosa & otra (X-1)"
    assert len(found.entries) == 1
    assert found.feed.language == "es"


def test_an_entry_keeps_its_name_in_every_language_and_when_it_gets_its_place(
    client: Client,
) -> None:
    told()
    before = feedparser.parse(client.get("/feeds/x/X-1.atom").content)
    sequence_pending()
    after = feedparser.parse(client.get("/feeds/x/X-1.atom?lang=en").content)

    assert before.entries[0].id == after.entries[0].id
    assert before.entries[0].title != after.entries[0].title
    assert after.entries[0].link.endswith("/en/registro/0/")
    assert after.feed.language == "en"


def test_what_is_known_is_not_sent_again(client: Client) -> None:
    told()
    answer = client.get("/feeds/x/X-1.atom")

    by_tag = client.get("/feeds/x/X-1.atom", headers={"If-None-Match": answer["ETag"]})
    by_day = client.get("/feeds/x/X-1.atom", headers={"If-Modified-Since": answer["Last-Modified"]})

    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert by_day.status_code == 304
    assert by_tag["ETag"] == answer["ETag"]


@pytest.mark.parametrize("visibility", ["internal", "reserved"])
def test_what_not_everybody_may_see_nobody_follows(client: Client, visibility: str) -> None:
    subject = told()
    subject.visibility = visibility
    subject.save()

    assert client.get("/feeds/x/X-1.atom").status_code == 404


@pytest.mark.parametrize(
    "path", ["/feeds/nada.atom", "/cal/nada.ics", "/feeds/x/NADA.atom", "/feeds/x/%00.atom"]
)
def test_what_there_is_not_is_said(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
