"""Examples: the result of a vote, and seats."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.ui.examples.shape import Example, Group
from alameda.ui.parts import Choice, Seat, SeatRow


def groups() -> list[Group]:
    """The groups of this file."""
    return [_bars(), _seats()]


def _bars() -> Group:
    choices = [
        Choice(key="favour", label=_("in favour"), count=26),
        Choice(key="against", label=_("against"), count=4),
        Choice(key="abstain", label=_("abstentions"), count=2),
        Choice(key="not_voting", label=_("did not vote"), count=1),
        Choice(key="recused", label=_("recused"), count=1),
    ]
    return Group(
        ident="vote-bar",
        title=_("Result of a vote"),
        note=_("Each choice has its number, its word and its shape; colour only helps."),
        examples=[
            Example(name=_("whole"), code="{% vote_bar choices %}", values={"choices": choices}),
            Example(
                name=_("in a list"),
                code="{% vote_bar choices is_compact=True %}",
                values={"choices": choices[:2]},
            ),
        ],
    )


def _seats() -> Group:
    plain = [Seat(name=_("Seat %(number)s") % {"number": number}) for number in range(1, 8)]
    keys = ("favour", "favour", "favour", "against", "abstain", "not_voting", "recused")
    voted = [
        Seat(name=seat.name, key=key)  # type: ignore[arg-type]  # checked where it is made
        for seat, key in zip(plain, keys, strict=True)
    ]
    return Group(
        ident="seats",
        title=_("Seats"),
        note=_("A mark for each seat; in a vote, the shape of what each one did."),
        examples=[
            Example(
                name=_("seats by bloc"),
                code="{% seats rows %}",
                values={
                    "rows": [
                        SeatRow(label=_("First bench"), detail=_("7 seats"), seats=plain),
                        SeatRow(label=_("Second bench"), detail=_("3 seats"), seats=plain[:3]),
                    ]
                },
            ),
            Example(
                name=_("a vote by bloc"),
                code="{% seats rows %}",
                values={
                    "rows": [
                        SeatRow(
                            label=_("First bench"),
                            detail=_("3 in favour, 1 against, 3 otherwise"),
                            seats=voted,
                        )
                    ]
                },
            ),
        ],
    )
