"""The facet index against a second, slow and obvious implementation, and its freshness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alameda.accounts.models import Organisation
from alameda.foundation.actor import SYSTEM, VISITOR
from alameda.foundation.errors import NotAllowedError
from alameda.foundation.vocabulary import keys
from alameda.investments.actions.changes import prune_changes
from alameda.investments.models import Initiative, Sector
from alameda.investments.rules import bands, lateness
from alameda.investments.rules.states import STATES, group_of
from alameda.investments.rules.vocabulary import KINDS, ROUTES
from alameda.investments.selectors.facets import (
    FACETS,
    Filters,
    Selection,
    current_index,
    forget_index,
)
from alameda.investments.selectors.facets.labels import current_labels
from alameda.investments.selectors.portfolio import money_by_comuna, select_initiatives
from alameda.investments.tests.factories import InitiativeFactory
from alameda.territory.models import Comuna, Province, Region
from alameda.thread.models import Subject

TODAY = date(2026, 11, 20)
_numbers = count()


@pytest.fixture
def places(db: None) -> list[Comuna]:
    region = Region.objects.create(code="test", cut="99", name="R", government="G", capital="C")
    provinces = [
        Province.objects.create(cut=f"99{n}", name=f"Provincia {n}", region=region)
        for n in range(1, 3)
    ]
    return [
        Comuna.objects.create(
            cut=f"99{1 + n % 2}0{n}",
            name=f"Comuna {n}",
            sort_name=f"comuna {n}",
            province=provinces[n % 2],
            population=None if n == 3 else 1_000 * (n + 1),
            tile_x=n + 1,
            tile_y=1,
        )
        for n in range(4)
    ]


def slow_values(row: Initiative, facet: str) -> set[str]:
    """Public keys that an initiative has of a facet, straight from the models."""
    comunas = list(row.comunas.all())
    none = "toda-la-region" if row.is_region_wide else "sin-dato"
    provinces = {comuna.province.cut for comuna in comunas}
    if row.province:
        provinces.add(row.province.cut)
    amounts = (row.approved_clp, row.contracted_clp, row.requested_clp)
    amount = next((each for each in amounts if each is not None), None)
    return {
        "comuna": {comuna.cut for comuna in comunas} or {none},
        "province": provinces or {none},
        "group": {group_of(row.state).key},
        "late": {lateness.lateness_of(slow_late_days(row))},
        "route": {row.route},
        "sector": {row.sector.slug if row.sector else "sin-dato"},
        "unit": {row.executing_unit.slug if row.executing_unit else "sin-dato"},
        "year": {str(row.year)},
        "amount": {bands.band_of(amount)},
        "kind": {row.kind},
    }[facet]


def slow_late_days(row: Initiative) -> int | None:
    return lateness.late_days_on(
        TODAY,
        state=row.state,
        planned_end_on=row.planned_end_on,
        expected_end_on=row.expected_end_on,
        finished_on=row.finished_on,
    )


def slow_matches(row: Initiative, filters: Filters, *, but: str = "") -> bool:
    return all(
        facet == but or slow_values(row, facet) & set(values) for facet, values in filters.chosen
    )


def slow_answer(filters: Filters) -> tuple[set[int], dict[str, dict[str, int]]]:
    rows = list(Initiative.objects.filter(subject__visibility="public"))
    ids = {row.pk for row in rows if slow_matches(row, filters)}
    counts = {
        facet: dict(
            Counter(
                value
                for row in rows
                if slow_matches(row, filters, but=facet)
                for value in slow_values(row, facet)
            )
        )
        for facet in FACETS
    }
    return ids, counts


def fast_answer(
    filters: Filters, order: str = "newest"
) -> tuple[list[int], dict[str, dict[str, int]], Selection]:
    index = current_index()
    labels = current_labels(index)
    selection = select_initiatives(index, labels, filters, today=TODAY, order=order)
    counts = {
        facet: {labels.key(facet, value): n for value, n in selection.counts[facet].items() if n}
        for facet in FACETS
    }
    return index.columns.arrays["pk"][selection.places].tolist(), counts, selection


days = st.none() | st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days))
money = st.none() | st.sampled_from([0, 49_999_999, 50_000_000, 10**9, 6 * 10**9])
drawn_rows = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from([state.key for state in STATES]),
            "route": st.sampled_from(keys(ROUTES)),
            "kind": st.sampled_from(keys(KINDS)),
            "year": st.sampled_from([2024, 2025]),
            "approved_clp": money,
            "requested_clp": money,
            "paid_clp": st.integers(0, 10**9),
            "planned_end_on": days,
            "expected_end_on": days,
            "finished_on": days,
            "last_event_on": days,
            "is_region_wide": st.booleans(),
            "physical_pct": st.none() | st.integers(0, 100),
            "where": st.sets(st.integers(0, 3), max_size=3),
            "province_at": st.none() | st.integers(0, 1),
            "sector_at": st.none() | st.integers(0, 1),
            "unit_at": st.none() | st.integers(0, 1),
            "is_public": st.booleans() | st.just(value=True),
        }
    ),
    max_size=8,
)
drawn_filters = st.fixed_dictionaries(
    {},
    optional={
        "comuna": st.sets(
            st.sampled_from(["99100", "99201", "99102", "toda-la-region", "sin-dato"]), min_size=1
        ),
        "province": st.sets(st.sampled_from(["991", "992", "sin-dato"]), min_size=1),
        "group": st.sets(st.sampled_from(["works", "finished", "evaluation"]), min_size=1),
        "late": st.sets(st.sampled_from(lateness.KEYS), min_size=1),
        "route": st.sets(st.sampled_from(keys(ROUTES)), min_size=1),
        "sector": st.sets(st.sampled_from(["s0", "s1", "sin-dato"]), min_size=1),
        "unit": st.sets(st.sampled_from(["u0", "u1", "sin-dato"]), min_size=1),
        "year": st.sets(st.sampled_from(["2024", "2025", "1999"]), min_size=1),
        "amount": st.sets(st.sampled_from(bands.KEYS), min_size=1),
        "kind": st.sets(st.sampled_from(keys(KINDS)), min_size=1),
    },
)


def make(drawn: dict[str, Any], places: list[Comuna]) -> Initiative:
    fields = dict(drawn)
    where = sorted(fields.pop("where", ()))
    picks = {name: fields.pop(f"{name}_at", None) for name in ("province", "sector", "unit")}
    is_public = fields.pop("is_public", True)
    row: Initiative = InitiativeFactory.create(code=f"T-{next(_numbers)}", **fields)
    provinces = Province.objects.order_by("cut")
    if isinstance(picks["province"], int):
        row.province = provinces[picks["province"]]
    if isinstance(picks["sector"], int):
        slug = f"s{picks['sector']}"
        row.sector = Sector.objects.get_or_create(slug=slug, defaults={"name": slug})[0]
    if isinstance(picks["unit"], int):
        slug = f"u{picks['unit']}"
        row.executing_unit = Organisation.objects.get_or_create(slug=slug, defaults={"name": slug})[
            0
        ]
    row.save()
    row.comunas.set([places[at] for at in where])
    if not is_public:
        Subject.objects.filter(pk=row.subject_id).update(visibility="internal")
    return row


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=drawn_rows, asked=drawn_filters)
def test_ids_and_counts_are_those_of_the_obvious_way(
    places: list[Comuna], rows: list[dict[str, Any]], asked: dict[str, set[str]]
) -> None:
    with transaction.atomic():
        for drawn in rows:
            make(drawn, places)
        filters = Filters.of(asked)

        ids, counts, selection = fast_answer(filters)
        expected_ids, expected_counts = slow_answer(filters)

        assert set(ids) == expected_ids
        assert len(ids) == len(expected_ids)
        assert counts == expected_counts
        chosen = Initiative.objects.filter(pk__in=ids)
        assert selection.paid_clp == sum(row.paid_clp for row in chosen)
        assert selection.late == sum((slow_late_days(row) or 0) > 0 for row in chosen)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("order", "first"),
    [("newest", "new"), ("amount", "big"), ("late", "late"), ("progress", "built"), ("name", "a")],
)
def test_each_order_puts_its_own_first(places: list[Comuna], order: str, first: str) -> None:
    make({"name": "Ñandú", "last_event_on": date(2026, 1, 1)}, places)
    rows: dict[str, dict[str, Any]] = {
        "new": {"last_event_on": TODAY, "name": "Nube"},
        "big": {"approved_clp": 10**9, "name": "Obra"},
        "late": {"planned_end_on": date(2024, 1, 1), "name": "Puente"},
        "built": {"physical_pct": 90, "name": "Río"},
        "a": {"name": "Árbol"},
    }
    pks = {key: make(dict(fields), places).pk for key, fields in rows.items()}

    ids, _counts, _selection = fast_answer(Filters(), order)

    assert ids[0] == pks[first]


def test_names_stand_in_spanish_order(places: list[Comuna]) -> None:
    pks = [make({"name": name}, places).pk for name in ("Nube", "Ñandú", "Oso", "Árbol", "Nz")]

    ids, _counts, _selection = fast_answer(Filters(), "name")

    assert ids == [pks[3], pks[0], pks[4], pks[1], pks[2]]


def test_money_of_several_comunas_is_shared_equally(places: list[Comuna]) -> None:
    make({"approved_clp": 3_000_000, "where": {0, 1}}, places)
    make({"approved_clp": 1_000_000, "where": {3}}, places)
    make({"approved_clp": 9_000_000, "is_region_wide": True}, places)
    index = current_index()
    labels = current_labels(index)
    selection = select_initiatives(index, labels, Filters(), today=TODAY)

    money = {each.place.cut: each for each in money_by_comuna(index, labels, selection)}

    assert money["99100"].amount_clp == 1_500_000
    assert money["99100"].per_person_clp == 1_500
    assert money["99201"].per_person_clp == 750
    assert (money["99203"].amount_clp, money["99203"].per_person_clp) == (1_000_000, None)
    assert money["99203"].step == 0
    assert (money["99100"].rank, money["99201"].rank) == (1, 2)


# Freshness


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """A second connection to the same database."""
    parameters = connection.get_connection_params()
    wanted = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{key: parameters[key] for key in wanted if parameters.get(key)}) as own:
        yield own
        own.rollback()
    forget_index()


def seen() -> dict[str, int]:
    """Year by code of what the index has now."""
    index = current_index()
    years = index.columns.arrays["year"].tolist()
    codes = dict(Initiative.objects.values_list("pk", "code"))
    pks = index.columns.arrays["pk"].tolist()
    return {codes.get(pk, "?"): year for pk, year in zip(pks, years, strict=True)}


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_seen_and_nothing_else(other: psycopg.Connection) -> None:
    InitiativeFactory.create(code="A")
    InitiativeFactory.create(code="B")
    assert seen() == {"A": 2025, "B": 2025}

    other.execute("UPDATE investments_initiative SET year = 2001 WHERE code = 'A'")
    assert seen() == {"A": 2025, "B": 2025}
    other.commit()
    assert seen() == {"A": 2001, "B": 2025}

    other.execute("DELETE FROM investments_initiative WHERE code = 'B'")
    other.rollback()
    assert seen() == {"A": 2001, "B": 2025}
    other.execute("DELETE FROM investments_initiative WHERE code = 'B'")
    other.commit()
    assert seen() == {"A": 2001}


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_began_first_and_commits_last_is_not_missed(
    other: psycopg.Connection,
) -> None:
    InitiativeFactory.create(code="A")
    InitiativeFactory.create(code="B")
    other.execute("UPDATE investments_initiative SET year = 2001 WHERE code = 'A'")
    Initiative.objects.filter(code="B").update(year=2002)
    assert seen() == {"A": 2025, "B": 2002}
    Initiative.objects.filter(code="B").update(year=2003)
    assert seen() == {"A": 2025, "B": 2003}

    other.commit()

    assert seen() == {"A": 2001, "B": 2003}


@pytest.mark.django_db(transaction=True)
def test_what_may_be_rolled_back_is_never_shared() -> None:
    InitiativeFactory.create(code="A")
    before = current_index()
    with transaction.atomic():
        Initiative.objects.filter(code="A").update(year=2001)
        assert seen() == {"A": 2001}
        transaction.set_rollback(True)

    assert seen() == {"A": 2025}
    assert current_index() is before


@pytest.mark.django_db(transaction=True)
def test_a_change_of_place_is_seen_and_nothing_changed_costs_one_query(
    django_assert_num_queries: object,
) -> None:
    row = InitiativeFactory.create(code="A")
    region = Region.objects.create(code="t", cut="99", name="R", government="G", capital="C")
    province = Province.objects.create(cut="991", name="P", region=region)
    comuna = Comuna.objects.create(
        cut="99101", name="C", sort_name="c", province=province, tile_x=1, tile_y=1
    )
    assert len(current_index().columns.link_pks) == 0

    row.comunas.add(comuna)

    assert current_index().columns.link_pks.tolist() == [row.pk]
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        current_index()


@pytest.mark.django_db(transaction=True)
def test_what_stops_being_public_leaves_the_index_and_may_come_back() -> None:
    row = InitiativeFactory.create(code="A")
    InitiativeFactory.create(code="B")
    assert set(seen()) == {"A", "B"}
    subject = Subject.objects.filter(pk=row.subject_id)

    subject.update(visibility="reserved")
    assert set(seen()) == {"B"}
    subject.update(visibility="public")
    assert set(seen()) == {"A", "B"}


@pytest.mark.django_db(transaction=True)
def test_a_subject_that_changes_but_stays_public_is_not_noted() -> None:
    row = InitiativeFactory.create(code="A")
    before = current_index()

    Subject.objects.filter(pk=row.subject_id).update(title="Another")

    assert current_index() is before
    forget_index()


def _notes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM investments_change")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_notes_are_forgotten_after_a_day_and_only_by_the_system() -> None:
    InitiativeFactory.create(code="A")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE investments_change SET noted_at = now() - interval '25 hours'")
    old = _notes()
    InitiativeFactory.create(code="B")
    new = _notes() - old
    assert old
    assert new

    with pytest.raises(NotAllowedError):
        prune_changes(actor=VISITOR)
    assert _notes() == old + new
    assert prune_changes(actor=SYSTEM) == old
    assert _notes() == new
