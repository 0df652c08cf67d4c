"""The dated facts of one initiative, each once, whichever registers tell it.

Several rows tell the same fact: a move, an event of a register, a certificate. They become one mark
where they say the same on nearly the same day; the most formal source gives the day, and another
day is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from alameda.foundation.days import days_later
from alameda.investments.models import Contract, Payment
from alameda.investments.selectors.story.rows import Rows

SAME_FACT_DAYS = 10
MANY_PAYMENTS = 4
HALF_PCT = 50

# Facts of a move between states; what is left out is told by a more formal row, or says little.
MOVES = {
    "draft": "drafted",
    "entered": "entered",
    "returned": "returned",
    "admissible": "admissible",
    "in_evaluation": "sent_to_evaluation",
    "missing_information": "rate_fi",
    "objected": "rate_ot",
    "recommended": "rate_ok",
    "prioritised": "prioritised",
    "sent_to_council": "sent_to_council",
    "in_committee": "committee",
    "approved_by_governor": "governor_approved",
    "budget_identification": "council_approved",
    "agreement": "budget",
    "tender": "tender",
    "awarded": "awarded",
    "contracted": "contracted",
    "in_execution": "works_started",
    "modification": "modification_asked",
    "paralysed": "paralysed",
    "ended_early": "ended_early",
    "provisional_reception": "provisional_reception",
    "definitive_reception": "definitive_reception",
    "closed": "closed",
    "ex_post": "ex_post",
    "not_pertinent": "not_pertinent",
    "lapsed": "lapsed",
    "rejected": "rejected",
    "withdrawn": "taken_back",
}
# The same target state means something else after these.
MOVES_FROM = {
    ("missing_information", "in_evaluation"): "answered",
    ("objected", "in_evaluation"): "answered",
    ("approved_by_governor", "budget_identification"): "",
    ("modification", "in_execution"): "",
    ("paralysed", "in_execution"): "resumed",
    ("agreement", "in_execution"): "execution_started",
    ("in_committee", "sent_to_council"): "back_from_committee",
    ("in_plenary", "in_committee"): "postponed",
    ("in_plenary", "sent_to_council"): "postponed",
    ("sent_to_council", "prioritised"): "withdrawn",
    ("in_committee", "prioritised"): "withdrawn",
    ("in_plenary", "prioritised"): "withdrawn",
    ("sent_to_council", "budget_identification"): "stood_by_silence",
    ("in_committee", "budget_identification"): "stood_by_silence",
}
EVENTS = {
    "entered_by_letter": "entered",
    "admissible": "admissible",
    "inadmissible": "inadmissible",
    "sent_to_mdsf": "sent_to_evaluation",
    "rate_rs": "rate_ok",
    "rate_fi": "rate_fi",
    "rate_ot": "rate_ot",
    "observations_answered": "answered",
    "prioritised": "prioritised",
    "sent_to_council": "sent_to_council",
    "committee_scheduled": "committee",
    "committee_approved": "committee",
    "council_approved": "council_approved",
    "council_rejected": "rejected",
    "budget": "budget",
    "agreement": "agreement_approved",
    "signed": "agreement_signed",
    "community_meeting": "community_meeting",
    "resolution": "resolution",
    "other": "other",
}
ROUNDS = {"fi": "rate_fi", "ot": "rate_ot"}
ROUNDS |= dict.fromkeys(("rs", "ad", "rf", "itf", "at", "cf"), "rate_ok")
APPROVALS = {
    "recommendation": "rate_ok",
    "council": "council_approved",
    "silence": "stood_by_silence",
    "governor": "governor_approved",
    "budget": "budget",
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One fact.

    Attributes:
        key: what happened.
        on: its day; empty where no register says it.
        rank: how formal its source is; lower is more.
        document: number of its act.
        amount_clp: the money it speaks of.
        who: the organisation it names, never a person.
        word: a closed word that qualifies it (a result, a kind of modification).
        days: a length in days that it sets.
        count: how many it stands for, or how many there were.
        pct: progress, of a hundred.
        anchor: where on the page more is said of it.
        other_days: other days that registers give for it.
    """

    key: str
    on: date | None
    rank: int = 5
    document: str = ""
    amount_clp: int | None = None
    who: str = ""
    word: str = ""
    days: int | None = None
    count: int | None = None
    pct: Decimal | None = None
    anchor: str = ""
    other_days: tuple[date, ...] = field(default=())


def marks_of(rows: Rows) -> tuple[list[Mark], list[Mark]]:
    """The dated marks, in order, each fact once; and those without a day."""
    marks = [*_told(rows), *_formal(rows), *_works(rows), *_money(rows)]
    dated = _once(mark for mark in marks if mark.on is not None)
    keys = {mark.key for mark in dated}
    undated = [mark for mark in marks if mark.on is None and mark.key not in keys]
    return dated, undated


def _told(rows: Rows) -> Iterator[Mark]:
    """What moves and events tell."""
    silent = {each.approved_on for each in rows.approvals if each.kind == "silence"}
    for change in rows.changes:
        pair = (change.from_state, change.to_state)
        key = MOVES_FROM.get(pair, MOVES.get(change.to_state, ""))
        if key == "council_approved" and change.happened_on in silent:
            key = "stood_by_silence"
        if key:
            yield Mark(key=key, on=change.happened_on, rank=6, document=change.document)
    for event in rows.events:
        key = EVENTS.get(event.kind, "")
        if key:
            yield Mark(
                key=key,
                on=event.happened_on,
                rank=4,
                document=event.document,
                who=event.organisation,
            )
    yield from _asked(rows)


def _asked(rows: Rows) -> Iterator[Mark]:
    """What the requests for money tell."""
    for request in rows.requests:
        if entered := request.received_on or request.applied_on:
            yield Mark(key="entered", on=entered, rank=5, amount_clp=request.total_clp)
        if request.sent_to_mdsf_on:
            yield Mark(key="sent_to_evaluation", on=request.sent_to_mdsf_on, rank=5)
        if request.sent_to_council_on:
            yield Mark(key="sent_to_council", on=request.sent_to_council_on, rank=5)


def _formal(rows: Rows) -> Iterator[Mark]:
    """Results, approvals and agreements."""
    for each in rows.rounds:
        key = ROUNDS.get(each.result, "")
        if key:
            yield Mark(key=key, on=each.result_on, rank=2, word=each.result, count=each.number)
    for approval in rows.approvals:
        yield Mark(
            key=APPROVALS[approval.kind],
            on=approval.approved_on,
            rank=1,
            document=approval.number,
            amount_clp=approval.amount_clp,
        )
    for number, agreement in enumerate(rows.agreements, start=1):
        anchor = f"convenio-{number}"
        if agreement.signed_on or agreement.state == "signed":
            yield Mark(
                key="agreement_signed",
                on=agreement.signed_on,
                rank=1,
                amount_clp=agreement.amount_clp,
                who=agreement.counterpart.name if agreement.counterpart else "",
                anchor=anchor,
            )
        if agreement.approving_resolution_on:
            yield Mark(
                key="agreement_approved",
                on=agreement.approving_resolution_on,
                rank=1,
                document=agreement.approving_resolution,
                anchor=anchor,
            )
        if agreement.cgr_on:
            yield Mark(
                key="cgr", on=agreement.cgr_on, rank=1, word=agreement.cgr_result, anchor=anchor
            )


def _works(rows: Rows) -> Iterator[Mark]:
    """Tenders, contracts, what changed them, progress and receptions."""
    for tender in rows.tenders:
        if tender.published_on or not tender.awarded_on:
            yield Mark(
                key="tender",
                on=tender.published_on,
                rank=1,
                document=tender.market_id,
                count=tender.call_number,
            )
        if tender.awarded_on:
            yield Mark(
                key="awarded", on=tender.awarded_on, rank=1, document="", count=tender.offers
            )
    yield from _contracts(rows)
    for change in rows.modifications:
        yield Mark(
            key="modification",
            on=change.approved_on,
            rank=1,
            document=change.resolution,
            word=change.kind,
            days=change.days or None,
            amount_clp=change.amount_clp or None,
        )
    reached = [each for each in rows.progress if each.reported_on]
    half = next((each for each in reached if each.physical_pct >= HALF_PCT), None)
    last = max(reached, key=lambda each: (each.reported_on, each.pk), default=None)
    for each in {half, last} - {None}:
        if each and 0 < each.physical_pct < 100:  # noqa: PLR2004  a percentage
            key = "progress" if each is last else "progress_half"
            yield Mark(key=key, on=each.reported_on, rank=1, pct=each.physical_pct)


def _contracts(rows: Rows) -> Iterator[Mark]:
    for number, contract in enumerate(rows.contracts, start=1):
        anchor = f"contrato-{number}"
        yield Mark(
            key="contracted",
            on=contract.signed_on,
            rank=1,
            amount_clp=contract.amount_clp,
            who=contract.contractor.name if contract.contractor else "",
            days=contract.term_days,
            anchor=anchor,
        )
        days = (
            ("works_started", contract.site_handed_over_on),
            ("provisional_reception", contract.provisionally_received_on),
            ("definitive_reception", contract.definitively_received_on),
        )
        for key, day in days:
            if day:
                yield Mark(key=key, on=day, rank=1, anchor=anchor)


def _money(rows: Rows) -> Iterator[Mark]:
    """Payments: each where they are few; else the first, each year's sum and the last."""
    paid = [each for each in rows.payments if each.paid_clp]
    if len(paid) <= MANY_PAYMENTS:
        yield from (_payment(each, "payment") for each in paid)
    else:
        paid.sort(key=lambda each: (_paid_day(each), each.pk))
        yield _payment(paid[0], "first_payment")
        yield from _years(paid)
        yield _payment(paid[-1], "last_payment")
    grant = rows.grant
    if grant is None:
        return
    # The months tell the same pesos where a register has them.
    if not paid and (grant.transferred_clp or grant.transferred_on):
        yield Mark(
            key="transferred",
            on=grant.transferred_on,
            rank=1,
            amount_clp=grant.transferred_clp,
            who=grant.organisation.name if grant.organisation else "",
        )
    closings = (
        ("rendered", grant.rendered_on),
        ("technically_closed", grant.technically_closed_on),
        ("financially_closed", grant.financially_closed_on),
    )
    for key, day in closings:
        if day:
            yield Mark(key=key, on=day, rank=1)


def _paid_day(payment: Payment) -> date:
    return payment.paid_on or payment.month


def _payment(payment: Payment, key: str) -> Mark:
    return Mark(
        key=key,
        on=_paid_day(payment),
        rank=1,
        amount_clp=payment.paid_clp,
        count=payment.number,
        word="" if payment.paid_on else "month",
    )


def _years(paid: list[Payment]) -> Iterator[Mark]:
    """What was paid in each whole year between the first and the last payment."""
    years: dict[int, list[Payment]] = {}
    for each in paid[1:-1]:
        years.setdefault(_paid_day(each).year, []).append(each)
    for inside in years.values():
        if len(inside) == 1:
            yield _payment(inside[0], "payment")
            continue
        yield Mark(
            key="payments",
            on=_paid_day(inside[-1]),
            rank=1,
            amount_clp=sum(each.paid_clp for each in inside),
            count=len(inside),
        )


# Of facts on the same day, the order in which they follow each other.
_ORDER = """
drafted entered returned admissible sent_to_evaluation rate_fi rate_ot answered rate_ok
prioritised sent_to_council committee back_from_committee postponed withdrawn council_approved
stood_by_silence governor_approved
budget agreement_signed agreement_approved cgr tender awarded contracted works_started
execution_started
"""
_PLACE = {key: place for place, key in enumerate(_ORDER.split())}
# A register writes these where it has no better word: the act of that number may be told already.
LOOSE = frozenset({"other", "resolution"})
# These happen as often as they are told: two in one week are two.
MANY_TIMES = frozenset(
    {"payment", "payments", "modification", "contracted", "other", "resolution", "tender"}
)


def _once(marks: Iterable[Mark]) -> list[Mark]:
    """One mark a fact, in order of day."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.rank):
        place = next((at for at, other in enumerate(kept) if _is_same(other, mark)), None)
        if place is None:
            kept.append(mark)
        else:
            kept[place] = _joined(kept[place], mark)
    acts = {(mark.on, mark.document) for mark in kept if mark.key not in LOOSE and mark.document}
    told = [mark for mark in kept if mark.key not in LOOSE or (mark.on, mark.document) not in acts]
    return sorted(told, key=lambda mark: (mark.on or date.min, _PLACE.get(mark.key, 99)))


def _is_same(kept: Mark, mark: Mark) -> bool:
    if kept.key != mark.key or kept.on is None or mark.on is None:
        return False
    if mark.key in MANY_TIMES and mark.rank == kept.rank:
        return False
    return abs((kept.on - mark.on).days) <= SAME_FACT_DAYS


def _joined(kept: Mark, mark: Mark) -> Mark:
    """The formal one, with what only the other says."""
    own = [mark.on] if mark.on else []
    days = [day for day in {*kept.other_days, *mark.other_days, *own} if day != kept.on]
    return replace(
        kept,
        document=kept.document or mark.document,
        amount_clp=kept.amount_clp if kept.amount_clp is not None else mark.amount_clp,
        who=kept.who or mark.who,
        word=kept.word or mark.word,
        count=kept.count if kept.count is not None else mark.count,
        anchor=kept.anchor or mark.anchor,
        other_days=tuple(sorted(days)),
    )


def contract_end(contract: Contract) -> date | None:
    """The day its contract promised first; empty where it does not say, or says the impossible."""
    start = contract.site_handed_over_on or contract.signed_on
    if start is None or contract.term_days is None:
        return None
    return days_later(start, contract.term_days)
