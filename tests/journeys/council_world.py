"""The Council and everybody's window, for a session walked from end to end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from alameda.council.models import AgendaItem, Councillor, Session
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import (
    FundingRequestFactory,
    InitiativeFactory,
    StageFactory,
)
from tests.journeys.windows import Window

AMOUNT_CLP = 900_000_000  # above 7,000 UTM


@dataclass
class World:
    """The Council, an initiative that waits, and everybody's window."""

    members: list[Councillor]
    governor_seat: Councillor
    initiative: Initiative
    secretary: Window
    governor: Window
    phones: list[Window]
    citizen: Window
    reader: Window
    folder: Path
    items: dict[str, AgendaItem] = field(default_factory=dict)

    @property
    def windows(self) -> list[Window]:
        """Everybody's."""
        return [self.secretary, self.governor, *self.phones, self.citizen, self.reader]

    @property
    def codes(self) -> list[str]:
        """Of everybody who sits, the governor last."""
        return [member.code for member in (*self.members, self.governor_seat)]


def proposal() -> Initiative:
    """An initiative that the governor may send."""
    row = InitiativeFactory.create(
        name="Mejoramiento de la plaza Los Aromos",
        state="prioritised",
        state_since=timezone.localdate() - timedelta(days=90),
        requested_clp=AMOUNT_CLP,
    )
    FundingRequestFactory.create(
        stage=StageFactory.create(initiative=row), total_clp=AMOUNT_CLP, fndr_clp=AMOUNT_CLP
    )
    return row


def prepare_url(session: Session) -> str:
    return f"/mesa/consejo/sesiones/{session.code}/"


def room_url(session: Session) -> str:
    return f"{prepare_url(session)}sala/"
