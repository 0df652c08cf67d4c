"""Importing boundaries, and the comuna of a point."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.actor import SYSTEM, VISITOR, Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, NotFoundError
from alameda.record.models import Entry
from alameda.territory import selectors
from alameda.territory.actions import BoundariesRefusedError, import_boundaries, load_region
from alameda.territory.actions.boundaries import fault_sentence
from alameda.territory.models import Comuna
from alameda.territory.rules.geojson import Fault
from alameda.territory.rules.geometry import box_of, contains
from alameda.territory.tests.factories import FORMULATOR, OPERATOR, feature, geojson, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def nuble() -> None:
    load_region("nuble", actor=SYSTEM)


def imports() -> QuerySet[Entry]:
    """The facts of importing boundaries; the record also holds that the region was loaded."""
    return Entry.objects.filter(verb="boundaries.imported")


@pytest.mark.usefixtures("nuble")
def test_boundaries_are_stored_and_the_fact_is_published() -> None:
    file = geojson(feature("16101"), feature(16102, square(-72.3, -36.8)), feature("08101"))

    report = import_boundaries(file, source="BCN", actor=OPERATOR)

    assert (report.changed, report.elsewhere) == (["16101", "16102"], ["08101"])
    assert (len(report.missing), report.unchanged, report.features) == (19, [], 3)
    comuna = Comuna.objects.get(cut="16101")
    assert (comuna.boundary_source, comuna.boundary_west) == ("BCN", -72.1)
    entry = imports().get()
    assert entry.payload["changed"] == ["16101", "16102"]
    assert len(entry.payload["sha256"]) == 64


@pytest.mark.usefixtures("nuble")
def test_the_same_file_again_changes_and_publishes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "nuble.geojson"
    path.write_bytes(geojson(feature("16101")).getvalue())
    import_boundaries(path, source="BCN", actor=SYSTEM)

    report = import_boundaries(str(path), source="BCN", actor=SYSTEM)

    assert (report.changed, report.unchanged) == ([], ["16101"])
    assert imports().count() == 1


@pytest.mark.usefixtures("nuble")
def test_loading_the_region_again_keeps_the_boundaries() -> None:
    import_boundaries(geojson(feature("16101")), source="BCN", actor=SYSTEM)

    load_region("nuble", actor=SYSTEM)

    assert Comuna.objects.filter(boundary__isnull=False).count() == 1


OPEN = square(-72.1, -36.6)[:-1]
WORDS = {"type": "Polygon", "coordinates": [[["a", "b"]] * 5]}
BAD = [
    ("not a feature", Fault.NOT_A_FEATURE),
    ({"type": "Feature", "properties": None, "geometry": None}, Fault.NO_CODE),
    (feature(None), Fault.NO_CODE),
    (feature(True), Fault.NO_CODE),
    (feature("Bulnes"), Fault.NO_CODE),
    (feature("16101"), Fault.TWICE),
    (feature("16102", geometry=None), Fault.NOT_A_POLYGON),
    (feature("16102", geometry={"type": "Point", "coordinates": [1, 2]}), Fault.NOT_A_POLYGON),
    (feature("16102", geometry={"type": "Polygon", "coordinates": []}), Fault.EMPTY),
    (feature("16102", geometry={"type": "Polygon", "coordinates": [None]}), Fault.EMPTY),
    (feature("16102", geometry={"type": "MultiPolygon", "coordinates": [[]]}), Fault.EMPTY),
    (feature("16102", geometry={"type": "MultiPolygon", "coordinates": 7}), Fault.EMPTY),
    (feature("16102", OPEN), Fault.OPEN_RING),
    (feature("16102", [[-72.1, -36.6]] * 3), Fault.OPEN_RING),
    (feature("16102", [[-72.1, -36.6]] * 5), Fault.NO_AREA),
    (feature("16102", geometry=WORDS), Fault.NOT_NUMBERS),
    (feature("16102", [[True, -36.6]] * 5), Fault.NOT_NUMBERS),
    (feature("16102", [[-72.1]] * 5), Fault.NOT_NUMBERS),
    (feature("16102", [[-72.1, float("nan")]] * 5), Fault.NOT_NUMBERS),
    (feature("16102", [[-72.1, 10**400]] * 5), Fault.NOT_NUMBERS),
    (feature("16102", square(-36.6, -72.1)), Fault.OUTSIDE_CHILE),
    (feature("16102", square(300_000, 6_000_000)), Fault.OUTSIDE_CHILE),
]


@pytest.mark.usefixtures("nuble")
@pytest.mark.parametrize(("bad", "fault"), BAD)
def test_one_bad_feature_is_reported_and_nothing_is_stored(bad: Any, fault: Fault) -> None:
    file = geojson(feature("16101"), bad)

    with pytest.raises(BoundariesRefusedError) as refusal:
        import_boundaries(file, source="BCN", actor=SYSTEM)

    (one,) = refusal.value.report.refused
    assert (one.position, one.fault) == (2, fault)
    assert fault_sentence(fault) in str(refusal.value)
    assert not Comuna.objects.filter(boundary__isnull=False).exists()
    assert not imports().exists()


def test_every_fault_has_its_sentence() -> None:
    assert len({fault_sentence(fault) for fault in Fault}) == len(Fault)


TOPOLOGY = geojson(feature("16101"), type="Topology").getvalue()
OTHER_DEGREES = geojson(feature("16101"), crs={"properties": {"name": "EPSG:32719"}}).getvalue()


@pytest.mark.usefixtures("nuble")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no es JSON"),
        (b"{", "no es JSON"),
        (b"\xff\xfe\x00", "no es JSON"),
        (b"[" * 100_000, "no es JSON"),
        (b"[]", "no es una colección"),
        (b'{"type": "Feature"}', "no es una colección"),
        (TOPOLOGY, "no es una colección"),
        (b'{"type": "FeatureCollection"}', "no tiene elementos"),
        (b'{"type": "FeatureCollection", "features": []}', "no tiene elementos"),
        (b'{"type": "FeatureCollection", "features": {"a": 1}}', "no tiene elementos"),
        (OTHER_DEGREES, "no son grados"),
        (geojson(feature("08101")).getvalue(), "no tiene ninguna comuna"),
    ],
)
def test_a_file_that_is_no_map_of_the_region_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(BadInputError, match=told):
        import_boundaries(io.BytesIO(content), source="BCN", actor=SYSTEM)

    assert not imports().exists()


def test_of_a_file_too_large_no_more_is_read_than_shows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("alameda.territory.actions.boundaries.MAX_BYTES", 10)
    load_region("nuble", actor=SYSTEM)
    file = geojson(feature("16101"))

    with pytest.raises(BadInputError, match="100 MB"):
        import_boundaries(file, source="BCN", actor=SYSTEM)

    assert file.tell() == 11


@pytest.mark.usefixtures("nuble")
def test_a_file_that_is_absent_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInputError):
        import_boundaries(tmp_path / "none.geojson", source="BCN", actor=SYSTEM)
    monkeypatch.setattr("alameda.territory.actions.boundaries.MAX_BYTES", 10)
    with pytest.raises(BadInputError, match="100 MB"):
        import_boundaries(geojson(feature("16101")), source="BCN", actor=SYSTEM)


@pytest.mark.usefixtures("nuble")
def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alameda.territory.rules.geojson.MAX_POSITIONS", 5)
    import_boundaries(geojson(feature("16101")), source="BCN", actor=SYSTEM)

    with pytest.raises(BoundariesRefusedError) as refusal:
        import_boundaries(geojson(feature("16101"), feature("16102")), source="BCN", actor=SYSTEM)

    assert refusal.value.report.refused[0].fault is Fault.TOO_MANY_POSITIONS


@pytest.mark.usefixtures("nuble")
@pytest.mark.parametrize("actor", [VISITOR, FORMULATOR])
def test_who_may_not_change_the_territory_imports_nothing(actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        import_boundaries(geojson(feature("16101")), source="BCN", actor=actor)

    assert not Comuna.objects.filter(boundary__isnull=False).exists()


@pytest.mark.usefixtures("nuble")
@pytest.mark.parametrize("source", ["", "  ", "x" * 201])
def test_boundaries_without_a_source_are_refused(source: str) -> None:
    with pytest.raises(BadInputError):
        import_boundaries(geojson(feature("16101")), source=source, actor=SYSTEM)


def test_boundaries_before_the_region_are_refused() -> None:
    with pytest.raises(NotFoundError):
        import_boundaries(geojson(feature("16101")), source="BCN", actor=SYSTEM)


@pytest.mark.usefixtures("nuble")
def test_another_property_may_hold_the_code() -> None:
    other = feature("x") | {"properties": {"codigo": 16101}}

    report = import_boundaries(geojson(other), source="BCN", actor=SYSTEM, cut_property="codigo")

    assert report.changed == ["16101"]


@pytest.mark.usefixtures("nuble")
def test_a_point_is_in_its_comuna_but_not_in_a_hole_nor_outside() -> None:
    hole = square(-72.08, -36.58, 0.02)
    two = {
        "type": "MultiPolygon",
        "coordinates": [[square(-72.3, -36.8)], [square(-72.5, -36.8)]],
    }
    import_boundaries(
        geojson(feature("16101", square(-72.1, -36.6), hole), feature("16102", geometry=two)),
        source="BCN",
        actor=SYSTEM,
    )

    def cut(latitude: float, longitude: float) -> str:
        found = selectors.comuna_at(latitude, longitude)
        return found.cut if found else ""

    assert cut(-36.55, -72.05) == "16101"
    assert cut(-36.57, -72.07) == ""
    assert cut(-36.75, -72.25) == "16102"
    assert cut(-36.75, -72.45) == "16102"
    assert cut(-36.75, -72.35) == ""
    assert cut(0.0, 0.0) == ""
    assert cut(float("nan"), -72.0) == ""
    assert cut(float("inf"), -72.0) == ""


@given(
    st.floats(-72.2, -71.9, allow_nan=False),
    st.floats(-36.7, -36.4, allow_nan=False),
)
def test_a_square_contains_exactly_the_points_between_its_sides(x: float, y: float) -> None:
    geometry = {"type": "Polygon", "coordinates": [square(-72.1, -36.6)]}
    west, south, east, north = box_of(geometry)

    assert contains(geometry, latitude=y, longitude=x) == (west <= x < east and south <= y < north)


def test_the_real_boundaries_of_santiago_hold_their_seats(real_data: Path) -> None:
    load_region("santiago", actor=SYSTEM)
    path = real_data / "rm_comunas.geojson"

    report = import_boundaries(path, source="BCN", actor=SYSTEM)

    assert (len(report.changed), report.missing, report.elsewhere) == (52, [], [])
    seated = [comuna for comuna in selectors.comunas() if comuna.seat_latitude is not None]
    for comuna in seated:
        assert comuna.seat_latitude is not None
        assert comuna.seat_longitude is not None
        found = selectors.comuna_at(comuna.seat_latitude, comuna.seat_longitude)
        assert found == comuna
    assert len(seated) == 42  # the pack leaves out the ten whose known seat lies elsewhere
    again = import_boundaries(path, source="BCN", actor=SYSTEM)
    assert (again.changed, len(again.unchanged)) == ([], 52)


def test_the_pack_of_santiago_agrees_with_the_census_and_the_map(real_data: Path) -> None:
    load_region("santiago", actor=SYSTEM)
    ours = {comuna.cut: comuna for comuna in selectors.comunas()}

    with (real_data / "rm_comunas.csv").open(encoding="utf-8") as file:
        theirs = {row["codigo_comuna"]: row for row in csv.DictReader(file)}
    mapped = json.loads((real_data / "rm_comunas.geojson").read_text(encoding="utf-8"))

    assert {cut: comuna.population for cut, comuna in ours.items()} == {
        cut: int(row["poblacion_censo_2024"]) for cut, row in theirs.items()
    }
    assert {one["properties"]["cut"] for one in mapped["features"]} == set(ours)
