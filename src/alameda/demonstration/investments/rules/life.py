"""The life of one initiative from its drafting to the agreement, one legal move after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from alameda.demonstration.investments.rules import calibration as measured
from alameda.demonstration.investments.rules.calibration import Spread
from alameda.demonstration.investments.rules.days import drawn, session_on_or_after, workday
from alameda.demonstration.investments.rules.plans import EventPlan, MovePlan, RoundPlan
from alameda.demonstration.investments.rules.script import WITHOUT_TENDER, Script
from alameda.investments.rules.states import DOCUMENTS, find_move

FAVOURABLE = {
    "sni": "rs",
    "fril": "at",
    "circular_33": "ad",
    "transfer": "itf",
    "programme": "rf",
    "frpd": "rf",
    "innovation": "rs",
    "grant_8": "at",
}


COUNCIL_ACT = "council_certificate"


class NotYetError(Exception):
    """The next step lies after today, or never comes: the life so far is the whole story."""


@dataclass(slots=True)
class Life:
    """What has happened so far."""

    moves: list[MovePlan] = field(default_factory=list)
    events: list[EventPlan] = field(default_factory=list)
    rounds: list[RoundPlan] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    resolution_kind: str = "unknown"
    cgr_result: str = "unknown"


class Walk:
    """Walks the state machine through time, and stops at today."""

    def __init__(self, rng: Random, *, script: Script, route: str, today: date) -> None:
        self.rng = rng
        self.script = script
        self.route = route
        self.today = today
        self.on = workday(script.starts_on)
        self.state = ""
        self.life = Life()

    def number(self, on: date) -> str:
        """The number of an act of that year."""
        return f"{self.rng.randint(1, 2_400)}/{on.year}"

    def days(self, spread: Spread) -> int:
        """A duration before the works, at the pace of the script."""
        return max(1, round(drawn(self.rng, spread) * self.script.pace))

    def later(self, days: int) -> date:
        """A working day that many days after the latest step.

        Raises:
            NotYetError: it lies after today.
        """
        on = workday(self.on + timedelta(days=days))
        if on > self.today:
            raise NotYetError
        return on

    def go(self, target: str, *, days: int, reason: str = "") -> date:
        """Move to a state that many days later, or on the day that the script says.

        Raises:
            NotYetError: that day lies after today.
        """
        visit = 1 + sum(move.target == target for move in self.life.moves)
        key = target if visit == 1 else f"{target}:{visit}"
        on = self.script.dates.get(key) or workday(self.on + timedelta(days=days))
        return self.move(target, on=max(on, self.on), reason=reason)

    def move(self, target: str, *, on: date, reason: str = "") -> date:
        """Move to a state on a day.

        Raises:
            NotYetError: that day lies after today.
        """
        if on > self.today:
            raise NotYetError
        role, document = "municipal_formulator", ""
        if self.state:
            legal = find_move(self.state, target)
            if legal is None:
                message = f"{self.state} does not lead to {target}"
                raise ValueError(message)
            role = legal.roles[0]
            if legal.document:
                number = self.number(on)
                if legal.document == COUNCIL_ACT:  # the Council numbers its own acts
                    number = f"de la sesión del {on:%d-%m-%Y}"
                document = f"{DOCUMENTS[legal.document][0]} {number}"
        self.life.moves.append(MovePlan(self.state, target, on, role, document, reason))
        self.life.dates.setdefault(target, on)
        self.state, self.on = target, on
        return on

    def tell(self, kind: str, *, on: date | None = None, document: str = "") -> None:
        """Note a dated event."""
        self.life.events.append(EventPlan(on or self.on, kind, document))


def prepare(walk: Walk) -> None:
    """From drafting to admissible."""
    if walk.script.has_meeting:
        met = workday(walk.on - timedelta(days=walk.rng.randint(10, 30)))
        walk.life.events.append(
            EventPlan(met, "community_meeting", "", "Junta de vecinos (demostración)", "Aprueba")
        )
    walk.move("draft", on=walk.on)
    walk.go("entered", days=walk.days(Spread(20, 45)))
    walk.tell("entered_by_letter", document=walk.number(walk.on))
    if walk.script.is_returned:
        walk.go("returned", days=walk.days(measured.REGISTERING), reason="Faltan antecedentes")
        walk.go("entered", days=walk.days(measured.RETURNED))
    walk.go("pertinence", days=walk.days(measured.REGISTERING))
    if not walk.script.is_pertinent:
        walk.go("not_pertinent", days=walk.days(Spread(20, 50)), reason="Fuera de la estrategia")
        walk.tell("inadmissible")
        raise NotYetError
    walk.go("admissible", days=walk.days(measured.ADMISSIBILITY))
    walk.tell("admissible")


def evaluate(walk: Walk) -> None:
    """From admissible to recommended, round after round."""
    assigned = walk.later(walk.days(measured.ASSIGNING) // 3)
    walk.life.dates["analyst_assigned"] = assigned
    walk.tell("analyst_assigned", on=assigned)
    walk.go("in_evaluation", days=(assigned - walk.on).days + walk.days(Spread(5, 15)))
    if walk.route == "sni":
        walk.tell("sent_to_mdsf", document=walk.number(walk.on))
        walk.life.dates["sent_to_mdsf"] = walk.on
    shape = measured.ROUTES[walk.route]
    for number, result in enumerate(walk.script.rounds, start=1):
        if result == "wait":
            raise NotYetError
        if result == "lapse":
            walk.move("lapsed", on=walk.later(walk.rng.randint(85, 140)), reason="Sin respuesta")
            raise NotYetError
        _round(walk, number=number, result=result, days=walk.days(shape.evaluation))
        if result != "ok" and walk.script.rounds[number : number + 1] != ("lapse",):
            walk.go("in_evaluation", days=walk.days(measured.ANSWERING))
            walk.tell("observations_answered", document=walk.number(walk.on))


def _round(walk: Walk, *, number: int, result: str, days: int) -> None:
    target = {"fi": "missing_information", "ot": "objected", "ok": "recommended"}[result]
    on = walk.go(target, days=days)
    rate = FAVOURABLE[walk.route] if result == "ok" else result
    walk.life.rounds.append(RoundPlan(number, rate, on))
    walk.tell(f"rate_{'rs' if result == 'ok' else result}", document=walk.number(on))


def decide(walk: Walk) -> None:
    """From recommended to the decision on the money."""
    if walk.script.priority == "wait":
        walk.go("lapsed", days=walk.rng.randint(800, 1_050), reason="Vence la recomendación")
        raise NotYetError
    if walk.script.priority == "lapse":
        walk.go("lapsed", days=walk.rng.randint(300, 700), reason="No priorizada")
        raise NotYetError
    walk.go("prioritised", days=walk.days(measured.PRIORITISING))
    walk.tell("prioritised")
    if not walk.script.goes_to_council:
        walk.go("approved_by_governor", days=walk.days(measured.GOVERNOR))
        walk.life.numbers["governor"] = walk.number(walk.on)
        walk.tell("resolution", document=walk.life.numbers["governor"])
        walk.go("budget_identification", days=walk.days(Spread(4, 10)))
        return
    walk.go("sent_to_council", days=walk.days(measured.SENDING))
    walk.tell("sent_to_council", document=walk.number(walk.on))
    _sit(walk)


def _sit(walk: Walk) -> None:
    sent = walk.on
    wanted = workday(sent + timedelta(days=max(8, walk.days(measured.COUNCIL))))
    session = walk.script.dates.get("in_plenary") or workday(
        session_on_or_after(wanted, today=walk.today)
    )
    walk.go("in_committee", days=max(1, (session - sent).days * 2 // 3))
    walk.tell("committee_scheduled")
    report = session - timedelta(days=min(2, (session - walk.on).days))
    if report <= walk.today:
        walk.tell("committee_approved", on=max(report, walk.on))
    walk.move("in_plenary", on=max(session, walk.on))
    walk.life.numbers["council"] = walk.number(walk.on)
    if walk.script.is_rejected:
        walk.move("rejected", on=walk.on, reason="Rechazada por mayoría")
        walk.tell("council_rejected", document=walk.life.numbers["council"])
        raise NotYetError
    walk.move("budget_identification", on=walk.on)
    walk.life.dates["council_approved"] = walk.on
    walk.tell("council_approved", document=walk.life.numbers["council"])


def fund(walk: Walk) -> None:
    """From the decision to the agreement fully processed, ready to call or to transfer."""
    life = walk.life
    life.numbers["budget"] = walk.number(walk.on)
    walk.go("agreement", days=walk.days(measured.CREATING_LINE))
    walk.tell("budget", document=life.numbers["budget"])
    signed = walk.later(walk.days(measured.SIGNING))
    life.dates["signed"] = signed
    walk.tell("signed", on=signed)
    approved = workday(signed + timedelta(days=walk.days(measured.APPROVING)))
    if approved > walk.today:
        raise NotYetError
    is_subject = walk.rng.random() < measured.SUBJECT_TO_CONTROL_SHARE
    life.resolution_kind = "subject" if is_subject else "exempt"
    life.cgr_result = "pending" if is_subject else "not_applicable"
    life.dates["resolution"] = approved
    life.numbers["resolution"] = walk.number(approved)
    walk.tell("agreement", on=approved, document=life.numbers["resolution"])
    ready = approved
    if is_subject:
        ready = _clear(walk, approved)
    follows = Spread(8, 20) if walk.route in WITHOUT_TENDER else measured.CALLING
    walk.go(
        "in_execution" if walk.route in WITHOUT_TENDER else "tender",
        days=(ready - walk.on).days + walk.days(follows),
    )


def _clear(walk: Walk, approved: date) -> date:
    """Prior control by the Comptroller; what is refused is issued again, and then cleared."""
    cleared = workday(approved + timedelta(days=walk.days(measured.CLEARANCE)))
    if cleared > walk.today:
        raise NotYetError
    results = [result for result, _ in measured.CGR_RESULTS]
    result = walk.rng.choices(results, [weight for _, weight in measured.CGR_RESULTS])[0]
    walk.life.dates["cgr"] = cleared
    walk.life.cgr_result = result
    if result != "represented":
        return cleared
    again = workday(cleared + timedelta(days=walk.days(Spread(120, 260))))
    if again > walk.today:
        raise NotYetError
    walk.life.dates["cgr"] = again
    walk.life.cgr_result = "taken_with_observations"
    return again
