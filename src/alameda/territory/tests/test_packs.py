"""The region packs: whole, consistent, and in their place on the mosaic."""

from __future__ import annotations

from typing import Any

import pytest

from alameda.territory.rules.pack import Pack, pack_codes, parse_pack, read_pack

FACTS = {"santiago": (52, 6, 7_400_741), "nuble": (21, 3, 512_289)}


@pytest.mark.parametrize("code", sorted(FACTS))
def test_a_pack_has_every_comuna_province_and_inhabitant(code: str) -> None:
    pack = read_pack(code)
    comunas, provinces, inhabitants = FACTS[code]

    assert len(pack.comunas) == comunas
    assert len(pack.provinces) == provinces
    assert sum(comuna.population or 0 for comuna in pack.comunas) == inhabitants
    assert "2024" in pack.population_source
    assert {comuna.province_cut for comuna in pack.comunas} == set(pack.provinces)
    assert pack.capital in {comuna.name for comuna in pack.comunas}


def test_every_pack_of_the_folder_is_tested() -> None:
    assert pack_codes() == sorted(FACTS)


def test_a_region_without_pack_is_a_missing_key() -> None:
    with pytest.raises(KeyError):
        read_pack("atlantida")
    with pytest.raises(KeyError):
        read_pack("../packs/nuble")


def tiles(pack: Pack) -> dict[str, tuple[int, int]]:
    return {comuna.name: (comuna.tile_x, comuna.tile_y) for comuna in pack.comunas}


@pytest.mark.parametrize(
    ("code", "north", "south"),
    [
        ("santiago", "Tiltil", "Paine"),
        ("santiago", "Colina", "Buin"),
        ("santiago", "Recoleta", "La Pintana"),
        ("nuble", "Cobquecura", "Yungay"),
        ("nuble", "San Carlos", "Chillán"),
        ("nuble", "Chillán", "Bulnes"),
    ],
)
def test_north_is_above_south_on_the_mosaic(code: str, north: str, south: str) -> None:
    placed = tiles(read_pack(code))

    assert placed[north][1] < placed[south][1]


@pytest.mark.parametrize(
    ("code", "west", "east"),
    [
        ("santiago", "Curacaví", "Maipú"),
        ("santiago", "Melipilla", "San Bernardo"),
        ("santiago", "Santiago", "Las Condes"),
        ("santiago", "Providencia", "Lo Barnechea"),
        ("nuble", "Coelemu", "Chillán"),
        ("nuble", "Chillán", "Coihueco"),
        ("nuble", "San Carlos", "San Fabián"),
    ],
)
def test_west_is_left_of_east_on_the_mosaic(code: str, west: str, east: str) -> None:
    placed = tiles(read_pack(code))

    assert placed[west][0] < placed[east][0]


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("santiago", "Santiago", "San Miguel"),
        ("santiago", "Providencia", "Las Condes"),
        ("santiago", "La Florida", "Puente Alto"),
        ("santiago", "Maipú", "Cerrillos"),
        ("santiago", "Alhué", "San Pedro"),
        ("nuble", "Chillán", "Chillán Viejo"),
        ("nuble", "Pemuco", "Yungay"),
        ("nuble", "Cobquecura", "Quirihue"),
    ],
)
def test_neighbours_touch_on_the_mosaic(code: str, one: str, other: str) -> None:
    placed = tiles(read_pack(code))

    assert max(abs(a - b) for a, b in zip(placed[one], placed[other], strict=True)) == 1


def tiny_pack(**changes: Any) -> dict[str, Any]:
    comuna = {"cut": "16101", "name": "Chillán", "tile": [1, 1]}
    table = {
        "code": "tiny",
        "cut": "16",
        "iso_code": "NB",
        "name": "Tiny",
        "government": "Tiny",
        "capital": "Chillán",
        "population_source": "",
        "seat_source": "",
        "provinces": {"161": "Diguillín"},
        "comuna": [comuna],
    }
    return table | changes


def other(**changes: Any) -> list[dict[str, Any]]:
    first = {"cut": "16101", "name": "Chillán", "tile": [1, 1]}
    return [first, {"cut": "16102", "name": "Bulnes", "tile": [2, 1]} | changes]


def test_a_pack_that_agrees_with_itself_is_read() -> None:
    assert len(parse_pack(tiny_pack(comuna=other())).comunas) == 2
    assert parse_pack(tiny_pack()).comunas[0].population is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"comuna": other(cut="16101")}, "two comunas 16101"),
        ({"comuna": other(name="CHILLAN")}, "two names chillan"),
        ({"comuna": other(aliases=["Chillán"])}, "two names chillan"),
        ({"comuna": other(tile=[1, 1])}, "two comunas on the tile"),
        ({"comuna": other(cut="16201")}, "no province of 16201"),
        ({"comuna": other(tile=[11, 1])}, "too wide"),
        ({"comuna": [{"cut": "16101", "name": "Chillán", "tile": [2, 1]}]}, "start at 1, 1"),
        ({"cut": "13"}, "no province of 16101"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_pack(tiny_pack(**changes))
