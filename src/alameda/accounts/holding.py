"""What roles and organisations are held against. Who holds a role is a digest with a key."""

from __future__ import annotations

from typing import Final

from alameda.record.rules.holding import Holding

HOLDINGS: Final = (
    Holding(
        model="accounts.rolegrant",
        key=("pk",),
        digested=(
            "person_id", "role", "unit__code", "comuna_cut", "body", "starts_on", "ends_on",
        ),
        apart={
            "act": "the act that appoints a person is not public",
            "ended_at": "the moment of the entry says it",
        },
        is_keyed=True,
    ),
    Holding(
        model="accounts.organisation",
        key=("slug",),
        digested=("name", "kind", "rut", "comuna_cut"),
        apart={"is_demo": "an instance is a demonstration or it is none"},
        is_whole=False,
    ),
)  # fmt: skip

APART: Final = {
    "accounts.invitation": "who was invited is not public",
    "accounts.person": "people are not public",
    "accounts.unit": "the organisation chart: no fact says it yet",
}
