"""The summons of a session, beside its refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from alameda.council.actions import sessions
from alameda.council.models import Session
from alameda.council.tests.factories import CABINET, SECRETARY, BodyFactory, make_council
from alameda.council.tests.stages import SOON, SUMMONS, YEAR, log, verbs
from alameda.council.tests.traces import refuses
from alameda.foundation.actor import Actor, Grant
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError, RuleBrokenError


@pytest.mark.django_db
def test_sessions_are_numbered_within_their_kind_and_year() -> None:
    council, _members = make_council(1)
    committee = BodyFactory.create(slug="obras", name="Comisión de Obras", parent=council)
    new_year = datetime(YEAR + 1, 1, 1, 2, 0, tzinfo=UTC)  # still the year before here

    first = sessions.convene_session(council, **SUMMONS)
    second = sessions.convene_session(council, **SUMMONS | {"starts_at": new_year})
    extra = sessions.convene_session(
        council,
        **SUMMONS
        | {"kind": "extraordinary", "title": "Presupuesto", "starts_at": SOON + timedelta(days=1)},
    )
    study = sessions.convene_session(committee, **SUMMONS | {"kind": "committee"})

    assert [each.code for each in (first, second, extra, study)] == [
        f"S-{YEAR}-O01",
        f"S-{YEAR}-O02",
        f"S-{YEAR}-E01",
        f"S-{YEAR}-OBRAS-01",
    ]
    assert first.subject.title == "Sesión ordinaria 1"
    assert study.subject.title == "Sesión 1 de Comisión de Obras"
    assert (first.subject.address, first.subject.state) == (first.get_absolute_url(), "convened")
    assert verbs(first.code) == ["session.convened"]
    assert log(first) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"kind": "party"}, BadInputError),
        ({"kind": "committee"}, BadInputError),
        ({"kind": "extraordinary"}, RuleBrokenError),
        ({"starts_at": SOON.replace(tzinfo=None)}, BadInputError),
        ({"second_starts_at": SOON}, RuleBrokenError),
        ({"place": " "}, BadInputError),
        ({"broadcast_url": "http://example.cl/"}, BadInputError),
        ({"broadcast_url": "javascript:alert(1)"}, BadInputError),
        ({"actor": CABINET}, NotAllowedError),
    ],
)
def test_a_refused_summons_leaves_no_trace(
    wrong: dict[str, object], refusal: type[AlamedaError]
) -> None:
    council, _members = make_council(1)

    refuses(refusal, sessions.convene_session, council, **(SUMMONS | wrong))


@pytest.mark.django_db
def test_a_summons_after_its_hour_is_taken_and_noted() -> None:
    council, _members = make_council(1)
    gone = timezone.now() - timedelta(days=29)

    session = sessions.convene_session(council, **SUMMONS | {"starts_at": gone})

    assert log(session) == ["warning"]


@pytest.mark.django_db
def test_a_body_is_convened_once_for_an_hour() -> None:
    council, _members = make_council(1)
    first = sessions.convene_session(council, **SUMMONS)

    refuses(RuleBrokenError, sessions.convene_session, council, **SUMMONS)
    assert list(Session.objects.all()) == [first]

    sessions.cancel_session(first, reason="Se cambia la sala", actor=SUMMONS["actor"])
    again = sessions.convene_session(council, **SUMMONS)
    assert again.code == f"S-{YEAR}-O02"


@pytest.mark.django_db
def test_a_year_typed_wrongly_takes_no_number() -> None:
    council, _members = make_council(1)
    gone = timezone.now() - timedelta(days=31)

    refuses(RuleBrokenError, sessions.convene_session, council, **SUMMONS | {"starts_at": gone})

    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_secretary_of_a_committee_runs_only_its_sessions() -> None:
    council, _members = make_council(1)
    committee = BodyFactory.create(parent=council)
    grants = frozenset({Grant(role="council_secretary", body=committee.slug)})
    theirs = Actor(kind="person", person_id=9, grants=grants)

    refuses(NotAllowedError, sessions.convene_session, council, **SUMMONS | {"actor": theirs})
    held = sessions.convene_session(committee, **SUMMONS | {"kind": "committee", "actor": theirs})
    assert held.body == committee


@pytest.mark.django_db
def test_a_committee_that_ended_is_not_convened_for_a_day_after_its_last() -> None:
    make_council(1)
    today = timezone.localdate()
    body = BodyFactory.create(ends_on=today + timedelta(days=3))
    late = timezone.now() + timedelta(days=5)

    refuses(
        RuleBrokenError,
        sessions.convene_session,
        body,
        kind="committee",
        starts_at=late,
        place="Sala",
        actor=SECRETARY,
    )
    sessions.convene_session(
        body,
        kind="committee",
        starts_at=late - timedelta(days=3),
        place="Sala",
        actor=SECRETARY,
    )

    assert body.sessions.count() == 1
