"""Rows by ``COPY``: what nobody names is as the ORM or the database would write it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Field
from django.db.models.expressions import DatabaseDefault

from alameda.foundation.copying import Copier

pytestmark = pytest.mark.django_db


def test_a_default_of_the_database_is_left_to_it() -> None:
    kept: list[Field[object, object]] = []
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        if model._meta.pk.column != "id":
            continue
        copier = Copier(model)
        of_its_own = [one for one in fields if one.has_db_default() and not one.has_default()]
        kept += of_its_own
        assert not {one.column for one in of_its_own} & set(copier.columns), model
        assert not any(isinstance(value, DatabaseDefault) for value in copier._defaults), model
    assert kept, "no model has such a field: this test looks at nothing"
