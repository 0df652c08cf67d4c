"""The rows under one initiative, each table read once: as many queries for one row as for many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from alameda.foundation.actor import Actor
from alameda.investments.models import (
    Approval,
    BudgetLine,
    BudgetYear,
    Contract,
    ContractModification,
    EvaluationRound,
    FundingAgreement,
    FundingRequest,
    Grant,
    Initiative,
    InitiativeEvent,
    Payment,
    ProgressReport,
    StateChange,
    Tender,
)
from alameda.territory.models import Comuna
from alameda.thread.models import Link
from alameda.thread.selectors import subjects_visible_to


@dataclass(frozen=True, kw_only=True)
class Rows:
    """One initiative and what hangs from it, oldest first where it has a day."""

    initiative: Initiative
    comunas: tuple[Comuna, ...]
    changes: tuple[StateChange, ...]
    events: tuple[InitiativeEvent, ...]
    requests: tuple[FundingRequest, ...]
    rounds: tuple[EvaluationRound, ...]
    approvals: tuple[Approval, ...]
    agreements: tuple[FundingAgreement, ...]
    tenders: tuple[Tender, ...]
    contracts: tuple[Contract, ...]
    modifications: tuple[ContractModification, ...]
    progress: tuple[ProgressReport, ...]
    lines: tuple[BudgetLine, ...]
    spent: tuple[BudgetYear, ...]
    payments: tuple[Payment, ...]
    grant: Grant | None

    def last_entry_to(self, *states: str) -> date | None:
        """The last day on which it entered one of those states."""
        days = [each.happened_on for each in self.changes if each.to_state in states]
        return max(days, default=None)


def rows_of(initiative: Initiative) -> Rows:
    """Read everything under an initiative."""
    key = initiative.pk
    return Rows(
        initiative=initiative,
        comunas=tuple(
            initiative.comunas.select_related("province").defer("boundary").order_by("sort_name")
        ),
        changes=tuple(StateChange.objects.filter(initiative=key)),
        events=tuple(InitiativeEvent.objects.filter(initiative=key)),
        requests=tuple(
            FundingRequest.objects.filter(stage__initiative=key).select_related("stage")
        ),
        rounds=tuple(
            EvaluationRound.objects.filter(request__stage__initiative=key)
            .select_related("request")
            .order_by("result_on", "request__year", "number", "pk")
        ),
        approvals=tuple(Approval.objects.filter(initiative=key)),
        agreements=tuple(
            FundingAgreement.objects.filter(initiative=key).select_related("counterpart", "subject")
        ),
        tenders=tuple(Tender.objects.filter(initiative=key)),
        contracts=tuple(
            Contract.objects.filter(initiative=key).select_related("contractor", "subject")
        ),
        modifications=tuple(
            ContractModification.objects.filter(contract__initiative=key).select_related("contract")
        ),
        progress=tuple(ProgressReport.objects.filter(initiative=key)),
        lines=tuple(BudgetLine.objects.filter(initiative=key)),
        spent=tuple(BudgetYear.objects.filter(line__initiative=key).select_related("line")),
        payments=tuple(Payment.objects.filter(initiative=key)),
        grant=Grant.objects.filter(initiative=key).select_related("organisation").first(),
    )


@dataclass(frozen=True)
class Neighbour:
    """Something that led to the initiative, or that it led to."""

    code: str
    kind: str
    is_before: bool
    title: str
    address: str
    subject_kind: str
    on: date


def neighbours_of(initiative: Initiative, *, actor: Actor) -> list[Neighbour]:
    """The subjects tied to the initiative itself that the actor may see, oldest first.

    What lives on its own page (its agreements and contracts) is left out: it is there already.
    """
    key = initiative.subject_id
    links = (
        Link.objects.filter(Q(source=key) | Q(target=key))
        .select_related("source", "target")
        .order_by("linked_on", "pk")
    )
    seen = subjects_visible_to(actor).values("pk")
    links = links.filter(source__in=seen, target__in=seen)
    return list(_neighbours(links, key, own=initiative.get_absolute_url()))


def _neighbours(links: Iterable[Link], key: int, *, own: str) -> Iterable[Neighbour]:
    for link in links:
        is_before = link.target_id == key
        other = link.source if is_before else link.target
        if not other.address.startswith(own):
            yield Neighbour(
                code=other.code,
                kind=link.kind,
                is_before=is_before,
                title=other.title,
                address=other.address,
                subject_kind=other.kind,
                on=link.linked_on,
            )
