"""What the imports of investments fill: the portfolio."""

from __future__ import annotations

from typing import Final

from alameda.accounts.models import Organisation, Unit
from alameda.intake.actions.importer import Importer
from alameda.intake.actions.snapshots import Shape
from alameda.intake.models import ImportRun
from alameda.investments.actions.cards import date_changes, refresh_cards
from alameda.investments.actions.imports.targets import ORDER
from alameda.investments.models import BudgetYear, EvaluationRound, Initiative, Sector, Stage
from alameda.thread.models import Subject

NAMES: Final = (Organisation, Sector, Unit)


def _settle(run: ImportRun) -> None:
    refresh_cards(None)
    date_changes(run)


IMPORTER: Final = Importer(
    noun="importacion",
    title="Importación",
    address="/inversiones/importaciones/",
    mode="chunks",
    tables=(*NAMES, Subject, Initiative, *ORDER),
    keys={
        Organisation: "slug",
        Sector: "slug",
        Unit: "code",
        Stage: ("initiative_id", "stage"),
        EvaluationRound: ("request_id", "number"),
        BudgetYear: ("line_id", "year"),
    },
    shape=Shape(
        left_out={
            Initiative: frozenset(
                {
                    "requested_clp", "approved_clp", "contracted_clp", "paid_clp", "physical_pct",
                    "financial_pct", "entered_on", "planned_end_on", "expected_end_on",
                    "finished_on", "last_event_on", "late_days", "search",
                }
            )
        },
        parts={Initiative: ("comunas",)},
    ),
    modules=("investments",),
    settle=_settle,
)  # fmt: skip
