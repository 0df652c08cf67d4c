"""No day, moment or term in days goes past its bounds, at any door or in any table."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from django import forms
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from pydantic import AfterValidator, BaseModel

import alameda
from alameda.accounts.models import Unit
from alameda.api import api
from alameda.foundation.bounds import rows_beyond
from alameda.foundation.days import DAY_MAX, DAY_MIN, MOMENT_MAX, MOMENT_MIN
from alameda.foundation.errors import BadInputError
from alameda.foundation.fields import ENDING
from alameda.foundation.inputs import check_bounds
from alameda.ui.dates import DayField, MomentField

ONE_DAY = timedelta(days=1)
TERMS = ("_days", "days")


def _columns() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    for model in apps.get_models():
        if model.__module__.startswith("alameda.") and model._meta.managed:
            for field in model._meta.local_fields:
                is_term = isinstance(field, models.IntegerField) and field.name.endswith(TERMS)
                if is_term or isinstance(field, models.DateField):
                    yield model, field


COLUMNS = {f"{model._meta.db_table}.{field.column}": field for model, field in _columns()}


@pytest.mark.django_db
def test_every_day_moment_and_term_has_its_check_and_rows_keep_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conname LIKE %s",
            [f"%{ENDING}"],
        )
        kept = {name: (is_valid, text) for name, is_valid, text in cursor.fetchall()}

    wanted = {place.replace(".", "_") + ENDING: field for place, field in COLUMNS.items()}
    assert set(kept) == set(wanted)
    for name, field in wanted.items():
        is_valid, text = kept[name]
        assert is_valid, f"{name} was never validated"
        assert f"{field.column} >= " in text, name
        assert f"{field.column} <= " in text, name
        if isinstance(field, models.DateField):
            assert ("1900-01-01" in text, "2150-12-31" in text) == (True, True), name


def test_the_columns_are_found() -> None:
    assert len(COLUMNS) > 100
    assert {"council_session.starts_at", "investments_contract.term_days"} <= set(COLUMNS)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [DAY_MIN - ONE_DAY, DAY_MAX + ONE_DAY, date.max])
def test_a_day_beyond_is_refused_by_the_model_and_by_the_table(day: date) -> None:
    unit = Unit.objects.create(code="u", name="Unidad", starts_on=DAY_MIN, ends_on=DAY_MAX)

    unit.ends_on = day
    with pytest.raises(BadInputError) as refused, transaction.atomic():
        unit.save()
    assert refused.value.field == "ends_on"
    with pytest.raises(BadInputError), transaction.atomic():
        Unit.objects.update(starts_on=day)
    with (
        pytest.raises(IntegrityError, match="accounts_unit_ends_on_bounded"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_unit SET ends_on = %s", [day])
    unit.refresh_from_db()
    assert (unit.starts_on, unit.ends_on) == (DAY_MIN, DAY_MAX)


@pytest.mark.django_db
def test_infinity_is_no_day() -> None:
    Unit.objects.create(code="u", name="Unidad")

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_unit SET ends_on = 'infinity'")


def _forms() -> Iterator[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(alameda.__path__, "alameda."):
        parts = module.name.split(".")
        if "forms" in parts and "tests" not in parts:
            found = importlib.import_module(module.name)
            for _name, form in inspect.getmembers(found, inspect.isclass):
                if issubclass(form, forms.BaseForm) and form.__module__ == module.name:
                    yield form


def test_every_day_and_moment_of_a_form_is_bounded() -> None:
    dated = {}
    for form in _forms():
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.DateField | forms.DateTimeField):
                dated[f"{form.__name__}.{name}"] = isinstance(field, DayField | MomentField)

    assert dated.get("ConveneForm.starts_at")
    assert all(dated.values()), sorted(name for name, is_bounded in dated.items() if not is_bounded)


def _sent() -> Iterator[tuple[str, Any]]:
    """Each field that a machine sends to an operation of the API, with its type."""
    for path, view in (
        pair for _prefix, router in api._routers for pair in router.path_operations.items()
    ):
        for operation in view.operations:
            for model in operation.models:
                yield from _fields(model, f"{operation.methods[0]} {path}", set())


def _fields(model: type[BaseModel], place: str, seen: set[type]) -> Iterator[tuple[str, Any]]:
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        kinds = [field.annotation, *_inner(field.annotation)]
        yield f"{place} {name}", (kinds, [*field.metadata, *_metadata(field.annotation)])
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _fields(kind, place, seen)


def _inner(kind: Any) -> Iterator[Any]:
    for each in get_args(kind):
        yield each
        yield from _inner(each)


def _metadata(kind: Any) -> Iterator[Any]:
    for each in (kind, *_inner(kind)):
        yield from getattr(each, "__metadata__", ())


def test_every_day_and_moment_sent_to_the_api_is_bounded() -> None:
    dated = {}
    for place, (kinds, metadata) in _sent():
        if {date, datetime} & {kind for kind in kinds if isinstance(kind, type)}:
            dated[place] = any(
                isinstance(each, AfterValidator) and each.func is check_bounds for each in metadata
            )

    assert any(place.endswith("happened_on") for place in dated)
    assert any(place.endswith("changed_since") for place in dated)
    assert all(dated.values()), dated


def test_the_bounds_of_moments_are_those_of_days() -> None:
    assert MOMENT_MIN.astimezone(UTC).date() == DAY_MIN
    assert MOMENT_MAX.astimezone(UTC).date() == DAY_MAX


@pytest.mark.django_db
def test_rows_of_before_a_bound_are_kept_named_and_can_be_mended() -> None:
    unit = Unit.objects.create(code="u", name="Unidad", starts_on=DAY_MIN)
    bound = "accounts_unit_starts_on_bounded"
    assert rows_beyond() == []
    migration = importlib.import_module("alameda.accounts.migrations.0002_bound_days_and_moments")
    validate: str = migration.VALIDATE
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        asked = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
        cursor.execute(asked, [bound])
        definition = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE accounts_unit DROP CONSTRAINT {bound}")
        cursor.execute("UPDATE accounts_unit SET starts_on = DATE '2150-12-31' + 4000000")
        cursor.execute(f"ALTER TABLE accounts_unit ADD CONSTRAINT {bound} {definition} NOT VALID")

        cursor.execute(validate)
        assert rows_beyond() == [("accounts_unit_starts_on", 1)]

        Unit.objects.filter(pk=unit.pk).update(starts_on=DAY_MAX)
        assert rows_beyond() == []
        cursor.execute(validate)
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = %s", [bound])
        assert cursor.fetchone() == (True,)
