"""What is written: judged by the readers that people use, and by the rules themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as Reader
from icalendar import Timezone

from alameda.following.rules.calendars import Calendar, Event, icalendar
from alameda.following.rules.feeds import Entry, Feed, Place, atom

AT = datetime(2026, 4, 8, 13, 45, 30, 999, tzinfo=UTC)
PLACE = Place(
    base_url="https://gobierno.example",
    path="/feeds/a.atom",
    language="es",
    author="Gobierno & Cía",
)
NASTY = 'Ñandú <b>&amp;</b> "x"; a, b\\c ' + "é" * 200
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(*entries: Entry) -> Feed:
    return Feed(title=NASTY, path="/consejo/", entries=entries)


def entry(key: str = "A-1", at: datetime = AT, title: str = NASTY) -> Entry:
    return Entry(key=key, title=title, path=f"/x/{key}/?a=1&b=2", at=at, summary=NASTY)


def event(key: str = "S-1", title: str = NASTY, detail: str = "Uno\nDos") -> Event:
    return Event(
        key=key,
        title=title,
        path=f"/x/{key}/",
        starts_at=datetime(2026, 4, 8, 9, 45, tzinfo=timezone(timedelta(hours=-4))),
        ends_at=AT + timedelta(hours=2),
        changed_at=AT,
        sequence=7,
        place="Sala; piso 2, Chillán",
        detail=detail,
    )


def read(*events: Event) -> Reader:
    body = icalendar(Calendar(title=NASTY, path="/consejo/", events=events), place=PLACE)
    return Reader.from_ical(body)


def test_a_reader_finds_what_a_feed_says() -> None:
    found = feedparser.parse(atom(feed(entry(), entry("A-2")), place=PLACE))

    assert not found.bozo
    assert found.version == "atom10"
    assert found.feed.author == "Gobierno & Cía"
    first = found.entries[0]
    assert first.id == "tag:gobierno.example,2026:entry:A-1"
    assert first.link == "https://gobierno.example/x/A-1/?a=1&b=2"
    assert first.updated == "2026-04-08T13:45:30Z"
    assert [row.id for row in found.entries] == [
        f"tag:gobierno.example,2026:entry:A-{number}" for number in (1, 2)
    ]


def test_a_feed_has_every_field_that_the_standard_requires() -> None:
    root = ElementTree.fromstring(atom(feed(entry()), place=PLACE))  # noqa: S314  our own bytes

    for name in ("id", "title", "updated", "author", "link"):
        assert root.find(ATOM + name) is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": "https://gobierno.example/feeds/a.atom",
        "alternate": "https://gobierno.example/consejo/",
    }
    written = root.find(f"{ATOM}entry")
    assert written is not None
    for name in ("id", "title", "updated", "published", "link", "summary"):
        assert written.find(ATOM + name) is not None
    assert written.findtext(f"{ATOM}title") == " ".join(NASTY.split())


def test_an_empty_feed_is_a_feed() -> None:
    found = feedparser.parse(atom(feed(), place=PLACE))

    assert not found.bozo
    assert found.entries == []


def test_a_feed_changes_with_its_newest_entry_and_holds_fifty() -> None:
    many = [entry(f"A-{number}", AT + timedelta(days=number)) for number in range(60)]

    found = feedparser.parse(atom(feed(*many), place=PLACE))

    assert len(found.entries) == 50
    assert found.feed.updated.startswith("2026-06-06")


@given(st.text())
def test_any_words_make_a_feed_that_is_read(words: str) -> None:
    assert not feedparser.parse(atom(feed(entry(title=words)), place=PLACE)).bozo


def test_a_reader_finds_what_a_calendar_says() -> None:
    calendar = read(event())

    assert calendar.errors == []
    [found] = calendar.walk("VEVENT")
    assert found.errors == []
    assert found["UID"] == "S-1@gobierno.example"
    assert found["SUMMARY"] == NASTY
    assert found["DESCRIPTION"] == "Uno\nDos"
    assert found["LOCATION"] == "Sala; piso 2, Chillán"
    assert found["SEQUENCE"] == 7
    assert found["STATUS"] == "CONFIRMED"
    assert found.decoded("DTSTART") == datetime(2026, 4, 8, 13, 45, tzinfo=UTC)
    assert found.decoded("DTSTAMP") == AT.replace(microsecond=0)


def test_a_calendar_holds_no_control_characters() -> None:
    body = icalendar(
        Calendar(title="Sala\x07", path="/", events=[event(title="a\x00b\rc\x7fd")]), place=PLACE
    )

    assert b"SUMMARY:a b c d\r\n" in body
    assert b"NAME:Sala\r\n" in body
    assert not set(body.replace(b"\r\n", b"")) & {*range(32), 127}


def test_a_calendar_says_what_it_is() -> None:
    body = icalendar(Calendar(title="Sala, 2", path="/consejo/", events=[]), place=PLACE)
    calendar = Reader.from_ical(body)

    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"]
    assert b"\r\nNAME:Sala\\, 2\r\nX-WR-CALNAME:Sala\\, 2\r\n" in body


def test_no_line_is_longer_than_75_bytes_and_each_ends_as_it_must() -> None:
    body = icalendar(Calendar(title=NASTY, path="/", events=[event()]), place=PLACE)

    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # never cut through a letter


@given(st.text(), st.text())
def test_any_words_make_a_calendar_that_is_read(title: str, detail: str) -> None:
    calendar = read(event(title=title, detail=detail))

    assert calendar.errors == []
    assert len(calendar.walk("VEVENT")) == 1


@pytest.mark.parametrize("year", [2026, 2027, 2045])
@pytest.mark.parametrize("zone", ["America/Santiago", "America/Punta_Arenas", "Pacific/Easter"])
@pytest.mark.parametrize("day", ["01-01", "04-08", "06-09", "09-30", "12-31"])
def test_a_reader_finds_the_hour_on_the_wall_and_its_instant(
    year: int, zone: str, day: str
) -> None:
    place = ZoneInfo(zone)
    starts_at = datetime.fromisoformat(f"{year}-{day}T22:00").replace(tzinfo=place)
    ends_at = starts_at.astimezone(UTC) + timedelta(hours=3)  # the next day, and perhaps year

    told = read(replace(event(), starts_at=starts_at, ends_at=ends_at, zone=zone))

    assert told.errors == []
    [found] = told.walk("VEVENT")
    assert found["DTSTART"].to_ical() == f"{starts_at:%Y%m%dT%H%M%S}".encode()
    assert found["DTSTART"].params["TZID"] == zone
    [rules] = told.walk("VTIMEZONE")
    assert isinstance(rules, Timezone)
    assert rules.errors == []
    read_by_its_own_rules = rules.to_tz(lookup_tzid=False)
    for name, at in (("DTSTART", starts_at), ("DTEND", ends_at)):
        wall = found.decoded(name).replace(tzinfo=None)
        assert wall.replace(tzinfo=read_by_its_own_rules).astimezone(UTC) == at.astimezone(UTC)


def test_a_zone_is_told_once_and_only_where_an_hour_is_in_it() -> None:
    ahead = replace(event(), zone="America/Santiago")

    assert len(read(event()).walk("VTIMEZONE")) == 0
    assert len(read(ahead, replace(ahead, key="S-2"), event("S-3")).walk("VTIMEZONE")) == 1


def test_an_event_that_ends_before_it_begins_is_not_made() -> None:
    for ends_at in (AT - timedelta(days=1), event().starts_at):
        with pytest.raises(ValueError, match="S-1"):
            replace(event(), ends_at=ends_at)
