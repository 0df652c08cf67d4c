"""What a demonstration shows and hands out says what it is; a real region's does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from alameda.council.tests.stories import Story
from alameda.pages.views.downloads import csv_file, json_file

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.django_db
MARK = "Demostración: sin validez"


def told_at(client: Client, path: str) -> str:
    """The whole answer."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return (b"".join(answer) if answer.streaming else answer.content).decode()


@pytest.mark.parametrize("is_demo", [True, False])
def test_pages_feeds_calendars_and_open_data_bear_the_mark_of_the_instance(
    client: Client, story: Story, settings: Settings, *, is_demo: bool
) -> None:
    settings.IS_DEMO = is_demo

    for path in (
        "/feeds/consejo/acuerdos.atom",
        f"/feeds/x/{story.session.code}.atom",
        "/data/popolo.json",
        "/data/ocd.json",
        "/oparl/v1.1/",
        "/oparl/v1.1/bodies",
        "/oparl/v1.1/bodies/gore",
        story.session.get_absolute_url(),
    ):
        assert (MARK in told_at(client, path)) is is_demo, path
    calendar = told_at(client, "/cal/consejo.ics").replace("\r\n ", "")
    assert calendar.count("BEGIN:VEVENT") > 0
    least = 1 + calendar.count("BEGIN:VEVENT")
    assert (calendar.count(MARK) >= least) if is_demo else (MARK not in calendar)


@pytest.mark.parametrize("is_demo", [True, False])
def test_files_to_keep_bear_it_in_their_name_and_json_inside(
    settings: Settings, *, is_demo: bool
) -> None:
    settings.IS_DEMO = is_demo

    table = csv_file("acuerdos", ["a"], [["1"]])
    told = json_file("acuerdos", [{"a": 1}], key="rows", about={"count": 1})

    for file in (table, told):
        assert ("demostracion-sin-validez" in file["Content-Disposition"]) is is_demo
    assert (MARK in b"".join(told).decode()) is is_demo
    assert b"".join(table).decode() == "\ufeffa\r\n1\r\n"


@pytest.mark.parametrize("is_demo", [True, False])
def test_every_answer_whatever_its_form_says_of_which_instance_it_is(
    client: Client, story: Story, settings: Settings, *, is_demo: bool
) -> None:
    settings.IS_DEMO = is_demo

    for path in (
        "/",
        "/nada/",
        "/oparl/v1.1/persons",
        "/api/v1/record/entries",
        "/record/checkpoint",
        "/robots.txt",
        "/consejo/acuerdos.csv",
        f"/oparl/v1.1/meetings/{story.session.code}",
    ):
        assert ("X-Demonstration" in client.get(path)) is is_demo, path
