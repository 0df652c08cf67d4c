"""Loading the facts of a region from its pack."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.codes import spanish_sort_key
from alameda.foundation.errors import NotAllowedError, NotFoundError, RuleBrokenError
from alameda.record.actions import publish, write_down
from alameda.territory.events import RegionLoaded
from alameda.territory.models import Comuna, Province, Region
from alameda.territory.policies import may_change_territory
from alameda.territory.rules.pack import Pack, PackComuna, pack_codes, read_pack

TERRITORY_LOCK = 7_311_001  # any number that no other advisory lock of ours uses


@transaction.atomic
def load_region(code: str, *, actor: Actor) -> Region:
    """Load a region's facts, or bring them up to date; the boundaries are left as they are.

    Run again with the same pack it changes nothing and publishes nothing.

    Args:
        code: name of the pack, such as ``santiago``.
        actor: who loads it; needs the ``operator`` or ``data_steward`` role.

    Raises:
        NotAllowedError: the actor may not change the territory.
        NotFoundError: there is no such pack.
        RuleBrokenError: this instance serves another region.
    """
    lock_territory()
    if not may_change_territory(actor):
        raise NotAllowedError(_("Only the operator or the data steward changes the territory."))
    try:
        pack = read_pack(code)
    except KeyError as error:
        raise NotFoundError(
            _("There is no region “%(code)s”; there are: %(known)s.")
            % {"code": code[:40], "known": ", ".join(pack_codes())}
        ) from error
    other = Region.objects.exclude(code=pack.code).first()
    if other is not None:
        raise RuleBrokenError(
            _("This instance serves %(region)s; another region needs its own instance.")
            % {"region": other.name}
        )
    region, changed = _write(pack)
    if changed is not None:
        publish(
            RegionLoaded(
                subject=f"region-{pack.code}",
                name=pack.name,
                provinces=len(pack.provinces),
                comunas=len(pack.comunas),
                changed=changed,
                population_source=pack.population_source,
            ),
            actor=actor,
        )
        for table in ("region", "province", "comuna"):
            write_down(f"territory.{table}", subject=f"region-{pack.code}", actor=actor)
    return region


def lock_territory() -> None:
    """Let one change of the territory happen at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TERRITORY_LOCK])


def _write(pack: Pack) -> tuple[Region, list[str] | None]:
    """Write what differs; the codes of the changed comunas, or None when nothing differed."""
    facts = {
        "cut": pack.cut,
        "iso_code": pack.iso_code,
        "name": pack.name,
        "government": pack.government,
        "capital": pack.capital,
    }
    region = Region.objects.filter(code=pack.code).first() or Region(code=pack.code)
    is_changed = _save_if_changed(region, facts)
    for cut, name in pack.provinces.items():
        province = Province.objects.filter(cut=cut).first() or Province(cut=cut)
        is_changed |= _save_if_changed(province, {"name": name, "region_id": region.pk})
    provinces = {province.cut: province.pk for province in region.provinces.all()}
    known = {comuna.cut: comuna for comuna in Comuna.objects.defer("boundary")}
    changed = [
        comuna.cut
        for comuna in pack.comunas
        if _save_if_changed(
            known.get(comuna.cut) or Comuna(cut=comuna.cut), _facts(pack, comuna, provinces)
        )
    ]
    return region, changed if changed or is_changed else None


def _facts(pack: Pack, comuna: PackComuna, provinces: dict[str, int]) -> dict[str, Any]:
    latitude, longitude = comuna.seat or (None, None)
    return {
        "name": comuna.name,
        "sort_name": spanish_sort_key(comuna.name),
        "aliases": list(comuna.aliases),
        "province_id": provinces[comuna.province_cut],
        "population": comuna.population,
        "population_source": pack.population_source if comuna.population is not None else "",
        "seat_latitude": latitude,
        "seat_longitude": longitude,
        "seat_source": pack.seat_source if comuna.seat else "",
        "tile_x": comuna.tile_x,
        "tile_y": comuna.tile_y,
    }


def _save_if_changed(row: Region | Province | Comuna, facts: dict[str, Any]) -> bool:
    key: object = row.pk
    if key is not None and all(getattr(row, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=None if key is None else list(facts))
    return True
