"""What the rows of the investment cycle are held against: which fact says what of which row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from alameda.record.rules.holding import Holding, Says, Told, by_digest

_OF_IMPORTS: Final = "where an import read it; the entry of the import says which file"
_SOURCED: Final = {
    "source_run": _OF_IMPORTS,
    "source_file": _OF_IMPORTS,
    "source_line": _OF_IMPORTS,
}
_COMPUTED: Final = "computed from other rows, which are held"
_CARD: Final = (
    "requested_clp", "approved_clp", "contracted_clp", "paid_clp", "physical_pct",
    "financial_pct", "entered_on", "planned_end_on", "expected_end_on", "finished_on",
    "last_event_on", "late_days", "search", "changed_at",
)  # fmt: skip


def _cuts() -> ArrayAgg:
    """The comunas of an initiative, by CUT."""
    return ArrayAgg(
        "comunas__cut", order_by="comunas__cut", filter=Q(comunas__isnull=False), default=[]
    )


def _import(told: Told) -> str:
    return f"importacion-{told['import_number']}"


def _registered(told: Told) -> Iterator[Says]:
    names = ("name", "kind", "route", "state")
    said = {name: told[name] for name in names}
    said["comunas"] = sorted(told["comunas"])
    if told.payload.get("received_on"):
        said["state_since"] = told["received_on"]
    yield Says((told.subject,), {**said, **by_digest(told)})


def _corrected(told: Told) -> Iterator[Says]:
    after = told["after"]
    said = {name: after[name] for name in ("name", "kind", "route") if name in after}
    if "received_on" in after:  # only while it has not moved on
        said["state_since"] = after["received_on"]
    if "comunas" in after:
        said["comunas"] = sorted(after["comunas"])
    yield Says((told.subject,), {**said, **by_digest(told)})


def _imported(told: Told) -> Iterator[Says]:
    names = ("name", "route", "state")
    yield Says((told.subject,), {name: told[name] for name in names}, source=_import(told))


def _moved(told: Told) -> Iterator[Says]:
    said = {"state": told["to_state"], "state_since": date.fromisoformat(told["happened_on"])}
    yield Says((told.subject,), said)


def _change(told: Told) -> Iterator[Says]:
    key = (told.subject, told["from_state"], told["to_state"], told["happened_on"])
    yield Says(key, {"document": told["document"], "reason": told["reason"]})


def _approved(told: Told) -> Iterator[Says]:
    act = told["agreement"] or f"silence:{told['number']}"
    names = ("kind", "number", "approved_on", "amount_clp")
    said = {name: told[name] for name in names}
    yield Says((f"council:{act}",), {**said, **by_digest(told), "initiative": told.subject})


def _rows(model: str, *digested: str, key: str = "source_key", **apart: str) -> Holding:
    """Rows that imports write: held by digests, every one."""
    others = {} if key == "pk" else _SOURCED
    return Holding(
        model=f"investments.{model}", key=(key,), digested=digested, apart={**others, **apart}
    )


HOLDINGS: Final = (
    Holding(
        model="investments.initiative",
        key=("code",),
        only={"subject__visibility": "public"},  # of a draft nothing is published yet
        columns={
            name: name for name in ("name", "kind", "route", "state", "state_since")
        } | {"comunas": "cuts"},
        computed={"cuts": _cuts},
        digested=(
            "cuts", "bip", "stage", "sector__slug", "subsector", "province__cut", "is_region_wide",
            "formulator__slug", "executing_unit__slug", "division__code", "year",
            "is_prioritised", "strategy_axis", "strategy_guideline", "strategy_objective",
            "beneficiaries_women", "beneficiaries_men", "beneficiaries_total", "jobs",
        ),
        tellings={
            "initiative.registered": _registered,
            "initiative.imported": _imported,
            "initiative.corrected": _corrected,
            "initiative.moved": _moved,
        },
        apart={
            **_SOURCED,
            **dict.fromkeys(_CARD, _COMPUTED),
            "source_key": "no page shows it",
            "subject": "its code is the same",
            "is_demo": "an instance is a demonstration or it is none",
            "version": "no page shows it",
            "claims": "which row of an import is believed; the columns themselves are held",
        },
    ),
    Holding(
        model="investments.statechange",
        key=("initiative__code", "from_state", "to_state", "happened_on"),
        columns={"document": "document", "reason": "reason"},
        tellings={"initiative.moved": _change},
        apart={
            "recorded_at": "the moment of the entry says it",
            "by_role": "the actor of the entry says it",
        },
        is_whole=False,
    ),
    Holding(
        model="investments.approval",
        key=("source_key",),
        columns={
            "initiative": "initiative__code",
            "kind": "kind",
            "number": "number",
            "approved_on": "approved_on",
            "amount_clp": "amount_clp",
        },
        digested=(
            "initiative__code", "kind", "number", "approved_on", "amount_clp",
            "request__source_key",
        ),
        tellings={"approval.recorded": _approved},
        apart={
            **_SOURCED,
            "replaced_by": "the agreement that corrects another names it, and is held",
        },
    ),
    Holding(
        model="investments.stage",
        key=("pk",),
        only={"initiative__subject__visibility": "public"},
        digested=("initiative__code", "stage"),
    ),
    _rows(
        "fundingrequest", "stage__initiative__code", "stage__stage", "year", "budget_year",
        "route", "category", "subtitle", "item", "allocation", "total_clp", "sector_clp",
        "fndr_clp", "current_spend_clp", "later_years_clp", "state", "state_as_written",
        "state_on", "is_current", "is_in_budget", "applied_on", "received_on",
        "analyst_assigned_on", "sent_to_mdsf_on", "sent_to_council_on",
    ),
    _rows(
        "evaluationround", "request__source_key", "number", "result", "result_on", key="pk",
    ),
    _rows(
        "initiativeevent", "initiative__code", "happened_on", "kind", "document",
        "organisation", "outcome",
    ),
    _rows(
        "fundingagreement", "initiative__code", "subject__code", "counterpart__slug",
        "subtitle", "item", "allocation", "amount_clp", "state", "state_as_written",
        "approval_number", "approval_on", "budget_resolution", "budget_resolution_on",
        "budget_cgr_result", "signed_on", "approving_resolution", "approving_resolution_on",
        "resolution_kind", "cgr_result", "cgr_on",
    ),
    _rows(
        "tender", "initiative__code", "market_id", "call_number", "published_on", "awarded_on",
        "offers",
    ),
    _rows(
        "contract", "initiative__code", "subject__code", "tender__source_key",
        "contractor__slug", "amount_clp", "signed_on", "site_handed_over_on", "term_days",
        "extension_days", "provisionally_received_on", "definitively_received_on",
    ),
    _rows(
        "contractmodification", "contract__source_key", "kind", "amount_clp", "days",
        "approved_on", "resolution",
    ),
    _rows("progressreport", "initiative__code", "reported_on", "physical_pct", "planned_pct"),
    _rows(
        "worksfollowup", "initiative__code", "register_list", "state", "state_as_written",
        "substate_as_written", "balance_year", "balance_clp", "next_balance_clp",
    ),
    _rows(
        "budgetline", "initiative__code", "budget_year", "subtitle", "item", "allocation",
        "total_clp", "sector_clp", "fndr_requested_clp", "fndr_awarded_clp", "increases_clp",
        "approval_as_written", "approval_on", "creating_resolution", "state",
        "state_as_written", "physical_pct", "carried_over_clp", "carried_over_to",
    ),
    _rows("budgetyear", "line__source_key", "year", "spent_clp", key="pk"),
    _rows(
        "payment", "initiative__code", "contract__source_key", "line__source_key", "month",
        "paid_on", "number", "planned_clp", "paid_clp",
    ),
    _rows(
        "budgetamendmentline", "amendment", "block", "is_current", "subtitle", "item",
        "allocation", "name", "initial_clp", "before_clp", "change_clp", "after_clp",
    ),
    _rows(
        "programmeline", "initiative__code", "axis", "second_axis", "name", "division",
        "bip_as_written", "comunas_as_written", "funding_source", "is_funded", "amount_clp",
        "milestone", "measure", "unit",
    ),
    _rows(
        "grant", "initiative__code", "fund", "organisation__slug", "transferred_on",
        "transferred_clp", "execution_as_written", "rendered_on", "technically_closed_on",
        "financially_closed_on", "is_rendered_on_time",
    ),
)  # fmt: skip

APART: Final = {
    "investments.registration": "what was typed; the entry of the initiative says it",
    "investments.sector": "names of a classification, which an import brings with its rows",
    "investments.initiative_comunas": "held with each initiative",
}
