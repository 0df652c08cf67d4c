"""People to test with."""

from __future__ import annotations

from datetime import date

import factory

from alameda.accounts.models import Person, RoleGrant


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Somebody with an account."""

    class Meta:
        model = Person

    email = factory.Sequence(lambda number: f"person-{number}@example.org")


class RoleGrantFactory(factory.django.DjangoModelFactory[RoleGrant]):
    """A role that holds from 2020 on, everywhere."""

    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory)
    role = "planner"
    starts_on = date(2020, 1, 1)
