"""What the thread is held against: which fact says that one thing led to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alameda.record.rules.holding import Holding, Says, Told


def _linked(told: Told) -> Iterator[Says]:
    yield Says((told.subject, told["kind"], told["target"]), {"linked_on": told["linked_on"]})


HOLDINGS: Final = (
    Holding(
        model="thread.link",
        key=("source__code", "kind", "target__code"),
        columns={"linked_on": "linked_on"},
        digested=("linked_on",),
        tellings={"subjects.linked": _linked},
        apart={
            "linked_by": "the actor of the entry says it",
            "created_at": "the moment of the entry says it",
        },
    ),
)

APART: Final = {
    "thread.subject": "a copy of what the thing it stands for says: its title, state and comuna",
}
