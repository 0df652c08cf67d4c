"""The facts of documents share attributes: what holds for a fact's own holds for these too."""

from __future__ import annotations

from dataclasses import is_dataclass

import pytest

from alameda.documents import events
from alameda.record.events import PERSONAL, Fact

KINDS = [kind for kind in Fact.kinds.values() if kind.__module__ == events.__name__]


@pytest.mark.parametrize("kind", KINDS)
def test_a_shared_attribute_is_documented_and_holds_no_personal_data(kind: type[Fact]) -> None:
    shared = [part for part in kind.__mro__ if is_dataclass(part) and not issubclass(part, Fact)]
    for part in (kind, *shared):
        said = part.__doc__ or ""
        assert [name for name in part.__annotations__ if f"{name}:" not in said] == []
        assert PERSONAL.isdisjoint(part.__annotations__)


def test_what_facts_share_is_no_fact_of_its_own() -> None:
    assert sorted(kind.__name__ for kind in KINDS) == [
        "DocumentMade",
        "DocumentRemade",
        "DocumentReplaced",
        "DocumentUploaded",
        "DocumentVisibilityChanged",
    ]
