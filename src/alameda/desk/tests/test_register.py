"""The register of members: from an empty region to the first session, and every change after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.council.models import (
    BlocMembership,
    Body,
    Circumscription,
    Councillor,
    Leave,
    Mandate,
    Membership,
    Session,
)
from alameda.council.tests.factories import (
    BodyFactory,
    CircumscriptionFactory,
    MandateFactory,
    SessionFactory,
    make_council,
)
from alameda.council.tests.traces import traces
from alameda.desk.tests.walking import Walker, said
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
REGISTER = "/mesa/consejo/integrantes/"
COMMITTEES = "/mesa/consejo/comisiones/"
BEGAN = date(2025, 1, 6)
ENDS = date(2029, 1, 5)


def a_secretary() -> Walker:
    return Walker("council_secretary")


def seat(walker: Walker, name: str = "Ana Pinto", *, status: int = 302, **typed: object) -> None:
    """Enter a member by the form of the register."""
    given, _space, surnames = name.partition(" ")
    walker.open(REGISTER)
    usual = {"given": given, "surnames": surnames, "starts_on": BEGAN, "ends_on": ENDS}
    walker.do("arrive", status=status, **{**usual, **typed})


def set_up(walker: Walker) -> None:
    """The Council with five seats, two places and a bloc, by the screens."""
    walker.open(REGISTER)
    walker.do("council", name="Consejo Regional", starts_on=BEGAN)
    walker.do("place", name="Norte", seats=3)
    walker.do("place", name="Sur", seats=2)
    walker.do("bloc", name="Bancada Verde", starts_on=BEGAN)


def test_an_empty_region_comes_to_its_first_session_by_the_screens_alone() -> None:
    secretary = a_secretary()
    account = PersonFactory.create(email="pinto@gore.example")
    RoleGrantFactory.create(person=account, role="councillor")
    for page in ("sesiones/nueva/", "temas/nuevo/", "materias/nueva/", "materias/", "comisiones/"):
        assert f'href="{REGISTER}#council"' in secretary.open(f"/mesa/consejo/{page}")

    set_up(secretary)
    for surnames in ("Pinto", "Rojas", "Soto"):
        email = account.email.upper() if surnames == "Pinto" else ""
        seat(
            secretary, f"Ana {surnames}", circumscription="norte", email=email, bloc="bancada-verde"
        )
    assert "Vota desde su cuenta" in secretary.html
    for surnames in ("Tapia", "Urra Díaz"):
        seat(secretary, f"Luis {surnames}", circumscription="sur")
    seat(secretary, "Eva Vera", kind="governor", circumscription="")
    assert "Sin cuenta" in secretary.html

    secretary.open(COMMITTEES)
    secretary.do("add", name="Comisión de Salud", starts_on=BEGAN)
    chair = Councillor.objects.get(name="Luis Urra Díaz")
    secretary.do("join", councillor=chair.code, post="chair", starts_on=BEGAN)
    secretary.open("/mesa/consejo/sesiones/nueva/")
    assert "al-notice--warning" not in secretary.html
    starts_at = timezone.localtime() + timedelta(days=7)
    secretary.do("convene", starts_at=f"{starts_at:%Y-%m-%dT09:00}", place="Sala")

    assert Session.objects.get().body.kind == "council"
    assert Mandate.objects.filter(kind="councillor", ends_on=ENDS).count() == 5
    assert Mandate.objects.get(kind="governor").circumscription is None
    assert Membership.objects.get().post == "chair"
    assert BlocMembership.objects.count() == 3
    assert chair.sort_name == "Urra Díaz, Luis"
    assert Councillor.objects.get(account=account).name == "Ana Pinto"


def a_register(seats: int = 3) -> tuple[Walker, Circumscription]:
    """A Council with a place of so many seats, all free."""
    BodyFactory.create(slug="consejo", name="Consejo Regional", kind="council")
    return a_secretary(), CircumscriptionFactory.create(slug="norte", name="Norte", seats=seats)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"surnames": "PINTO", "given": "ANA"}, "name"),
        ({"given": "\u202e", "surnames": "\u202e"}, "name"),
        ({"circumscription": ""}, "circumscription"),
        ({"kind": "governor"}, "circumscription"),
        ({"email": "nadie@gore.example"}, "email"),
        ({"ends_on": BEGAN - timedelta(days=1)}, "ends_on"),
        ({"starts_on": "31-02-2025"}, "starts_on"),
    ],
)
def test_a_member_who_cannot_be_entered_leaves_no_trace(wrong: dict[str, str], field: str) -> None:
    secretary, _place = a_register()
    before = traces()
    typed: dict[str, Any] = {"circumscription": "norte", **wrong}

    seat(secretary, "Ana Pinto", status=422, **typed)

    assert traces() == before, field
    assert said(secretary.html)
    seat(secretary, "Ana Pinto", circumscription="norte")
    assert Mandate.objects.count() == 1


def test_spaces_too_many_are_one_and_the_same_person_is_not_entered_twice() -> None:
    secretary, _place = a_register()
    seat(secretary, circumscription="norte", given=" Ana   María ", surnames=" Pinto  Vera ")
    entries = Entry.objects.count()

    seat(secretary, circumscription="norte", status=422, given="Ana María", surnames="Pinto Vera")

    assert Councillor.objects.get().name == "Ana María Pinto Vera"
    assert Entry.objects.count() == entries
    assert "Ya tiene un escaño" in " ".join(said(secretary.html))


def test_no_more_members_than_seats_and_an_account_votes_for_one() -> None:
    secretary, _place = a_register(seats=2)
    account = PersonFactory.create()
    seat(secretary, "Ana Pinto", circumscription="norte", email=account.email)
    seat(secretary, "Luis Tapia", circumscription="norte", email=account.email, status=422)
    seat(secretary, "Luis Tapia", circumscription="norte")
    seat(secretary, "Eva Vera", circumscription="norte", status=422)

    names = list(Councillor.objects.order_by("code").values_list("name", flat=True))
    assert names == ["Ana Pinto", "Luis Tapia"]


def test_a_seat_ends_with_its_reason_and_a_substitute_completes_it() -> None:
    secretary, _place = a_register(seats=1)
    seat(secretary, "Ana Pinto", circumscription="norte")
    ana = Councillor.objects.get()
    mandate = ana.mandates.get()
    secretary.open(f"{REGISTER}{ana.code}/")
    assert 'value="substitute"' not in secretary.html, "nobody completes what has not ended"

    secretary.do("end", mandate.pk, ended_by="resignation", ends_on=date(2026, 3, 1))
    assert 'value="end"' not in secretary.html
    early = {"given": "Luis", "surnames": "Tapia", "starts_on": date(2026, 3, 1)}
    secretary.do("substitute", mandate.pk, status=422, **early)
    secretary.do("substitute", mandate.pk, starts_on=date(2026, 3, 2))

    mandate.refresh_from_db()
    fresh = Mandate.objects.get(replaces=mandate)
    assert (mandate.ended_by, mandate.ends_on) == ("resignation", date(2026, 3, 1))
    assert (fresh.councillor.name, fresh.starts_on) == ("Luis Tapia", date(2026, 3, 2))
    assert Councillor.objects.filter(pk=ana.pk).exists(), "history stays"


def test_a_substitute_without_an_ended_mandate_is_refused() -> None:
    secretary, place = a_register()
    mandate = MandateFactory.create(circumscription=place)
    secretary.open(f"{REGISTER}{mandate.councillor.code}/")
    before = traces()
    typed = {"given": "Luis", "surnames": "Tapia", "starts_on": date(2026, 3, 2)}

    secretary.post({"act": "substitute", "target": mandate.pk, **typed}, status=422)

    assert traces() == before


def test_leave_bloc_committee_name_and_account_are_noted_on_the_page_of_a_member() -> None:
    secretary, place = a_register()
    member = MandateFactory.create(circumscription=place).councillor
    BodyFactory.create(slug="salud", name="Salud")
    secretary.open(REGISTER)
    secretary.do("bloc", name="Bancada Verde", starts_on=BEGAN)
    page = f"{REGISTER}{member.code}/"
    today = timezone.localdate()
    secretary.open(page)

    secretary.do("bloc", bloc="bancada-verde", starts_on=BEGAN)
    secretary.do("committee", body="salud", post="member", starts_on=BEGAN)
    secretary.do("post", member.memberships.get().pk, post="chair", starts_on=date(2026, 1, 5))
    secretary.do("leave", kind="medical", starts_on=today, ends_on=today + timedelta(days=9))
    secretary.do(
        "leave-back", member.leaves.get().pk, status=422, ends_on=today - timedelta(days=1)
    )
    secretary.do("leave-back", member.leaves.get().pk, ends_on=today + timedelta(days=3))
    secretary.do("name", name="Ana Pinto", sort_name="Pinto, Ana", reason="Estaba mal escrito")
    secretary.do("account", email="")
    secretary.do("bloc-left", member.blocs.get().pk, ends_on=today)
    post = member.memberships.get(ends_on__isnull=True)
    secretary.do("committee-left", post.pk, ends_on=today)

    member.refresh_from_db()
    member.subject.refresh_from_db()
    assert (member.name, member.subject.title, member.account) == ("Ana Pinto", "Ana Pinto", None)
    assert Leave.objects.get().ends_on == today + timedelta(days=3)
    assert list(member.memberships.values_list("post", "ends_on")) == [
        ("member", date(2026, 1, 4)),
        ("chair", today),
    ]
    assert member.blocs.get().ends_on == today
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs >= {
        "bloc.left",
        "committee_post.changed",
        "councillor.renamed",
        "councillor_account.tied",
        "leave.shortened",
    }
    for entry in Entry.objects.all():
        assert "Ana Pinto" not in str(entry.payload), entry.verb


def test_a_leave_that_ends_before_it_begins_is_refused() -> None:
    secretary, place = a_register()
    member = MandateFactory.create(circumscription=place).councillor
    secretary.open(f"{REGISTER}{member.code}/")
    before = traces()
    today = timezone.localdate()

    days = {"starts_on": today, "ends_on": today - timedelta(days=1)}
    secretary.do("leave", kind="medical", status=422, **days)

    assert traces() == before


def test_a_committee_is_renamed_and_ends_once_nothing_is_ahead_of_it() -> None:
    make_council(2)
    secretary = a_secretary()
    body = BodyFactory.create(slug="salud", name="Salud")
    session = SessionFactory.create(body=body, state="convened")
    page = f"{COMMITTEES}salud/"
    today = timezone.localdate()
    secretary.open(page)
    secretary.do("rename", name="Salud y deporte", remit="", reason="Otro nombre")
    before = traces()

    secretary.do("end", status=422, ends_on=today, reason="Se fusionó")
    assert traces() == before
    assert session.code in " ".join(said(secretary.html))
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    secretary.do("end", ends_on=today, reason="Se fusionó")

    body.refresh_from_db()
    assert (body.name, body.subject.title, body.ends_on) == ("Salud y deporte", body.name, today)


def test_a_committee_of_a_name_that_is_there_is_refused() -> None:
    make_council(1)
    BodyFactory.create(slug="salud", name="Salud")
    secretary = a_secretary()
    secretary.open(COMMITTEES)

    secretary.do("add", name="SALUD ", starts_on=BEGAN, status=422)

    assert Body.objects.count() == 2


@pytest.mark.parametrize(
    "page", [REGISTER, COMMITTEES, f"{COMMITTEES}salud/", "/mesa/consejo/puntos/"]
)
def test_only_who_keeps_the_register_opens_it(page: str) -> None:
    make_council(1)
    BodyFactory.create(slug="salud", name="Salud")
    of_a_committee = Walker()
    RoleGrantFactory.create(person=of_a_committee.person, role="council_secretary", body="salud")

    a_secretary().open(page)
    of_a_committee.open(page, status=403)
    for role in ("governor", "councillor", "operator", "resident"):
        Walker(role).open(page, status=403)


def test_the_register_costs_the_same_at_one_member_and_at_twenty() -> None:
    secretary, place = a_register(seats=0)
    counts = []
    for more in (1, 19):
        for _member in range(more):
            MandateFactory.create(circumscription=place)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            secretary.open(REGISTER)
        counts.append(len(asked))

    assert counts[0] == counts[1]
