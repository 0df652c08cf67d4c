"""What the imports of past sessions fill: the Council's archive."""

from __future__ import annotations

from typing import Final

from alameda.council.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    Body,
    Councillor,
    Finding,
    Mandate,
    Membership,
    PastImport,
    Recusal,
    Session,
    Vote,
)
from alameda.intake.actions.importer import Importer
from alameda.intake.actions.snapshots import Shape
from alameda.intake.models import ImportRun
from alameda.thread.models import Link, Subject


def _let_go(run: ImportRun) -> None:
    """Findings stay with their import, and no longer point at what it brought."""
    Finding.objects.filter(run__account=run).update(session=None, vote=None)


IMPORTER: Final = Importer(
    noun="importacion-consejo",
    title="Importación de sesiones",
    address="/consejo/importaciones/",
    mode="whole",
    tables=(
        Subject,
        Councillor,
        Mandate,
        Body,
        Membership,
        Session,
        Attendance,
        AgendaItem,
        Vote,
        Vote.items.through,
        Agreement,
        Ballot,
        Recusal,
        Link,
    ),
    shape=Shape(
        left_out={Agreement: frozenset({"search"})},
        counted={Session: "version", AgendaItem: "version"},
    ),
    modules=("council",),
    own=(Finding, PastImport),
    let_go=_let_go,
)
