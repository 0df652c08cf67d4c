"""A demonstration gets its Council: decisions on the portfolio become agreements of sessions."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from alameda.accounts.selectors import demo_person_pk
from alameda.demonstration.accounts.actions import make_demo_councillors
from alameda.demonstration.council.actions import Filled, fill_council
from alameda.demonstration.council.rules.plans import Case
from alameda.demonstration.investments.actions import number_council_decisions
from alameda.foundation.actor import Actor
from alameda.investments.actions.council import take_to_plenary
from alameda.investments.models import Approval, Initiative, StateChange
from alameda.investments.rules.states import BEFORE_COUNCIL
from alameda.record.actions import write_down_all

MEMBERS_WITH_ACCOUNT = 5
REPORT = "Informe de la Comisión de Inversiones y Presupuesto"


@transaction.atomic
def invent_council(*, seed: int, today: date, actor: Actor) -> Filled:
    """Fill a demonstration with its Council, after its portfolio; again, nothing changes.

    Every initiative that the Council approved or refused gets its agreement, on the day it has;
    those that wait are on the next agenda, and then before the plenary.

    Args:
        seed: of the demonstration.
        today: the day everything is told up to.
        actor: the system.

    Raises:
        NotAllowedError: the actor is not the system.
    """
    names = {
        f"consejeria-{number:02d}": f"Consejería {number:02d}"
        for number in range(1, MEMBERS_WITH_ACCOUNT + 1)
    }
    accounts = make_demo_councillors(names, today=today, actor=actor)
    governor = demo_person_pk("governor", today=today)
    if governor is not None:
        accounts["gobernacion"] = governor
    filled = fill_council(
        seed=seed, cases=_cases(today), accounts=accounts, today=today, actor=actor
    )
    if not filled.is_new:
        return filled
    numbers = {subject: number for subject, (_code, number, _on) in filled.agreed.items()}
    number_council_decisions(numbers, actor=actor)
    for initiative in Initiative.objects.filter(subject__in=filled.on_agenda).order_by("pk"):
        on = max(day for day in (initiative.state_since, today) if day)
        take_to_plenary(initiative, happened_on=on, report=REPORT, actor=actor)
    write_down_all(subject="demonstration", actor=actor)
    return filled


def _cases(today: date) -> list[Case]:
    """What the Council decided of the portfolio, and what waits for it, in a fixed order."""
    sent = dict(
        StateChange.objects.filter(to_state="sent_to_council")
        .values_list("initiative_id")
        .annotate(Max("happened_on"))
        .values_list("initiative_id", "happened_on__max")
    )
    found = [
        *_approved(sent, today=today),
        *_refused(sent),
        *_waiting(sent),
    ]
    return sorted(found, key=lambda case: case.code)


def _approved(sent: dict[int, date], *, today: date) -> list[Case]:
    rows = (
        Approval.objects.filter(kind=Approval.Kind.COUNCIL, approved_on__lte=today)
        .order_by("initiative_id", "approved_on", "pk")
        .distinct("initiative_id")
        .select_related("initiative__executing_unit")
    )
    return [
        _case(row.initiative, sent, on=row.approved_on, outcome="approved", clp=row.amount_clp)
        for row in rows
    ]


def _refused(sent: dict[int, date]) -> list[Case]:
    rows = StateChange.objects.filter(from_state="in_plenary", to_state="rejected").select_related(
        "initiative__executing_unit"
    )
    return [
        _case(
            row.initiative,
            sent,
            on=row.happened_on,
            outcome="refused",
            clp=row.initiative.requested_clp,
        )
        for row in rows.order_by("pk")
    ]


def _waiting(sent: dict[int, date]) -> list[Case]:
    rows = Initiative.objects.filter(state__in=BEFORE_COUNCIL).select_related("executing_unit")
    return [
        _case(row, sent, on=None, outcome="", clp=row.requested_clp) for row in rows.order_by("pk")
    ]


def _case(
    row: Initiative, sent: dict[int, date], *, on: date | None, outcome: str, clp: int | None
) -> Case:
    return Case(
        subject=row.subject_id,
        code=row.code,
        title=row.name,
        amount_clp=clp,
        sent_on=sent.get(row.pk),
        decided_on=on,
        outcome=outcome,
        state=row.state,
        beneficiary=row.executing_unit.name if row.executing_unit else "",
    )
