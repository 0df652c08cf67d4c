"""How an invented council votes: mostly together, sometimes by blocs. Counted by the real rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from alameda.council.rules.results import Result, Tally, result_of
from alameda.council.rules.standing_orders import StandingOrders
from alameda.demonstration.council.rules import calibration as measured

TRIES = 12


class Room(NamedTuple):
    """Who may vote at a moment, and by which rules.

    Attributes:
        present: code of each member in the room, in the order of the roll.
        blocs: bloc of each member.
        in_office: members who count that day.
        orders: of that day.
    """

    present: Sequence[str]
    blocs: Mapping[str, int | None]
    in_office: int
    orders: StandingOrders


def draw_choices(
    rng: Random, room: Room, *, recused: Sequence[str], majority: str, wanted: str
) -> tuple[dict[str, str], Result]:
    """What each member present does, and how it ends.

    Args:
        rng: the chance.
        room: who is there.
        recused: who may not take part.
        majority: key of the majority it needs.
        wanted: the outcome it must have; empty: whatever comes, but a tie.
    """
    for attempt in range(TRIES):
        mood = _mood(rng, wanted) if attempt < TRIES - 1 else _surest(wanted)
        choices = _choices(rng, room, recused=recused, mood=mood)
        result = result_of(tally_of(choices, room), majority=majority, orders=room.orders)
        if result.outcome == (wanted or result.outcome) and result.outcome != "tied":
            return choices, result
    message = f"{len(room.present)} members present cannot end in {wanted!r}"
    raise ValueError(message)


def tally_of(choices: Mapping[str, str], room: Room) -> Tally:
    """The count of the choices."""
    made = list(choices.values())
    return Tally(
        favour=made.count("favour"),
        against=made.count("against"),
        abstain=made.count("abstain"),
        not_voting=made.count("not_voting"),
        recused=made.count("recused"),
        in_office=room.in_office,
    )


def _mood(rng: Random, wanted: str) -> str:
    if wanted == "refused":
        return "defeated"
    moods = [mood for mood, _chance in measured.MOODS]
    return rng.choices(moods, [chance for _mood, chance in measured.MOODS])[0]


def _surest(wanted: str) -> str:
    return "defeated" if wanted == "refused" else "unanimous"


def _choices(rng: Random, room: Room, *, recused: Sequence[str], mood: str) -> dict[str, str]:
    able = [code for code in room.present if code not in recused]
    against, abstain = _sizes(rng, len(able), mood)
    order = _by_bloc(rng, able, room.blocs)
    choices = dict.fromkeys(room.present, "favour")
    choices.update(dict.fromkeys(recused, "recused"))
    choices.update(dict.fromkeys(order[:against], "against"))
    choices.update(dict.fromkeys(order[against : against + abstain], "abstain"))
    if mood != "unanimous" and rng.random() < measured.NOT_VOTING_SHARE:
        choices[order[-1]] = "not_voting"
    return choices


def _sizes(rng: Random, able: int, mood: str) -> tuple[int, int]:
    """How many vote against and how many abstain."""
    if mood == "some_abstain":
        return 0, min(rng.randint(1, 7), able // 4)
    if mood == "some_against":
        return min(rng.randint(1, 6), able // 4), min(rng.randint(0, 2), able // 8)
    if mood == "divided":
        return round(able * rng.uniform(0.32, 0.42)), min(2, able // 8)
    if mood == "defeated":
        return round(able * rng.uniform(0.52, 0.6)), min(2, able // 8)
    return 0, 0


def _by_bloc(rng: Random, able: Sequence[str], blocs: Mapping[str, int | None]) -> list[str]:
    """Members bloc after bloc, in an order of today; some leave their bloc."""
    order = list({blocs.get(code) for code in able} - {None})
    order.sort(key=lambda bloc: -1 if bloc is None else bloc)
    rng.shuffle(order)
    place: dict[int | None, float] = {bloc: at for at, bloc in enumerate(order)}
    return sorted(able, key=lambda code: place.get(blocs.get(code), 9.0) + rng.gauss(0, 0.35))
