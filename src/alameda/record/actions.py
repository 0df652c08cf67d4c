"""Publishing facts. Modules call ``publish`` inside the transaction of their act."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from alameda.foundation.actor import Actor
from alameda.record.events import Fact
from alameda.record.models import Entry


def publish(fact: Fact, *, actor: Actor) -> None:
    """Publish one fact in the caller's transaction."""
    publish_many([fact], actor=actor)


def publish_many(facts: Iterable[Fact], *, actor: Actor) -> int:
    """Publish facts in order, in the caller's transaction, in bulk; returns how many."""
    now = timezone.now()
    entries = Entry.objects.bulk_create(
        [
            Entry(
                published_at=now,
                actor=actor.public_name,
                verb=fact.verb,
                subject=fact.subject,
                payload=fact.payload(),
            )
            for fact in facts
        ],
        batch_size=2_000,
    )
    return len(entries)
