"""Who sits on an invented council: seats by term, blocs, committees, leave. Never like a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from alameda.demonstration.council.rules import calibration as measured
from alameda.demonstration.council.rules.plans import CouncilPlan, LeavePlan, Place, SeatPlan

GOVERNOR = "governor"
SUBSTITUTED_SEAT = 19
SUBSTITUTED_AFTER_DAYS = 290
SUBSTITUTE_AFTER_DAYS = 15


def seats_of(population: int) -> int:
    """How many councillors a region of that size has."""
    return next(seats for most, seats in measured.SEATS if population <= most)


def fill_people(
    plan: CouncilPlan, places: Sequence[Place], *, seats: int, since: date, today: date, rng: Random
) -> None:
    """Bodies, circumscriptions, blocs, seats of each term since a day, and who was away."""
    terms = [term for term in measured.TERMS if term[1] >= since and term[0] <= today]
    plan.starts_on = terms[0][0]
    plan.bodies = [("consejo", "Consejo Regional", "council", "")]
    plan.bodies += [(slug, name, "committee", remit) for slug, name, remit in measured.COMMITTEES]
    plan.circumscriptions = _circumscriptions(places, seats=seats)
    plan.blocs = [
        (f"bancada-{letter.lower()}", f"Bancada {letter}")
        for letter in "ABCDE"[: len(measured.BLOC_WEIGHTS)]
    ]
    for age, (starts_on, ends_on) in enumerate(reversed(terms)):
        label = "" if age == 0 else f"{starts_on.year}-{ends_on.year}"
        plan.seats += _term(plan, (starts_on, ends_on), seats=seats, label=label, rng=rng)
    _substitute(plan, today=today)
    plan.leaves = _leaves(plan, today=today, rng=rng)


def _circumscriptions(
    places: Sequence[Place], *, seats: int
) -> list[tuple[str, str, int, tuple[int, ...]]]:
    """Neighbouring comunas together, each part with seats by its inhabitants."""
    count = max(1, min(len(places), round(seats / measured.SEATS_A_CIRCUMSCRIPTION)))
    ordered = sorted(places, key=lambda place: (place.province, place.name))
    whole = sum(place.population for place in ordered) or len(ordered)
    groups: list[list[Place]] = [[] for _part in range(count)]
    before = 0
    for position, place in enumerate(ordered):
        share = before / whole if whole != len(ordered) else position / len(ordered)
        groups[min(int(share * count), count - 1)].append(place)
        before += place.population
    groups = [group for group in groups if group]
    given = _shared(seats, [sum(place.population for place in group) or 1 for group in groups])
    return [
        (f"circunscripcion-{number}", f"Circunscripción {number}", given[number - 1],
         tuple(place.key for place in group))
        for number, group in enumerate(groups, start=1)
    ]  # fmt: skip


def _shared(number: int, weights: Sequence[int]) -> list[int]:
    """A number shared out by weight, by largest remainder; each gets one at least."""
    whole = sum(weights)
    given = [max(1, number * weight // whole) for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda at: (-(number * weights[at] % whole), at))
    for at in by_rest * 2:
        if sum(given) == number:
            break
        given[at] += 1 if sum(given) < number else -(given[at] > 1)
    return given


def _term(
    plan: CouncilPlan, term: tuple[date, date], *, seats: int, label: str, rng: Random
) -> list[SeatPlan]:
    """Everybody who took a seat at the beginning of a term; of the newest one, in committees."""
    starts_on, ends_on = term
    first = len(plan.seats) + 1
    by_seat = [
        place
        for place, (_slug, _name, count, _comunas) in enumerate(plan.circumscriptions)
        for _seat in range(count)
    ]
    blocs = [
        bloc
        for bloc, count in enumerate(_shared(seats, measured.BLOC_WEIGHTS))
        for _seat in range(count)
    ]
    rng.shuffle(blocs)
    committees = _committees(seats, rng=rng)
    found = [
        SeatPlan(
            code=f"CR-{first + seat:03d}",
            slug=f"consejeria-{seat + 1:02d}" + (f"-{label}" if label else ""),
            name=f"Consejería {seat + 1:02d}" + (f" ({label})" if label else ""),
            sort_name=f"Consejería {seat + 1:02d} {label}".strip(),
            kind="councillor",
            starts_on=starts_on,
            ends_on=ends_on,
            circumscription=by_seat[seat],
            bloc=blocs[seat],
            committees=tuple(committees[seat]),
        )
        for seat in range(seats)
    ]
    if ends_on >= measured.FIRST_GOVERNOR_ON:
        found.append(
            SeatPlan(
                code=f"CR-{first + seats:03d}",
                slug="gobernacion" + (f"-{label}" if label else ""),
                name="Gobernación" + (f" ({label})" if label else ""),
                sort_name=f"Gobernación {label}".strip(),
                kind=GOVERNOR,
                starts_on=max(starts_on, measured.FIRST_GOVERNOR_ON),
                ends_on=ends_on,
                circumscription=None,
                bloc=None,
            )
        )
    return found


def _committees(seats: int, *, rng: Random) -> list[list[tuple[str, str]]]:
    """For each seat, its committees with its post in each: all work about as much."""
    found: list[list[tuple[str, str]]] = [[] for _seat in range(seats)]
    size = min(measured.COMMITTEE_SIZE, seats)
    for slug, _name, _remit in measured.COMMITTEES:
        least = sorted(range(seats), key=lambda seat: (len(found[seat]), rng.random()))[:size]
        for place, seat in enumerate(least):
            post = {0: "chair", 1: "vice_chair"}.get(place, "member")
            found[seat].append((slug, post))
    return found


def _substitute(plan: CouncilPlan, *, today: date) -> None:
    """One seat changes hands in the newest term, when that day has come."""
    current = [seat for seat in plan.seats if seat.starts_on <= today <= seat.ends_on]
    left = next(
        (each for each in current if each.slug == f"consejeria-{SUBSTITUTED_SEAT:02d}"), None
    )
    if left is None:
        left = next(each for each in current if each.kind != GOVERNOR)
    ends_on = left.starts_on + timedelta(days=SUBSTITUTED_AFTER_DAYS)
    starts_on = ends_on + timedelta(days=SUBSTITUTE_AFTER_DAYS)
    if starts_on > today:
        return
    number = sum(each.kind != GOVERNOR for each in current) + 1
    taken = left._replace(
        code=f"CR-{len(plan.seats) + 1:03d}",
        slug=f"consejeria-{number:02d}",
        name=f"Consejería {number:02d}",
        sort_name=f"Consejería {number:02d}",
        starts_on=starts_on,
        committees=tuple((slug, "member") for slug, _post in left.committees),
        replaces=left.code,
    )
    plan.seats[plan.seats.index(left)] = left._replace(ends_on=ends_on, ended_by="resignation")
    plan.seats.append(taken)


def _leaves(plan: CouncilPlan, *, today: date, rng: Random) -> list[LeavePlan]:
    """Some of those in office were away for some days in the last two years; one is now."""
    current = [
        seat
        for seat in plan.seats
        if seat.starts_on <= today <= seat.ends_on and seat.kind != GOVERNOR
    ]
    found: list[LeavePlan] = []
    for seat in rng.sample(current, min(9, len(current))):
        kind = rng.choice(sorted(measured.LEAVE_DAYS))
        length = timedelta(days=rng.randint(*measured.LEAVE_DAYS[kind]))
        room = max((today - seat.starts_on).days, 1)
        starts_on = today - timedelta(days=rng.randint(0, room))
        if not found:
            kind, length, starts_on = "medical", timedelta(days=20), today - timedelta(days=8)
        found.append(LeavePlan(seat.code, kind, max(starts_on, seat.starts_on), starts_on + length))
    return found
