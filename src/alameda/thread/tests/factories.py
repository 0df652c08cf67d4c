"""Subjects to test with."""

from __future__ import annotations

import factory

from alameda.thread.models import Subject


class SubjectFactory(factory.django.DjangoModelFactory[Subject]):
    """A public subject of some kind."""

    class Meta:
        model = Subject

    code = factory.Sequence(lambda number: f"S-{number}")
    kind = "proposal"
    title = factory.LazyAttribute(lambda subject: f"Title of {subject.code}")
    address = factory.LazyAttribute(lambda subject: f"/x/{subject.code}/")
