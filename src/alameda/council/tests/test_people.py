"""Bodies, members, seats, blocs, committees and leave."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from alameda.accounts.tests.factories import PersonFactory
from alameda.council.actions import people
from alameda.council.selectors.members import members_on
from alameda.council.tests.factories import (
    CABINET,
    SECRETARY,
    TERM_STARTS_ON,
    BlocFactory,
    BodyFactory,
    CircumscriptionFactory,
    CouncillorFactory,
    MandateFactory,
    make_council,
)
from alameda.council.tests.traces import refuses
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry

pytestmark = pytest.mark.acts_told

ON = date(2026, 3, 2)
TERM_ENDS_ON = date(2029, 1, 5)


@pytest.mark.django_db
def test_the_council_and_its_committees_are_set_up_with_their_subjects() -> None:
    council = people.add_body(
        kind="council",
        slug="consejo",
        name="Consejo Regional",
        starts_on=TERM_STARTS_ON,
        actor=SECRETARY,
    )
    committee = people.add_body(
        kind="committee", slug="obras", name="Obras", starts_on=TERM_STARTS_ON, actor=SECRETARY
    )
    sub = people.add_body(
        kind="subcommittee",
        slug="obras-menores",
        name="Obras menores",
        parent=committee,
        starts_on=TERM_STARTS_ON,
        actor=SECRETARY,
    )

    assert (council.get_absolute_url(), committee.parent) == ("/consejo/", council)
    assert (sub.parent, sub.subject.code) == (committee, "B-obras-menores")
    assert committee.subject.address == "/consejo/comisiones/obras/"
    assert Entry.objects.filter(verb="body.added").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"kind": "council"}, RuleBrokenError),
        ({"kind": "club"}, BadInputError),
        ({"slug": "Con Mayúsculas"}, BadInputError),
        ({"slug": "consejo"}, RuleBrokenError),
        ({"name": "  "}, BadInputError),
        ({"kind": "subcommittee"}, BadInputError),
        ({"actor": CABINET}, NotAllowedError),
    ],
)
def test_a_refused_body_leaves_no_trace(
    wrong: dict[str, object], refusal: type[AlamedaError]
) -> None:
    make_council(1)
    right: dict[str, object] = {
        "kind": "committee",
        "slug": "obras",
        "name": "Obras",
        "starts_on": ON,
        "actor": SECRETARY,
    }

    refuses(refusal, people.add_body, **(right | wrong))


@pytest.mark.django_db
def test_members_are_numbered_and_the_record_does_not_know_their_names() -> None:
    make_council(0, has_governor=False)
    CouncillorFactory.create(code="CR-041")

    first = people.add_councillor(
        name="Consejería 07",
        sort_name="07, Consejería",
        slug="consejeria-07",
        account=PersonFactory.create(),
        actor=SECRETARY,
    )
    second = people.add_councillor(
        name="Consejería 08", sort_name="08, Consejería", slug="consejeria-08", actor=SECRETARY
    )

    assert (first.code, second.code) == ("CR-042", "CR-043")
    assert first.subject.address == "/consejo/integrantes/consejeria-07/"
    entry = Entry.objects.get(subject="CR-042", verb="councillor.added")
    assert "Consejer" not in bytes(entry.leaf).decode()


@pytest.mark.django_db
def test_a_refused_member_leaves_no_trace() -> None:
    refuses(
        NotFoundError,
        people.add_councillor,
        name="A",
        sort_name="A",
        slug="a",
        actor=SECRETARY,
    )
    make_council(0, has_governor=False)
    held = CouncillorFactory.create()
    for wrong, refusal in (
        ({"slug": held.slug}, RuleBrokenError),
        ({"account": held.account}, RuleBrokenError),
        ({"name": "x" * 121}, BadInputError),
        ({"name": "a\x00b"}, BadInputError),
        ({"actor": VISITOR}, NotAllowedError),
    ):
        right: dict[str, object] = {"name": "A", "sort_name": "A", "slug": "a", "actor": SECRETARY}
        refuses(refusal, people.add_councillor, **(right | wrong))


@pytest.mark.django_db
def test_a_seat_is_refused_where_there_is_none() -> None:
    make_council(0)
    place = CircumscriptionFactory.create(seats=1)
    held = MandateFactory.create(circumscription=place, ends_on=TERM_ENDS_ON)
    member = CouncillorFactory.create()
    right: dict[str, object] = {"kind": "councillor", "circumscription": place, "starts_on": ON}

    for councillor, wrong, refusal in (
        (member, {}, RuleBrokenError),
        (member, {"kind": "governor", "circumscription": None}, RuleBrokenError),
        (member, {"circumscription": None}, BadInputError),
        (member, {"kind": "king"}, BadInputError),
        (member, {"ends_on": ON - timedelta(days=1)}, BadInputError),
        (held.councillor, {"circumscription": CircumscriptionFactory.create()}, RuleBrokenError),
        (member, {"circumscription": CircumscriptionFactory.create(), "replaces": held},
         RuleBrokenError),
    ):  # fmt: skip
        refuses(
            refusal,
            people.seat_councillor,
            councillor,
            **(right | wrong),
            actor=SECRETARY,
        )
    refuses(
        NotAllowedError,
        people.seat_councillor,
        member,
        **right,
        actor=CABINET,
    )

    after = people.seat_councillor(
        member, kind="councillor", circumscription=place,
        starts_on=TERM_ENDS_ON + timedelta(days=1), actor=SECRETARY,
    )  # fmt: skip
    verbs = Entry.objects.filter(subject=member.code).values_list("verb", flat=True)
    assert sorted(verbs) == ["mandate.started", "rows.written"]
    assert after.councillor == member


@pytest.mark.django_db
def test_a_substitute_completes_the_term_and_the_one_who_left_stays_on_record() -> None:
    body, _members = make_council(3)
    place = CircumscriptionFactory.create(seats=1)
    mandate = MandateFactory.create(circumscription=place, ends_on=TERM_ENDS_ON)
    leaving = mandate.councillor
    committee = BodyFactory.create(parent=body)
    bloc = BlocFactory.create()
    people.join_bloc(leaving, bloc=bloc, starts_on=ON, actor=SECRETARY)
    people.join_committee(leaving, body=committee, post="chair", starts_on=ON, actor=SECRETARY)
    last_day = ON + timedelta(days=30)
    newcomer = CouncillorFactory.create()
    refuses(
        RuleBrokenError,
        people.substitute,
        mandate,
        by=newcomer,
        starts_on=last_day,
        actor=SECRETARY,
    )

    people.end_mandate(mandate, ended_by="resignation", ends_on=last_day, actor=SECRETARY)
    taken = people.substitute(
        mandate, by=newcomer, starts_on=last_day + timedelta(days=1), actor=SECRETARY
    )

    assert (taken.replaces, taken.ends_on, taken.circumscription) == (mandate, TERM_ENDS_ON, place)
    assert leaving in members_on(last_day, body=body)
    assert newcomer not in members_on(last_day, body=body)
    assert newcomer in members_on(last_day + timedelta(days=1), body=body)
    assert leaving not in members_on(last_day + timedelta(days=1), body=body)
    assert leaving in members_on(last_day, body=committee)
    assert leaving.blocs.get().ends_on == leaving.memberships.get().ends_on == last_day
    assert Entry.objects.filter(verb="mandate.ended", subject=leaving.code).exists()
    refuses(
        StaleError,
        people.end_mandate,
        mandate,
        ended_by="death",
        ends_on=ON,
        actor=SECRETARY,
    )


@pytest.mark.django_db
def test_a_mandate_is_completed_once_and_never_after_its_term() -> None:
    make_council(1)
    place = CircumscriptionFactory.create()
    mandate = MandateFactory.create(circumscription=place, ends_on=TERM_ENDS_ON)
    other = CouncillorFactory.create()
    next_day = ON + timedelta(days=1)
    for wrong, refusal in (
        ({"ended_by": "boredom"}, BadInputError),
        ({"ends_on": TERM_STARTS_ON - timedelta(days=1)}, BadInputError),
        ({"ends_on": TERM_ENDS_ON + timedelta(days=1)}, BadInputError),
        ({"actor": CABINET}, NotAllowedError),
    ):
        given: dict[str, object] = {"ended_by": "death", "ends_on": ON, "actor": SECRETARY} | wrong
        refuses(refusal, people.end_mandate, mandate, **given)

    people.end_mandate(mandate, ended_by="death", ends_on=ON, actor=SECRETARY)
    refuses(
        RuleBrokenError,
        people.substitute,
        mandate,
        by=other,
        starts_on=ON,
        actor=SECRETARY,
    )
    people.substitute(mandate, by=other, starts_on=next_day, actor=SECRETARY)
    third = CouncillorFactory.create()
    refuses(
        StaleError,
        people.substitute,
        mandate,
        by=third,
        starts_on=next_day,
        actor=SECRETARY,
    )
    whole = MandateFactory.create(circumscription=place)
    people.end_mandate(whole, ended_by="term", ends_on=ON, actor=SECRETARY)
    refuses(
        RuleBrokenError,
        people.substitute,
        whole,
        by=third,
        starts_on=next_day,
        actor=SECRETARY,
    )


@pytest.mark.django_db
def test_a_member_is_in_one_bloc_at_a_time() -> None:
    _body, (member, *_rest) = make_council(2)
    first, second = BlocFactory.create(), BlocFactory.create()
    people.join_bloc(member, bloc=first, starts_on=ON, actor=SECRETARY)
    later = ON + timedelta(days=10)

    people.join_bloc(member, bloc=second, starts_on=later, actor=SECRETARY)

    assert [(each.bloc, each.ends_on) for each in member.blocs.all()] == [
        (first, later - timedelta(days=1)),
        (second, None),
    ]
    for bloc, day, actor, refusal in (
        (second, later, SECRETARY, StaleError),
        (first, ON, SECRETARY, StaleError),
        (BlocFactory.create(), ON, SECRETARY, RuleBrokenError),
        (first, date(2024, 1, 1), SECRETARY, RuleBrokenError),
        (BlocFactory.create(ends_on=ON), later + timedelta(1), SECRETARY, RuleBrokenError),
        (first, later + timedelta(1), CABINET, NotAllowedError),
    ):
        refuses(
            refusal,
            people.join_bloc,
            member,
            bloc=bloc,
            starts_on=day,
            actor=actor,
        )


@pytest.mark.django_db
def test_a_committee_has_one_chair_and_each_member_once() -> None:
    body, (one, two, *_rest) = make_council(2)
    committee = BodyFactory.create(parent=body)
    held = people.join_committee(one, body=committee, post="chair", starts_on=ON, actor=SECRETARY)

    for who, where, post, actor, refusal in (
        (one, committee, "member", SECRETARY, StaleError),
        (two, committee, "chair", SECRETARY, RuleBrokenError),
        (two, committee, "guest", SECRETARY, BadInputError),
        (two, body, "member", SECRETARY, BadInputError),
        (CouncillorFactory.create(), committee, "member", SECRETARY, RuleBrokenError),
        (two, BodyFactory.create(ends_on=TERM_STARTS_ON), "member", SECRETARY, RuleBrokenError),
        (two, committee, "member", VISITOR, NotAllowedError),
    ):
        refuses(
            refusal,
            people.join_committee,
            who,
            body=where,
            post=post,
            starts_on=ON,
            actor=actor,
        )

    before = ON - timedelta(days=1)
    refuses(BadInputError, people.leave_committee, held, ends_on=before, actor=SECRETARY)
    refuses(NotAllowedError, people.leave_committee, held, ends_on=ON, actor=CABINET)
    people.leave_committee(held, ends_on=ON, actor=SECRETARY)
    refuses(StaleError, people.leave_committee, held, ends_on=ON, actor=SECRETARY)
    people.join_committee(
        two, body=committee, post="chair", starts_on=ON + timedelta(days=1), actor=SECRETARY
    )
    assert one in members_on(ON, body=committee)


@pytest.mark.django_db
def test_leave_keeps_the_seat_and_its_reason_stays_out_of_the_record() -> None:
    body, (member, *_rest) = make_council(2)

    leave = people.grant_leave(
        member, kind="medical", starts_on=ON, ends_on=ON + timedelta(days=9), actor=SECRETARY
    )

    assert leave.kind == "medical"
    assert member in members_on(ON, body=body)
    assert b"medical" not in bytes(Entry.objects.get(verb="leave.granted").leaf)
    for kind, starts_on, ends_on, actor, refusal in (
        ("medical", ON, ON, SECRETARY, RuleBrokenError),
        ("holiday", date(2026, 5, 1), date(2026, 5, 2), SECRETARY, BadInputError),
        ("medical", date(2026, 5, 2), date(2026, 5, 1), SECRETARY, BadInputError),
        ("medical", date(2024, 5, 1), date(2024, 5, 2), SECRETARY, RuleBrokenError),
        ("medical", date(2026, 5, 1), date(2026, 5, 2), CABINET, NotAllowedError),
    ):
        refuses(
            refusal,
            people.grant_leave,
            member,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            actor=actor,
        )


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_once_never_give_the_same_number() -> None:
    make_council(0, has_governor=False)
    start = Barrier(2)

    def add(slug: str) -> str:
        try:
            start.wait(timeout=10)
            return people.add_councillor(name=slug, sort_name=slug, slug=slug, actor=SECRETARY).code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(add, ["uno", "dos"]))

    assert sorted(codes) == ["CR-001", "CR-002"]
