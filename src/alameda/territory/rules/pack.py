"""Region packs: the facts of a region as a TOML file of ``territory/packs``, checked when read."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from alameda.foundation.codes import fold, parse_cut

WIDEST_MOSAIC: Final = 10
_PACKS: Final = files("alameda.territory") / "packs"


@dataclass(frozen=True, kw_only=True)
class PackComuna:
    """A comuna as the pack has it; ``seat`` is latitude and longitude, or None where not known."""

    cut: str
    name: str
    population: int | None
    seat: tuple[float, float] | None
    tile_x: int
    tile_y: int
    aliases: tuple[str, ...]

    @property
    def province_cut(self) -> str:
        """Code of its province: the first three digits."""
        return self.cut[:3]


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The facts of a region; ``iso_code`` is the two letters of ISO 3166-2:CL."""

    code: str
    cut: str
    iso_code: str
    name: str
    government: str
    capital: str
    population_source: str
    seat_source: str
    provinces: dict[str, str]
    comunas: tuple[PackComuna, ...]


def pack_codes() -> list[str]:
    """The regions that have a pack, by code."""
    return sorted(
        file.name.removesuffix(".toml") for file in _PACKS.iterdir() if file.name.endswith(".toml")
    )


def read_pack(code: str) -> Pack:
    """A region's pack.

    Raises:
        KeyError: there is no pack with that code.
        ValueError: the pack contradicts itself; the sentence says where.
    """
    if code not in pack_codes():
        raise KeyError(code)
    pack = parse_pack(tomllib.loads((_PACKS / f"{code}.toml").read_text(encoding="utf-8")))
    if pack.code != code:
        msg = f"{code}.toml says that it is {pack.code}"
        raise ValueError(msg)
    return pack


def parse_pack(table: dict[str, Any]) -> Pack:
    """A pack from its TOML table.

    Raises:
        ValueError: it contradicts itself; the sentence says where.
    """
    pack = Pack(
        code=table["code"],
        cut=table["cut"],
        iso_code=table["iso_code"],
        name=table["name"],
        government=table["government"],
        capital=table["capital"],
        population_source=table["population_source"],
        seat_source=table["seat_source"],
        provinces=table["provinces"],
        comunas=tuple(_comuna(row) for row in table["comuna"]),
    )
    faults = _faults(pack)
    if faults:
        raise ValueError(f"pack {pack.code}: " + "; ".join(faults))
    return pack


def _comuna(row: dict[str, Any]) -> PackComuna:
    seat = row.get("seat")
    return PackComuna(
        cut=parse_cut(row["cut"]),
        name=row["name"],
        population=row.get("population"),
        seat=(seat[0], seat[1]) if seat else None,
        tile_x=row["tile"][0],
        tile_y=row["tile"][1],
        aliases=tuple(row.get("aliases", ())),
    )


def _faults(pack: Pack) -> list[str]:
    names = [fold(name) for comuna in pack.comunas for name in (comuna.name, *comuna.aliases)]
    columns = [comuna.tile_x for comuna in pack.comunas]
    rows = [comuna.tile_y for comuna in pack.comunas]
    return [
        *(f"two comunas {cut}" for cut in _twice([comuna.cut for comuna in pack.comunas])),
        *(f"two names {name}" for name in _twice(names)),
        *(f"two comunas on the tile {tile}" for tile in _twice(zip(columns, rows, strict=True))),
        *(
            f"no province of {comuna.cut}"
            for comuna in pack.comunas
            if comuna.province_cut not in pack.provinces or not comuna.cut.startswith(pack.cut)
        ),
        *(["the mosaic does not start at 1, 1"] if min(columns) != 1 or min(rows) != 1 else []),
        *(["the mosaic is too wide"] if max(columns) > WIDEST_MOSAIC else []),
    ]


def _twice(values: Any) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1]
