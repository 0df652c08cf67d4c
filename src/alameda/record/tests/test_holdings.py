"""Rows against facts: what differs, what is gone, what no fact made; and what is not held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from alameda.foundation.actor import SYSTEM
from alameda.record.actions import publish, take_in, write_down
from alameda.record.events import Fact
from alameda.record.models import Entry
from alameda.record.rules.holding import Holding, Says, Told, digest_of, key_text, keyed, spelled
from alameda.record.selectors import hold, known_holdings, tables_apart
from alameda.record.selectors.holdings import rows_of
from alameda.record.tests.facts import StoneLaid

ORGANISATION = "accounts.organisation"  # any table will do, and this module knows none
# Tables of the instance itself, which no public page shows.
NOT_PUBLIC = ("acting", "mail", "record")


def _named(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"name": f"Nombre {told['number']}"}, source="importacion-1")


def holding(*, is_whole: bool = True) -> Holding:
    return Holding(
        model=ORGANISATION,
        key=("slug",),
        columns={"name": "name"},
        tellings={"stone.laid": _named},
        is_whole=is_whole,
    )


def say(slug: str, number: int) -> None:
    publish(StoneLaid(subject=slug, number=number), actor=SYSTEM)


def take_back(code: str) -> None:
    kind: Any = Fact.kinds["import.taken_back"]
    publish(kind(subject=code, removed=1, restored=0), actor=SYSTEM)


def organisations() -> models.Manager[Any]:
    manager: models.Manager[Any] = apps.get_model(ORGANISATION)._default_manager
    return manager


@pytest.fixture(autouse=True)
def _organisation(db: None) -> None:
    """One that a fact speaks of."""
    say("una", 1)
    organisations().create(slug="una", name="Nombre 1")


def test_a_row_that_is_what_the_last_fact_says_is_held() -> None:
    assert hold([holding()]).findings == []
    say("una", 2)
    assert [one.expected for one in hold([holding()]).findings] == ["Nombre 2"]
    organisations().update(name="Nombre 2")
    held = hold([holding()])
    assert (held.findings, held.rows) == ([], 1)


def test_a_changed_row_is_named_with_what_was_said_and_what_it_says_now() -> None:
    organisations().update(name="Otro")
    (found,) = hold([holding()]).findings
    assert (found.code, found.key, found.column) == ("row-differs", "una", "name")
    assert (found.expected, found.found) == ("Nombre 1", "Otro")
    assert "Otro" in found.sentence


def test_a_deleted_row_is_named() -> None:
    organisations().all().delete()
    assert [(one.code, one.key) for one in hold([holding()]).findings] == [("row-missing", "una")]


def test_a_row_that_no_fact_made_is_named_only_where_all_rows_have_facts() -> None:
    organisations().create(slug="otra", name="Otra")
    assert [(one.code, one.key) for one in hold([holding()]).findings] == [
        ("row-unfounded", "otra")
    ]
    assert hold([holding(is_whole=False)]).findings == []


def test_what_an_import_said_is_unsaid_when_it_is_taken_back() -> None:
    take_back("importacion-2")
    assert hold([holding()]).findings == []
    take_back("importacion-1")
    assert [one.code for one in hold([holding()]).findings] == ["row-unfounded"]


def test_a_strict_column_is_empty_until_a_fact_speaks_of_it() -> None:
    strict = Holding(
        model=ORGANISATION,
        key=("slug",),
        columns={"rut": "rut"},
        tellings={"stone.laid": lambda told: [Says((told.subject,))]},
        strict=("rut",),
    )
    organisations().update(rut="")
    assert hold([strict]).findings == []
    organisations().update(rut="61.000.000-0")
    (found,) = hold([strict]).findings
    assert (found.code, found.column, found.found) == ("row-differs", "rut", "61.000.000-0")
    assert "no entry speaks of rut" in found.sentence


def test_rows_written_down_are_held_by_their_digest_until_they_are_gone() -> None:
    (digested,) = [one for one in known_holdings() if one.model == ORGANISATION]
    row = organisations().get()
    write_down(ORGANISATION, [row.pk], subject="importacion-1", actor=SYSTEM)
    assert hold([digested]).findings == []

    organisations().update(name="Otro")
    assert [(one.code, one.key) for one in hold([digested]).findings] == [("row-differs", "una")]

    organisations().all().delete()
    write_down(ORGANISATION, [], subject="importacion-1", gone=["una"], actor=SYSTEM)
    assert hold([digested]).findings == []


def test_what_was_there_before_rows_were_held_is_taken_in_once() -> None:
    assert take_in(actor=SYSTEM) > 0
    before = Entry.objects.count()
    assert take_in(actor=SYSTEM) == 0
    assert Entry.objects.count() == before
    (digested,) = [one for one in known_holdings() if one.model == ORGANISATION]
    assert hold([digested]).rows == 1


def test_values_are_spelled_in_one_way() -> None:
    assert [spelled(value) for value in (None, "", True, 7)] == ["", "", "true", "7"]
    assert key_text(["a", 1]) == "a/1"
    assert digest_of(["a", "b"]) != digest_of(["ab", ""])
    assert keyed(b"one", "a") != keyed(b"two", "a")


def test_every_public_table_is_held_or_says_why_not() -> None:
    """A new table is told in ``holding.py`` of its module: its holding, or why it has none."""
    told = {one.model for one in known_holdings()} | set(tables_apart())
    unsaid = sorted(
        model._meta.label_lower
        for config in apps.get_app_configs()
        if config.name.startswith("alameda.") and config.label not in NOT_PUBLIC
        for model in config.get_models(include_auto_created=True)
        if model._meta.label_lower not in told
    )
    assert unsaid == []


def test_every_column_of_a_held_table_is_held_or_says_why_not() -> None:
    faults = []
    for label in sorted({one.model for one in known_holdings()}):
        ours = [one for one in known_holdings() if one.model == label]
        held = {path.split("__")[0] for one in ours for path in _paths(one)}
        apart = {name for one in ours for name in one.apart}
        columns = {
            field.name
            for field in apps.get_model(label)._meta.concrete_fields
            if not isinstance(field, models.AutoField) and field.attname not in held
        } | (held & {field.name for field in apps.get_model(label)._meta.concrete_fields})
        faults += [f"{label}.{name} is not told" for name in sorted(columns - held - apart)]
        faults += [f"{label}.{name} is held and apart" for name in sorted(held & apart)]
        faults += [f"{label} has no {name}" for name in sorted(apart - columns)]
    assert faults == []


def _paths(one: Holding) -> Iterator[str]:
    yield from (path for path in one.key if path != "pk")
    yield from (path for path in one.digested if path not in one.computed)
    for path in one.columns.values():
        yield from (each for each in ([path] if isinstance(path, str) else path))


def test_every_path_and_verb_of_a_holding_is_there() -> None:
    for one in known_holdings():
        assert set(one.tellings) <= set(Fact.kinds), one.name
        assert set(one.strict) <= set(one.columns), one.name
        list(rows_of(one).values_list(*one.key, *one.digested)[:1])
