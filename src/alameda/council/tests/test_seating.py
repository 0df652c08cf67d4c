"""A whole Council at once: every row of a file, or none; and the role that comes with a seat."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from alameda.accounts.models import Person
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.council.actions.people import add_councillor
from alameda.council.actions.places import add_bloc, end_bloc, set_circumscription
from alameda.council.actions.register import tie_account
from alameda.council.actions.rosters import read_roster
from alameda.council.actions.seating import Arrival, Seating, leave_seat, seat_all, take_seat
from alameda.council.models import Bloc, Circumscription, Councillor, Mandate
from alameda.council.rules.names import as_read, is_shouted, spoken, surnames_first
from alameda.council.tests.factories import (
    CABINET,
    SECRETARY,
    BlocFactory,
    BodyFactory,
    CircumscriptionFactory,
    CouncillorFactory,
    MandateFactory,
)
from alameda.council.tests.traces import refuses, traces
from alameda.foundation.actor import SYSTEM, Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.intake.actions.lines import FileRefusedError
from alameda.record.models import Entry
from alameda.territory.models import Comuna, Province, Region

pytestmark = [pytest.mark.django_db, pytest.mark.acts_told]
BEGAN = date(2025, 1, 6)
ENDS = date(2029, 1, 5)
HEAD = "name;e-mail;office;circumscription;bloc;from;until;act\n"
ROWS = (
    "Vera Mora, Eva;;governor;;;06-01-2025;05-01-2029;Proclamación\n"
    "Ana Pinto Rojas;ana@gore.example;;Norte;Verde;2025-01-06;2029-01-05;Proclamación\n"
    "Luis Soto Tapia;;;Norte;Verde;2025-01-06;;\n"
    ";;;;;;;\n"
    "Rosa de la Fuente Díaz;;councillor;Sur;;2025-01-06;2029-01-05;\n"
)


@pytest.fixture
def council() -> None:
    """A Council that is set up and nothing more."""
    BodyFactory.create(slug="consejo", name="Consejo Regional", kind="council")


def a_file(folder: Path, text: str) -> Path:
    path = folder / "core.csv"
    path.write_text(text, encoding="utf-8")
    return path


def seated(path: Path, *, actor: Actor = SYSTEM, **ways: bool) -> Seating:
    arrivals, unread = read_roster(path)
    return seat_all(arrivals, unread=unread, actor=actor, **ways)


def a_comuna(cut: str) -> Comuna:
    """A comuna with its own tile."""
    told = {"cut": "99", "name": "Prueba", "government": "Prueba", "capital": "Prueba"}
    region, _is_new = Region.objects.get_or_create(code="prueba", defaults=told)
    province, _is_new = Province.objects.get_or_create(cut="991", name="Centro", region=region)
    column = int(cut[-1])
    return Comuna.objects.create(
        cut=cut, name=cut, sort_name=cut, province=province, tile_x=column, tile_y=1
    )


def arrival(name: str = "Ana Pinto", **said: object) -> Arrival:
    usual = {"circumscription": "norte", "starts_on": BEGAN, "ends_on": ENDS}
    return Arrival(name=name, **{**usual, **said})  # type: ignore[arg-type]  # as a form says it


@pytest.mark.usefixtures("council")
def test_a_whole_council_is_seated_from_a_file(tmp_path: Path) -> None:
    account = PersonFactory.create(email="ana@gore.example")

    done = seated(a_file(tmp_path, HEAD + ROWS), makes_missing=True)

    assert (done.is_written, done.refused, len(done.rows)) == (True, (), 4)
    assert done.made == ("Norte", "Sur", "Verde")
    assert [row.line for row in done.rows] == [2, 3, 4, 6]
    seats = dict(Circumscription.objects.values_list("name", "seats"))
    assert seats == {"Norte": 2, "Sur": 1}
    ana = Councillor.objects.get(account=account)
    assert (ana.name, ana.mandates.get().act) == ("Ana Pinto Rojas", "Proclamación")
    names = list(Councillor.objects.order_by("sort_name").values_list("sort_name", flat=True))
    assert names == [
        "De la Fuente Díaz, Rosa",
        "Pinto Rojas, Ana",
        "Soto Tapia, Luis",
        "Vera Mora, Eva",
    ]
    assert Mandate.objects.get(kind="governor").councillor.name == "Eva Vera Mora"
    grant = account.grants.get()
    assert (grant.role, grant.starts_on, grant.ends_on) == ("councillor", BEGAN, ENDS)


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("Eva Vera;;governor;;;ayer;;", "starts_on"),
        ("Eva Vera;;governor;;;;;", "starts_on"),
        ("Eva Vera;;queen;;;2025-01-06;;", "kind"),
        ("EVA VERA;;governor;;;2025-01-06;;", "name"),
        ("\u202e;;governor;;;2025-01-06;;", "name"),
        ("Eva Vera;nadie@gore.example;governor;;;2025-01-06;;", "email"),
        ("Eva Vera;;;Oriente;;2025-01-06;;", "circumscription"),
        ("Eva Vera;;;;;2025-01-06;;", "circumscription"),
        ("Eva Vera;;governor;;Roja;2025-01-06;;", "bloc"),
        ("Eva Vera;;governor;;;2025-01-06;2024-01-06;", "ends_on"),
        ("Ana Pinto Rojas;;;Sur;;2025-01-06;;", "starts_on"),
        ("Eva Vera;ana@gore.example;governor;;;2025-01-06;;", "email"),
    ],
)
def test_one_refused_row_of_a_file_and_nothing_is_written(
    tmp_path: Path, row: str, field: str
) -> None:
    PersonFactory.create(email="ana@gore.example")
    CircumscriptionFactory.create(slug="norte", name="Norte", seats=5)
    CircumscriptionFactory.create(slug="sur", name="Sur", seats=5)
    BlocFactory.create(slug="verde", name="Verde")
    before = traces()

    done = seated(a_file(tmp_path, f"{HEAD}{ROWS}{row}\n"))

    assert traces() == before
    assert not done.is_written
    (refused,) = done.refused
    assert (refused.line, refused.field) == (7, field)
    assert refused.refusal
    assert seated(a_file(tmp_path, HEAD + ROWS)).is_written


@pytest.mark.usefixtures("council")
def test_a_rehearsal_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    PersonFactory.create(email="ana@gore.example")
    path = a_file(tmp_path, HEAD + ROWS)
    before = traces()

    rehearsed = seated(path, makes_missing=True, is_dry_run=True)
    assert traces() == before
    assert not Circumscription.objects.exists()
    done = seated(path, makes_missing=True)

    assert (rehearsed.rows, rehearsed.made) == (done.rows, done.made)
    assert seated(path).refused[0].refusal, "the same file again seats nobody twice"


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    "text", ["name;act\nEva Vera;x\n", "from;act\n2025-01-06;x\n", "\0\0\0\0", ""]
)
def test_a_file_that_lacks_a_column_or_is_no_table_is_refused_whole(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(FileRefusedError):
        read_roster(a_file(tmp_path, text))


def test_nobody_is_seated_by_who_may_not_or_where_there_is_no_council(tmp_path: Path) -> None:
    path = a_file(tmp_path, HEAD + ROWS)
    with pytest.raises(NotFoundError):
        seated(path)
    BodyFactory.create(slug="consejo", kind="council")
    refuses(NotAllowedError, seated, path, actor=CABINET)
    refuses(NotAllowedError, take_seat, arrival(), actor=CABINET)


@pytest.mark.usefixtures("council")
def test_the_role_of_a_seat_comes_and_goes_with_it_by_the_operator_alone() -> None:
    CircumscriptionFactory.create(slug="norte", name="Norte")
    ana, luis = (PersonFactory.create(email=f"{name}@gore.example") for name in ("ana", "luis"))
    by_secretary = take_seat(arrival(email=ana.email), actor=SECRETARY)
    by_system = take_seat(arrival("Luis Tapia", email=luis.email), actor=SYSTEM)
    assert (ana.grants.count(), luis.grants.count()) == (0, 1)
    today = timezone.localdate()

    leave_seat(by_secretary, ended_by="resignation", ends_on=today, actor=SECRETARY)
    leave_seat(by_system, ended_by="resignation", ends_on=today, actor=SYSTEM)

    assert luis.grants.get().ends_on == today
    assert Mandate.objects.filter(ended_by="resignation", ends_on=today).count() == 2


@pytest.mark.usefixtures("council")
def test_a_role_that_is_there_is_not_given_twice_nor_one_of_days_gone_by() -> None:
    CircumscriptionFactory.create(slug="norte", name="Norte")
    ana, luis = (PersonFactory.create(email=f"{name}@gore.example") for name in ("ana", "luis"))
    RoleGrantFactory.create(person=ana, role="councillor")

    take_seat(arrival(email=ana.email), actor=SYSTEM)
    take_seat(
        arrival("Luis Tapia", email=luis.email, ends_on=BEGAN + timedelta(days=9)), actor=SYSTEM
    )

    assert (ana.grants.count(), luis.grants.count()) == (1, 0)


@pytest.mark.usefixtures("council")
def test_an_account_votes_for_one_member_alone_and_not_when_it_is_closed() -> None:
    CircumscriptionFactory.create(slug="norte", name="Norte")
    account, closed = PersonFactory.create(), PersonFactory.create(is_active=False)
    ana = take_seat(arrival(email=account.email), actor=SECRETARY).councillor
    luis = CouncillorFactory.create(account=None)

    refuses(RuleBrokenError, tie_account, luis, account=account, actor=SECRETARY)
    refuses(RuleBrokenError, tie_account, luis, account=closed, actor=SECRETARY)
    refuses(StaleError, tie_account, ana, account=account, actor=SECRETARY)
    refuses(NotAllowedError, tie_account, ana, account=None, actor=CABINET)
    tie_account(ana, account=None, actor=SECRETARY)
    tie_account(luis, account=account, actor=SECRETARY)

    assert Councillor.objects.get(account=account) == luis
    told = str([entry.payload for entry in Entry.objects.filter(verb="councillor_account.tied")])
    assert account.email not in told
    assert Person.objects.filter(pk=account.pk).exists()


@pytest.mark.usefixtures("council")
def test_a_member_of_a_past_term_is_seated_again_and_not_entered_twice() -> None:
    CircumscriptionFactory.create(slug="norte", name="Norte")
    before = date(2021, 7, 14)
    first = take_seat(arrival(starts_on=before, ends_on=BEGAN - timedelta(days=1)), actor=SECRETARY)

    again = take_seat(arrival("ana  PINTO"), actor=SECRETARY)

    assert again.councillor == first.councillor
    assert Councillor.objects.count() == 1


@pytest.mark.usefixtures("council")
def test_a_circumscription_has_its_comunas_for_itself_and_its_seats_cannot_go() -> None:
    comuna, other = a_comuna("99001"), a_comuna("99002")
    place = set_circumscription(name="Norte", seats=2, comunas=[comuna], actor=SECRETARY)
    for _seat in range(2):
        MandateFactory.create(circumscription=place)

    def again(**said: object) -> object:
        usual = {"name": "Sur", "seats": 1, "comunas": [other], "actor": SECRETARY}
        return set_circumscription(**{**usual, **said})  # type: ignore[arg-type]  # as above

    refuses(RuleBrokenError, again, comunas=[comuna])
    refuses(RuleBrokenError, again, name=" norte ")
    refuses(BadInputError, again, seats=100)
    refuses(BadInputError, again, slug="nowhere")
    refuses(RuleBrokenError, again, slug=place.slug, name="Norte", seats=1)
    refuses(NotAllowedError, again, actor=CABINET)
    again(slug=place.slug, name="Norte Grande", seats=3)
    again(comunas=[comuna])

    assert set(Circumscription.objects.values_list("name", "seats")) == {
        ("Norte Grande", 3),
        ("Sur", 1),
    }


@pytest.mark.usefixtures("council")
def test_a_bloc_ends_with_its_members_and_its_name_is_free_again() -> None:
    bloc = add_bloc(name="Verde", starts_on=BEGAN, actor=SECRETARY)
    CircumscriptionFactory.create(slug="norte", name="Norte")
    member = take_seat(arrival(bloc="VERDE"), actor=SECRETARY).councillor
    on = date(2026, 3, 1)
    refuses(RuleBrokenError, add_bloc, name="verde", starts_on=on, actor=SECRETARY)
    refuses(BadInputError, end_bloc, bloc, ends_on=BEGAN - timedelta(days=1), actor=SECRETARY)
    refuses(NotAllowedError, end_bloc, bloc, ends_on=on, actor=CABINET)

    end_bloc(bloc, ends_on=on, actor=SECRETARY)

    refuses(StaleError, end_bloc, bloc, ends_on=on, actor=SECRETARY)
    assert member.blocs.get().ends_on == on
    add_bloc(name="Verde", starts_on=on, actor=SECRETARY)
    assert sorted(Bloc.objects.values_list("slug", flat=True)) == ["verde", "verde-2"]


@pytest.mark.usefixtures("council")
def test_two_of_one_name_have_addresses_of_their_own() -> None:
    CircumscriptionFactory.create(slug="norte", name="Norte")
    first = add_councillor(name="Ana Pinto", sort_name="x", slug="ana-pinto", actor=SECRETARY)
    Councillor.objects.filter(pk=first.pk).update(name="Ana Pinto Vera")

    second = take_seat(arrival(), actor=SECRETARY).councillor

    assert second.slug == "ana-pinto-2"


@pytest.mark.parametrize(
    ("written", "read", "sorted_as"),
    [
        ("Ana Pinto", "Ana Pinto", "Pinto, Ana"),
        ("  Ana  María   Pinto Rojas ", "Ana María Pinto Rojas", "Pinto Rojas, Ana María"),
        ("Pinto Rojas, Ana María", "Ana María Pinto Rojas", "Pinto Rojas, Ana María"),
        ("Rosa de la Fuente Díaz", "Rosa de la Fuente Díaz", "De la Fuente Díaz, Rosa"),
        ("Madonna", "Madonna", "Madonna"),
        ("Pinto,", "Pinto", "Pinto"),
    ],
)
def test_a_name_is_read_one_way_and_sorted_another(written: str, read: str, sorted_as: str) -> None:
    assert spoken(written) == read
    assert surnames_first(written) == sorted_as


@pytest.mark.parametrize(
    ("name", "shouts"),
    [("ANA PINTO", True), ("Ana PINTO", False), ("Ana Pinto", False), ("A.", False), ("李", False)],
)
def test_a_name_all_in_capitals_is_told_from_one_that_is_not(name: str, shouts: bool) -> None:
    assert is_shouted(name) is shouts
    assert not is_shouted(as_read("ROSA DE LA FUENTE-DÍAZ"))
    assert as_read("ROSA DE LA FUENTE-DÍAZ") == "Rosa de la Fuente-Díaz"
