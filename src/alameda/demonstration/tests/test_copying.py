"""Rows written by COPY: what nobody names is what the ORM would have written."""

from __future__ import annotations

import pytest

from alameda.council.models import Matter
from alameda.council.tests.factories import SessionFactory, make_council
from alameda.foundation.copying import Copier

pytestmark = pytest.mark.django_db


def test_a_column_that_nobody_names_has_the_default_of_its_model_or_of_the_database() -> None:
    of = SessionFactory.create(body=make_council(1)[0]).subject
    copier = Copier(Matter, "subject", "code", "business", "title", "received_on")
    key = copier.add(of.pk, "M-2026-9001", "other", "Copiada", "2026-04-08")

    assert copier.write() == 1

    row = Matter.objects.get(pk=key)
    assert (row.fund, row.paper, row.summary, row.state, row.version) == ("", "", "", "entered", 1)
