"""Loading a region and reading it back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from alameda.foundation.actor import SYSTEM, VISITOR, Actor
from alameda.foundation.codes import fold
from alameda.foundation.errors import NotAllowedError, NotFoundError, RuleBrokenError
from alameda.record.models import Entry
from alameda.territory import selectors
from alameda.territory.actions import load_region
from alameda.territory.models import Comuna, Province, Region
from alameda.territory.tests.factories import FORMULATOR, OPERATOR

pytestmark = pytest.mark.django_db


def test_loading_a_region_writes_its_facts_and_publishes_one() -> None:
    region = load_region("nuble", actor=OPERATOR)

    assert (region.iso_code, region.capital) == ("NB", "Chillán")
    assert (Province.objects.count(), Comuna.objects.count()) == (3, 21)
    assert selectors.population() == 512_289
    entry = Entry.objects.get(verb="region.loaded")
    assert (entry.verb, entry.subject) == ("region.loaded", "region-nuble")
    assert len(entry.payload["changed"]) == 21


def test_loading_the_same_region_again_changes_and_publishes_nothing() -> None:
    load_region("nuble", actor=SYSTEM)
    before = list(Comuna.objects.order_by("pk").values())

    load_region("nuble", actor=SYSTEM)

    assert list(Comuna.objects.order_by("pk").values()) == before
    assert Entry.objects.filter(verb="region.loaded").count() == 1


def test_loading_again_mends_what_differs_even_two_swapped_tiles() -> None:
    load_region("nuble", actor=SYSTEM)
    one, two = Comuna.objects.order_by("cut")[:2]
    one_tile, two_tile = (one.tile_x, one.tile_y), (two.tile_x, two.tile_y)
    with transaction.atomic():
        Comuna.objects.filter(pk=one.pk).update(tile_x=two_tile[0], tile_y=two_tile[1])
        Comuna.objects.filter(pk=two.pk).update(tile_x=one_tile[0], tile_y=one_tile[1])

    load_region("nuble", actor=SYSTEM)

    one.refresh_from_db()
    assert (one.tile_x, one.tile_y) == one_tile
    last = Entry.objects.filter(verb="region.loaded").order_by("pk").last()
    assert last is not None
    assert last.payload["changed"] == [one.cut, two.cut]


@pytest.mark.parametrize("actor", [VISITOR, FORMULATOR])
def test_who_may_not_change_the_territory_leaves_no_trace(actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        load_region("nuble", actor=actor)

    assert not Region.objects.exists()
    assert not Entry.objects.exists()


def test_a_region_without_pack_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(NotFoundError, match="nuble, santiago"):
        load_region("atlantida", actor=SYSTEM)


def test_a_second_region_is_refused_and_changes_nothing() -> None:
    load_region("nuble", actor=SYSTEM)

    with pytest.raises(RuleBrokenError, match="Ñuble"):
        load_region("santiago", actor=SYSTEM)

    assert Comuna.objects.count() == 21
    assert Entry.objects.filter(verb="region.loaded").count() == 1


def test_the_database_itself_holds_one_region_only() -> None:
    region = load_region("nuble", actor=SYSTEM)

    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(code="other", cut="13", iso_code="RM", name="x", government="x")
    assert Region.objects.get() == region


def test_comunas_come_in_spanish_order() -> None:
    load_region("nuble", actor=SYSTEM)

    names = [comuna.name for comuna in selectors.comunas()]

    assert names[:3] == ["Bulnes", "Chillán", "Chillán Viejo"]
    assert names.index("Ninhue") < names.index("Ñiquén") < names.index("Pemuco")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("CHILLAN", "16101"),
        ("  Chillán  Viejo ", "16103"),
        ("TREHUACO", "16207"),
        ("Treguaco", "16207"),
        ("Ñiquen", "16303"),
        ("NIQUEN", "16303"),
        ("RANQUIL", "16206"),
    ],
)
def test_a_comuna_is_found_by_its_name_or_alias(text: str, cut: str) -> None:
    load_region("nuble", actor=SYSTEM)

    found = selectors.comuna_index().get(fold(text))

    assert found is not None
    assert found.cut == cut


@pytest.mark.parametrize("text", ["", "   ", "REGIONAL", "Chilan", "Punilla", "Chillán/Bulnes"])
def test_a_name_that_is_no_comuna_is_not_guessed(text: str) -> None:
    load_region("nuble", actor=SYSTEM)

    assert selectors.comuna_index().get(fold(text)) is None


def test_the_mosaic_has_one_tile_a_comuna() -> None:
    load_region("santiago", actor=SYSTEM)

    tiles = selectors.mosaic()

    assert len({(tile.x, tile.y) for tile in tiles}) == 52
    assert tiles == sorted(tiles, key=lambda tile: (tile.y, tile.x))


def test_population_is_unknown_while_that_of_one_comuna_is() -> None:
    assert selectors.population() is None
    load_region("nuble", actor=SYSTEM)
    Comuna.objects.filter(cut="16101").update(population=None)

    assert selectors.population() is None


def test_before_any_region_is_loaded_it_is_said_how() -> None:
    with pytest.raises(NotFoundError, match="alameda init"):
        selectors.region()
    load_region("nuble", actor=SYSTEM)
    assert selectors.region().code == "nuble"


def test_lists_cost_the_same_queries_whatever_their_size(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    load_region("santiago", actor=SYSTEM)

    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        assert [comuna.province.name for comuna in selectors.comunas()]
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        selectors.mosaic()
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        selectors.comuna_index()
