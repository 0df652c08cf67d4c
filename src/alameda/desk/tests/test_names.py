"""Names of organisations that nobody reviewed: accept, join, keep apart, undo."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from alameda.accounts.models import Organisation
from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.acting.forms import fresh_key
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.intake.actions.names import accept_name, join_names, keep_names_apart, undo_review
from alameda.intake.models import Alias, NameReview
from alameda.intake.rules.twins import pieces, twins_of
from alameda.intake.selectors.names import names_to_review
from alameda.investments.actions.imports import import_folder, take_back
from alameda.investments.models import Initiative
from alameda.investments.tests import folders
from alameda.journeys.names_are_reviewed import join_and_follow, undo_and_follow
from alameda.record.models import Entry
from alameda.territory.actions import load_region

pytestmark = pytest.mark.django_db
STEWARD = Actor(kind="person", person_id=4, grants=frozenset({Grant(role="data_steward")}))
ADDRESS = "/mesa/nombres/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two initiatives whose formulators nobody reviewed, one name a slip of the other."""
    load_region("nuble", actor=SYSTEM)
    place = folders.make(tmp_path / "registers")
    own = {**folders.REQUESTS[1], "formulador": "Escuela Austral"}
    twin = {
        **folders.REQUESTS[1], "cod_unico": "40000003-2024", "bip": "40000003",
        "formulador": "Escuela Australs",
    }  # fmt: skip
    folders.write(place, "nuble_iniciativas.csv", [folders.REQUESTS[0], own, twin])
    import_folder(place, profile="nuble", actor=SYSTEM)
    return place


@pytest.fixture
def steward(client: Client) -> Client:
    client.force_login(RoleGrantFactory.create(role="data_steward").person)
    return client


def waiting() -> dict[str, list[str]]:
    _count, found = names_to_review()
    return {name.slug: [twin.slug for twin in name.twins] for name in found}


def of(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def formulators() -> dict[str, str]:
    rows = Initiative.objects.exclude(formulator=None).filter(code__startswith="4000000")
    return dict(rows.values_list("code", "formulator__slug"))


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_name_waits_with_its_twins_and_where_it_came_from(folder: Path) -> None:
    assert waiting() == {
        "escuela-austral": ["escuela-australs"],
        "escuela-australs": ["escuela-austral"],
    }
    _count, [first, _second] = names_to_review()
    assert (first.run, first.file, first.line) == ("importacion-1", "nuble_iniciativas.csv", 3)


def test_accepted_it_waits_no_more_and_later_imports_say_nothing_of_it(folder: Path) -> None:
    accept_name(of("escuela-austral"), actor=STEWARD)

    assert list(waiting()) == ["escuela-australs"]
    report = import_folder(folder, profile="nuble", actor=SYSTEM)
    assert set(report.new_organisations) == {"escuela-australs"}
    assert (report.total.created, report.total.updated) == (0, 0)
    assert verbs().count("organisation_name.accepted") == 1


def test_joined_its_rows_are_of_the_other_and_undone_they_are_its_own_again(folder: Path) -> None:
    before = formulators()
    assert before["40000003-0"] == "escuela-australs"

    review = join_and_follow(of("escuela-australs"), into=of("escuela-austral"), actor=STEWARD)

    assert formulators() == {**before, "40000003-0": "escuela-austral"}
    assert list(waiting()) == ["escuela-austral"]
    report = import_folder(folder, profile="nuble", actor=SYSTEM)
    assert (report.total.created, report.total.updated) == (0, 0)
    assert formulators() == {**before, "40000003-0": "escuela-austral"}
    take_back(2, actor=SYSTEM)

    undo_and_follow(review, actor=STEWARD)

    assert formulators() == before
    assert set(waiting()) == {"escuela-austral", "escuela-australs"}
    assert not Alias.objects.filter(variant="escuela australs").exists()
    assert verbs()[-1] == "name_review.undone"


def test_joined_names_move_the_moment_of_exactly_what_they_touched(folder: Path) -> None:
    Initiative.objects.update(changed_at=datetime(2025, 1, 1, tzinfo=UTC))
    moments = dict(Initiative.objects.values_list("code", "changed_at"))

    join_and_follow(of("escuela-australs"), into=of("escuela-austral"), actor=STEWARD)

    after = dict(Initiative.objects.values_list("code", "changed_at"))
    assert {code for code in after if after[code] != moments[code]} == {"40000003-0"}


def test_kept_apart_they_are_shown_together_no_more(folder: Path) -> None:
    review = keep_names_apart(of("escuela-austral"), other=of("escuela-australs"), actor=STEWARD)

    assert waiting() == {"escuela-austral": [], "escuela-australs": []}
    with pytest.raises(RuleBrokenError):
        keep_names_apart(of("escuela-australs"), other=of("escuela-austral"), actor=STEWARD)
    undo_review(review, actor=STEWARD)
    assert waiting()["escuela-austral"] == ["escuela-australs"]


def test_what_may_not_be_leaves_no_trace(folder: Path) -> None:
    one, other = of("escuela-austral"), of("escuela-australs")
    before = len(verbs())
    for actor in (VISITOR, Actor(kind="person", grants=frozenset({Grant(role="staff")}))):
        with pytest.raises(NotAllowedError):
            accept_name(one, actor=actor)
        with pytest.raises(NotAllowedError):
            join_names(one, into=other, actor=actor)
        with pytest.raises(NotAllowedError):
            keep_names_apart(one, other=other, actor=actor)
    with pytest.raises(BadInputError):
        join_names(one, into=one, actor=STEWARD)
    with pytest.raises(BadInputError):
        keep_names_apart(one, other=one, actor=STEWARD)
    Organisation.objects.filter(pk=one.pk).update(rut="70000000-1")
    Organisation.objects.filter(pk=other.pk).update(rut="70000001-K")
    with pytest.raises(RuleBrokenError):
        join_names(one, into=other, actor=STEWARD)
    assert not NameReview.objects.exists()
    assert len(verbs()) == before


def test_a_decision_is_made_once_and_undone_once(folder: Path) -> None:
    one, other = of("escuela-austral"), of("escuela-australs")
    review = join_names(one, into=other, actor=STEWARD)

    with pytest.raises(RuleBrokenError):
        accept_name(one, actor=STEWARD)
    with pytest.raises(RuleBrokenError):
        join_names(other, into=one, actor=STEWARD)
    with pytest.raises(NotAllowedError):
        undo_review(review, actor=VISITOR)
    undo_review(review, actor=STEWARD)
    with pytest.raises(RuleBrokenError):
        undo_review(review, actor=STEWARD)


def sent(client: Client, act: str, target: object, **typed: str) -> int:
    body = {"act": act, "target": str(target), "once": fresh_key(), **typed}
    return client.post(ADDRESS, body).status_code


def test_the_screen_does_each_act_and_says_what_was_wrong(folder: Path, steward: Client) -> None:
    page = steward.get(ADDRESS).content.decode()
    assert "Escuela Austral" in page
    assert "importacion-1" in page

    assert sent(steward, "join", "escuela-australs", name="No existe") == 422
    assert sent(steward, "apart", "escuela-austral", other="nadie") == 422
    assert not NameReview.objects.exists()
    assert sent(steward, "apart", "escuela-austral", other="escuela-australs") == 302
    assert sent(steward, "undo", NameReview.objects.get().pk) == 302
    assert sent(steward, "join", "escuela-australs", into="escuela-austral") == 302
    assert sent(steward, "accept", "escuela-austral") == 302
    assert sent(steward, "undo", "no") == 404
    page = steward.get(ADDRESS).content.decode()
    assert "Escuela Australs" in page
    assert waiting() == {}


def test_only_the_data_steward_opens_it_and_finds_it_at_the_desk(
    client: Client, steward: Client
) -> None:
    assert ADDRESS in steward.get("/mesa/").content.decode()
    other = Client()
    assert other.get(ADDRESS).status_code in {302, 403}
    other.force_login(RoleGrantFactory.create(role="cabinet").person)
    assert other.get(ADDRESS).status_code == 403
    assert ADDRESS not in other.get("/mesa/").content.decode()


def test_the_desk_says_how_many_names_wait_and_nothing_else_is_promised(
    folder: Path, steward: Client
) -> None:
    page = steward.get("/mesa/").content.decode()

    assert f"Nombres por revisar ({len(waiting())})" in page
    assert "No tiene nada pendiente" not in page


def test_where_no_name_waits_the_screen_counts_none(steward: Client) -> None:
    page = steward.get(ADDRESS).content.decode()

    assert "Ningún nombre espera revisión" in page
    assert "0 nombres" not in page


def test_names_are_alike_but_for_accents_capitals_and_points() -> None:
    names = {
        "a": "I. MUNICIPALIDAD DE CHILLAN",
        "b": "Municipalidad de Chillán",
        "c": "Club Deportivo Los Aromos",
    }
    cut = {slug: pieces(name) for slug, name in names.items()}

    found = twins_of("municipalidad de chillan", names, cut, apart=())
    assert [(twin.slug, twin.likeness == 1) for twin in found] == [("b", True), ("a", False)]
    assert twins_of("municipalidad de chillan", names, cut, apart=("a", "b")) == []
