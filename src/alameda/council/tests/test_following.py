"""Every page that can be followed says so, to people and to programs, and its addresses answer."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from alameda.council.tests.stories import Story, make_story

pytestmark = pytest.mark.django_db
KINDS = r"application/atom\+xml|text/calendar"
ALTERNATE = re.compile(rf'<link rel="alternate" type="(?:{KINDS})"[^>]*>')


@pytest.fixture
def story() -> Story:
    return make_story()


def expected(story: Story) -> dict[str, set[str]]:
    member, committee = story.members[0].slug, story.committee.slug
    return {
        "/consejo/": {"/feeds/consejo.atom", "/cal/consejo.ics"},
        "/consejo/acuerdos/": {"/feeds/consejo/acuerdos.atom"},
        f"/consejo/comisiones/{committee}/": {
            f"/feeds/consejo/comisiones/{committee}.atom",
            f"/cal/consejo/comisiones/{committee}.ics",
        },
        f"/consejo/integrantes/{member}/": {f"/feeds/consejo/integrantes/{member}.atom"},
        story.session.get_absolute_url(): {
            f"/feeds/x/{story.session.code}.atom",
            "/cal/consejo.ics",
        },
        story.agreement.get_absolute_url(): {f"/feeds/x/{story.agreement.code}.atom"},
        story.commitment.get_absolute_url(): {f"/feeds/x/{story.commitment.code}.atom"},
        story.point.get_absolute_url(): {f"/feeds/x/{story.point.code}.atom"},
        story.matter.get_absolute_url(): {f"/feeds/x/{story.matter.code}.atom"},
    }


def test_a_page_tells_people_and_programs_how_to_follow_it(client: Client, story: Story) -> None:
    for page, addresses in expected(story).items():
        html = client.get(page).content.decode()
        head, body = html.split("</head>")
        links = "".join(ALTERNATE.findall(head))
        assert links.count("href=") == len(addresses), page
        for address in addresses:
            assert f'href="{address}"' in links, page
            assert f'href="{address}"' in body, page
            assert client.get(address).status_code == 200, address


def test_in_english_what_is_followed_is_in_english(client: Client, story: Story) -> None:
    html = client.get("/en" + story.agreement.get_absolute_url()).content.decode()

    address = f"/feeds/x/{story.agreement.code}.atom?lang=en"
    assert html.count(f'href="{address}"') == 2
    assert client.get(address).headers["Content-Language"] == "en"


def test_a_page_that_cannot_be_followed_says_nothing(client: Client, story: Story) -> None:
    assert not ALTERNATE.search(client.get("/consejo/asistencia/").content.decode())
