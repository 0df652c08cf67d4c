"""What a refusal must not leave behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from alameda.council import models
from alameda.foundation.errors import AlamedaError
from alameda.record.models import Entry
from alameda.thread.models import Link, Subject

ROWS = (
    models.Body,
    models.Councillor,
    models.Mandate,
    models.BlocMembership,
    models.Membership,
    models.Leave,
    models.Session,
    models.Presence,
    models.Attendance,
    models.Happening,
    models.AgendaItem,
    models.ItemFile,
    models.ItemMove,
    models.Recusal,
    models.Vote,
    models.Ballot,
    models.CitizenPoint,
    Subject,
    Link,
    Entry,
)


def traces() -> list[list[tuple[object, ...]]]:
    """Every row that an act of the Council could write."""
    return [list(model._default_manager.order_by("pk").values_list()) for model in ROWS]


def refuses(
    refusal: type[AlamedaError], act: Callable[..., object], *args: object, **given: Any
) -> AlamedaError:
    """Check that the act is refused, exactly so, and leaves no trace; returns the refusal."""
    before = traces()
    with pytest.raises(refusal) as caught:
        act(*args, **given)
    assert type(caught.value) is refusal
    assert traces() == before
    return caught.value
