"""Tender, contract, works, reception: the moves of what is built or bought."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from alameda.demonstration.investments.rules import calibration as measured
from alameda.demonstration.investments.rules.calibration import Spread
from alameda.demonstration.investments.rules.days import drawn, workday
from alameda.demonstration.investments.rules.life import NotYetError, Walk
from alameda.demonstration.investments.rules.plans import ContractPlan, ModificationPlan, TenderPlan

MODIFYING_DAYS = Spread(16, 30)
LP_FROM_CLP = 70_000_000
LQ_FROM_CLP = 140_000_000
LR_FROM_CLP = 345_000_000


@dataclass(slots=True)
class Campaign:
    """One contract at work: from the hand-over of the site until it stops.

    Attributes:
        contract: its place in the list of contracts.
        begun_on: site handed over, or order placed.
        works_days: days that the whole of it takes, without suspensions.
        share_from: progress of the initiative when it began, between 0 and 1.
        spells: suspensions, from and to; to is empty while it lasts.
        stopped_on: the day it ended early, or nothing.
    """

    contract: int
    begun_on: date
    works_days: int
    share_from: float = 0.0
    spells: list[tuple[date, date | None]] = field(default_factory=list)
    stopped_on: date | None = None

    def worked_days(self, on: date) -> int:
        """Days worked until a day."""
        end = min(on, self.stopped_on) if self.stopped_on else on
        days = (end - self.begun_on).days
        for since, until in self.spells:
            if since < end:
                days -= (min(until, end) if until else end).toordinal() - since.toordinal()
        return max(0, days)

    def done(self, on: date) -> float:
        """Share of this contract's own works that is done, between 0 and 1, along an S."""
        share = min(1.0, self.worked_days(on) / self.works_days)
        return share * share * (3 - 2 * share)

    def progress(self, on: date) -> float:
        """Progress of the initiative, between 0 and 1."""
        return self.share_from + (1 - self.share_from) * self.done(on)


@dataclass(slots=True)
class Works:
    """What the works leave behind, besides the moves.

    Of what is approved, ``budget_clp`` is for the works and the rest for their inspection.
    """

    approved_clp: int
    budget_clp: int
    term_days: int
    contractor: str
    second_contractor: str
    inspector: str = ""
    increase_clp: int = 0
    increased_on: date | None = None
    tenders: list[TenderPlan] = field(default_factory=list)
    contracts: list[ContractPlan] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)


def market_id(walk: Walk, *, on: date, amount_clp: int) -> str:
    """An identifier of the pattern of the public market, of a buyer number that none has."""
    kind = "LE"
    for least, name in ((LP_FROM_CLP, "LP"), (LQ_FROM_CLP, "LQ"), (LR_FROM_CLP, "LR")):
        if amount_clp >= least:
            kind = name
    buyer, sequence = walk.rng.randint(9_900_000, 9_999_999), walk.rng.randint(1, 120)
    return f"{buyer}-{sequence}-{kind}{on:%y}"


def contract_works(walk: Walk, works: Works, *, budget_clp: int, contractor: str) -> None:
    """From the call to the works begun: failed calls, award, contract, site."""
    first = len(works.tenders) + 1
    calls = walk.script.calls if first == 1 else 1
    published = walk.on
    for call in range(first, first + calls):
        key = market_id(walk, on=published, amount_clp=budget_clp)
        works.tenders.append(TenderPlan(key, call, published, None, None))
        closing = workday(published + timedelta(days=drawn(walk.rng, measured.CALL)))
        if call < first + calls - 1:
            if closing > walk.today:
                raise NotYetError
            works.tenders[-1] = works.tenders[-1]._replace(offers=0)
            published = workday(closing + timedelta(days=walk.rng.randint(15, 45)))
            if published > walk.today:
                raise NotYetError
        else:
            walk.move("awarded", on=closing)
            offers = walk.rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6))
            works.tenders[-1] = works.tenders[-1]._replace(awarded_on=closing, offers=offers)
    _sign(walk, works, budget_clp=budget_clp, contractor=contractor)


def _sign(walk: Walk, works: Works, *, budget_clp: int, contractor: str) -> None:
    signed = walk.go("contracted", days=drawn(walk.rng, measured.AWARDING))
    is_over = walk.rng.random() < measured.AWARDED_OVER_BUDGET_SHARE and len(works.tenders) == 1
    share = walk.rng.uniform(0.965, 1.0) if is_over else walk.rng.uniform(0.84, 0.955)
    works.contracts.append(
        ContractPlan(
            tender=len(works.tenders) - 1,
            contractor=contractor,
            amount_clp=round(budget_clp * share),
            signed_on=signed,
            site_handed_over_on=None,
            term_days=works.term_days,
        )
    )
    contract = works.contracts[-1]
    begun = walk.go("in_execution", days=drawn(walk.rng, measured.HANDOVER))
    contract.site_handed_over_on = begun
    works.campaigns.append(
        Campaign(
            contract=len(works.contracts) - 1,
            begun_on=begun,
            works_days=max(12, round(contract.term_days * walk.script.works_pace)),
        )
    )


def build(walk: Walk, works: Works) -> None:
    """From the works begun to their closing, with what may go wrong between."""
    campaign, script = works.campaigns[-1], walk.script
    happenings = []
    if script.change and len(works.campaigns) == 1:
        happenings.append((walk.rng.uniform(0.35, 0.75), "change"))
    if script.paralysed_at is not None and len(works.campaigns) == 1:
        happenings.append((script.paralysed_at, "paralysed"))
    if script.ends_early_at is not None and len(works.campaigns) == 1:
        happenings.append((script.ends_early_at, "ended_early"))
    for share, what in sorted(happenings):
        day = _day_worked(campaign, round(share * campaign.works_days))
        if what == "change":
            _modify(walk, works, on=max(day, walk.on))
        elif what == "paralysed":
            _paralyse(walk, campaign, on=max(day, walk.on))
        else:
            _end_early(walk, works, on=max(day, walk.on))
            return
    receive(walk, works)


def _day_worked(campaign: Campaign, days: int) -> date:
    """The day on which that many days are worked."""
    on = campaign.begun_on + timedelta(days=days)
    for since, until in campaign.spells:
        if until and since < on:
            on += until - since
    return workday(on)


def _modify(walk: Walk, works: Works, *, on: date) -> None:
    contract = works.contracts[works.campaigns[-1].contract]
    walk.move("modification", on=on)
    approved = walk.go("in_execution", days=drawn(walk.rng, MODIFYING_DAYS))
    days = min(drawn(walk.rng, measured.EXTENSION), contract.term_days)
    amount = 0
    if walk.script.change != "term":
        share = min(0.1, measured.COST_INCREASE_MEDIAN * walk.rng.uniform(0.4, 1.6))
        amount = round(contract.amount_clp * share)
    contract.modifications.append(
        ModificationPlan(walk.script.change, amount, days, approved, walk.number(approved))
    )
    over = contract.amount_clp + amount - works.budget_clp
    if over > 0:
        works.increase_clp, works.increased_on = over, approved


def _paralyse(walk: Walk, campaign: Campaign, *, on: date) -> None:
    since = walk.move("paralysed", on=on, reason="Interferencias no previstas en el terreno")
    campaign.spells.append((since, None))
    if not walk.script.resumes:
        raise NotYetError
    until = walk.go("in_execution", days=drawn(walk.rng, measured.PARALYSED_FOR))
    campaign.spells[-1] = (since, until)


def _end_early(walk: Walk, works: Works, *, on: date) -> None:
    walk.move("ended_early", on=on, reason="Incumplimiento del contrato")
    works.campaigns[-1].stopped_on = on
    if not walk.script.is_tendered_again:
        walk.go("closed", days=drawn(walk.rng, Spread(200, 400)))
        raise NotYetError
    walk.go("tender", days=drawn(walk.rng, Spread(75, 150)))
    before = works.campaigns[-1]
    done = before.done(on)
    first = works.contracts[before.contract]
    left = first.amount_clp - round(first.amount_clp * done)
    first.provisionally_received_on = walk.on  # what was built is received with the settlement
    first.modifications.append(
        ModificationPlan("fewer_works", -left, 0, on, walk.number(on)),
    )
    contract_works(walk, works, budget_clp=left, contractor=works.second_contractor)
    works.contracts[-1].term_days = max(30, round(first.term_days * (1 - done)))
    again = works.campaigns[-1]
    again.share_from = before.progress(on)
    again.works_days = max(20, round(before.works_days * (1 - done)))
    build(walk, works)


def receive(walk: Walk, works: Works) -> None:
    """Provisional and definitive reception, closing, and the ex-post look."""
    campaign = works.campaigns[-1]
    contract = works.contracts[campaign.contract]
    finished = _day_worked(campaign, campaign.works_days)
    received = workday(finished + timedelta(days=drawn(walk.rng, measured.ACCEPTING)))
    contract.provisionally_received_on = walk.move(
        "provisional_reception", on=max(received, walk.on)
    )
    for other in works.contracts:  # the inspection ends with the works
        other.provisionally_received_on = other.provisionally_received_on or walk.on
    contract.definitively_received_on = walk.go(
        "definitive_reception", days=drawn(walk.rng, measured.GUARANTEE)
    )
    walk.go("closed", days=drawn(walk.rng, measured.CLOSING))
    if walk.script.is_examined:
        walk.go("ex_post", days=drawn(walk.rng, Spread(200, 400)))


def finish_transfer(walk: Walk, *, days: int) -> None:
    """What has no works: it lasts its term, is rendered and closed."""
    walk.go("closed", days=round(days * max(1.0, walk.script.works_pace)) + 75)
