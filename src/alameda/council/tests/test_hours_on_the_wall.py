"""A session ahead keeps its hour on the wall, and no session ends before it starts."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from alameda.council import tasks
from alameda.council.actions import sessions
from alameda.council.actions.clock_changes import keep_hours
from alameda.council.actions.summons import FARTHEST
from alameda.council.models import Body, Session
from alameda.council.selectors.feeds import event_of
from alameda.council.tests.factories import CABINET, SessionFactory, make_council
from alameda.council.tests.stages import SOON, SUMMONS, YEAR, verbs
from alameda.council.tests.traces import refuses
from alameda.following.rules.calendars import Calendar as Told
from alameda.following.rules.calendars import icalendar
from alameda.following.rules.feeds import Place
from alameda.foundation.actor import SYSTEM
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.models import Entry

SANTIAGO = "America/Santiago"
TEN = datetime(YEAR, 6, 9, 10, 0, tzinfo=zoneinfo.ZoneInfo(SANTIAGO))  # winter: four hours behind
NewRules = Callable[[str], None]


def _forget_rules() -> None:
    """What a new process does: read the rules of the zones again."""
    zoneinfo.ZoneInfo.clear_cache()
    timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]  # it is kept by a cache
    tasks.begin_day.cache_clear()


@pytest.fixture
def new_rules(tmp_path: Path) -> Iterator[NewRules]:
    """Chile decrees that Santiago keeps the hour of another place; the process starts again."""

    def decree(place: str) -> None:
        area, name = place.split("/")
        rules = resources.files(f"tzdata.zoneinfo.{area}").joinpath(name).read_bytes()
        (tmp_path / "America").mkdir(exist_ok=True)
        (tmp_path / SANTIAGO).write_bytes(rules)
        zoneinfo.reset_tzpath(to=[tmp_path])
        _forget_rules()

    kept = zoneinfo.TZPATH
    yield decree
    zoneinfo.reset_tzpath(to=kept)
    _forget_rules()


def convened() -> Session:
    """A session at ten next June, again at eleven."""
    council, _members = make_council(3)
    return sessions.convene_session(
        council,
        **SUMMONS | {"starts_at": TEN, "second_starts_at": TEN + timedelta(hours=1)},
    )


def _written(event: Component) -> str:
    """The start of an event as the file has it."""
    return bytes(event["DTSTART"].to_ical()).decode()  # type: ignore[arg-type]  # bytes they are


def hours_of(client: Client) -> dict[str, str]:
    """The hour of the only session as the page, OParl, the API and the calendar give it."""
    session = Session.objects.get()
    page = client.get(session.get_absolute_url()).content.decode()
    meeting = client.get(f"/oparl/v1.1/meetings/{session.code}").json()
    [row] = client.get("/api/v1/council/sessions").json()["items"]
    [event] = Calendar.from_ical(client.get("/cal/consejo.ics").content).walk("VEVENT")
    return {
        "page": "10:00" if "10:00" in page else page,
        "second": "11:00" if "11:00" in page else page,
        "oparl": meeting["start"],
        "api": row["starts_at"],
        "calendar": _written(event),
        "zone": event["DTSTART"].params["TZID"],
    }


@pytest.mark.django_db
def test_ten_stays_ten_when_chile_changes_its_clocks(client: Client, new_rules: NewRules) -> None:
    session = convened()
    day = f"{TEN:%Y-%m-%d}"
    told = {
        "page": "10:00",
        "second": "11:00",
        "calendar": f"{TEN:%Y%m%d}T100000",
        "zone": SANTIAGO,
    }
    assert hours_of(client) == told | {"oparl": f"{day}T10:00:00-04:00", "api": f"{day}T14:00:00Z"}
    before = client.get("/cal/consejo.ics").content

    new_rules("America/Punta_Arenas")  # summer time all the year
    tasks.begin_day(timezone.localdate())

    assert hours_of(client) == told | {"oparl": f"{day}T10:00:00-03:00", "api": f"{day}T13:00:00Z"}
    after = Calendar.from_ical(client.get("/cal/consejo.ics").content)
    [was], [now] = Calendar.from_ical(before).walk("VEVENT"), after.walk("VEVENT")
    assert int(str(now["SEQUENCE"])) > int(str(was["SEQUENCE"]))
    assert now.decoded("LAST-MODIFIED") >= was.decoded("LAST-MODIFIED")
    session.refresh_from_db()
    assert session.starts_at == TEN.astimezone(UTC) - timedelta(hours=1)
    assert session.second_starts_at == session.starts_at + timedelta(hours=1)
    assert verbs(session.code) == ["session.convened", "session.retimed"]


@pytest.mark.django_db
def test_the_calendar_is_right_before_anybody_counted_again(
    client: Client, new_rules: NewRules
) -> None:
    convened()

    new_rules("America/Punta_Arenas")

    [event] = Calendar.from_ical(client.get("/cal/consejo.ics").content).walk("VEVENT")
    assert _written(event) == f"{TEN:%Y%m%d}T100000"


@pytest.mark.django_db
def test_where_no_rule_changed_nothing_is_written() -> None:
    session = convened()
    version = session.version

    assert keep_hours(actor=SYSTEM) == 0

    session.refresh_from_db()
    assert (session.version, session.starts_at) == (version, TEN)
    assert verbs(session.code) == ["session.convened"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["open", "closed", "failed"])
def test_what_is_not_ahead_stays_the_instant_it_was(new_rules: NewRules, state: str) -> None:
    session = convened()
    Session.objects.update(state=state)

    new_rules("America/Punta_Arenas")

    assert keep_hours(actor=SYSTEM) == 0
    session.refresh_from_db()
    assert session.starts_at == TEN.astimezone(UTC)


@pytest.mark.django_db
def test_a_cancelled_session_is_cancelled_at_its_hour(new_rules: NewRules) -> None:
    session = convened()
    Session.objects.update(state="cancelled")

    new_rules("America/Punta_Arenas")

    assert keep_hours(actor=SYSTEM) == 1
    session.refresh_from_db()
    assert session.starts_at == TEN.astimezone(UTC) - timedelta(hours=1)


@pytest.mark.django_db
def test_an_hour_that_is_over_stays_while_the_second_summons_moves(new_rules: NewRules) -> None:
    session = convened()
    gone, wall = datetime(2025, 6, 9, 14, 0, tzinfo=UTC), "2025-06-09T10:00:00"
    Session.objects.update(starts_at=gone, starts_wall=wall)

    new_rules("America/Lima")  # an hour behind what winter was

    assert keep_hours(actor=SYSTEM) == 1
    session.refresh_from_db()
    assert session.starts_at == gone
    assert session.second_starts_at == TEN.astimezone(UTC) + timedelta(hours=2)


@pytest.mark.django_db
def test_only_the_system_keeps_hours() -> None:
    convened()

    with pytest.raises(NotAllowedError):
        keep_hours(actor=CABINET)

    assert not Entry.objects.filter(verb="session.retimed").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field", "refusal"),
    [
        ({"starts_at": SOON + timedelta(days=3000)}, "starts_at", RuleBrokenError),
        ({"second_starts_at": SOON + timedelta(days=3000)}, "second_starts_at", RuleBrokenError),
        ({"starts_at": datetime(9999, 12, 31, 22, 0, tzinfo=UTC)}, "starts_at", RuleBrokenError),
        ({"starts_at": datetime(2206, 12, 20, 10, 0, tzinfo=UTC)}, "starts_at", RuleBrokenError),
    ],
)
def test_a_session_is_convened_for_the_next_two_years(
    wrong: dict[str, object], field: str, refusal: type[RuleBrokenError]
) -> None:
    council, _members = make_council(1)

    with pytest.raises(refusal) as refused:
        sessions.convene_session(council, **(SUMMONS | wrong))

    assert refused.value.field == field
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_list_can_be_narrowed_to_the_year_of_the_farthest_session(client: Client) -> None:
    council, _members = make_council(1)
    noon = timezone.localtime().replace(hour=12) + FARTHEST - timedelta(days=1)
    summons = SUMMONS | {"starts_at": noon, "second_starts_at": None}
    session = sessions.convene_session(council, **summons)

    page = client.get(f"/consejo/sesiones/?anio={noon.year}").content.decode()

    assert f"/consejo/sesiones/{session.code}/" in page
    assert "no es un valor de este filtro" not in page


@pytest.mark.django_db
def test_an_hour_that_comes_twice_is_no_hour_of_a_summons() -> None:
    council, _members = make_council(1)
    midnight = night_of_going_back()

    refuses(BadInputError, sessions.convene_session, council, **SUMMONS | {"starts_at": midnight})


def night_of_going_back() -> datetime:
    """Half past the hour that comes twice, in the autumn of next year."""
    place = zoneinfo.ZoneInfo(SANTIAGO)
    nights = [datetime(YEAR, 3, 1, 2, 30, tzinfo=UTC) + timedelta(days=n) for n in range(60)]
    offsets = [night.astimezone(place).utcoffset() for night in nights]
    return nights[offsets.index(offsets[-1]) - 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_wall": "mañana"},
        {"starts_wall": "2027-06-09T10:00:00", "zone": ""},
        {"starts_wall": "", "second_starts_wall": "2027-06-09T10:00:00"},
        {"second_starts_wall": "2027-06-09"},
    ],
)
def test_the_table_takes_no_hour_that_cannot_be_read(wrong: dict[str, str]) -> None:
    convened()

    with pytest.raises(IntegrityError, match="session_hours_on_the_wall"), transaction.atomic():
        Session.objects.update(**wrong)


INSTANTS = st.datetimes(
    datetime.fromisoformat("1990-01-01"),
    datetime.fromisoformat("2060-01-01"),
    timezones=st.just(UTC),
)


@given(INSTANTS, st.none() | INSTANTS, st.none() | INSTANTS, st.booleans())
def test_no_session_of_a_calendar_ends_before_it_starts(
    starts_at: datetime, opened_at: datetime | None, closed_at: datetime | None, by_wall: bool
) -> None:
    row = Session(
        body=Body(kind="council"),
        kind="ordinary",
        code="S-2026-O01",
        starts_at=starts_at,
        opened_at=opened_at,
        closed_at=closed_at,
        starts_wall=f"{starts_at:%Y-%m-%dT%H:%M:%S}" if by_wall else "",
        zone=SANTIAGO if by_wall else "",
        changed_at=starts_at,
    )

    body = icalendar(
        Told(title="", path="/", events=[event_of(row)]),
        place=Place(base_url="https://x.example", path="/", language="es", author="x"),
    )

    calendar = Calendar.from_ical(body)
    [event] = calendar.walk("VEVENT")
    assert calendar.errors == event.errors == []
    assert event.decoded("DTEND") > event.decoded("DTSTART")


@pytest.mark.django_db
def test_a_session_opened_long_after_its_summons_ends_after_it_opened(client: Client) -> None:
    body, _members = make_council(3)
    now = timezone.now().replace(microsecond=0)
    SessionFactory.create(body=body, state="open", starts_at=now - timedelta(days=1), opened_at=now)

    [event] = Calendar.from_ical(client.get("/cal/consejo.ics").content).walk("VEVENT")

    assert event.decoded("DTSTART") == now
    assert event.decoded("DTEND") == now + timedelta(hours=3)
