"""A vote as pages show it: its bar, its names by choice, how its result was computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.council.models import Ballot, Vote
from alameda.council.rules.results import explain
from alameda.council.rules.vocabulary import CHOICES
from alameda.council.views.wording import outcome_label
from alameda.foundation import words
from alameda.foundation.vocabulary import say
from alameda.ui.context import address_of
from alameda.ui.parts import Choice, ChoiceKey, Link, Seat, SeatRow

KEYS = tuple(choice.key for choice in CHOICES)


@dataclass(frozen=True)
class Named:
    """Those who did the same in a vote."""

    label: str
    people: Sequence[Link]
    is_by_secretary: bool = False


_WORDS: dict[str, Callable[[int], str]] = {
    "favour": lambda count: ngettext("in favour", "in favour", count),
    "against": lambda count: ngettext("against", "against", count),
    "abstain": lambda count: ngettext("abstention", "abstentions", count),
    "not_voting": lambda count: ngettext("did not vote", "did not vote", count),
    "recused": lambda count: ngettext("recused", "recused", count),
}


def choice_words(key: str, count: int) -> str:
    """What some members did, to stand after their number: 3 abstentions."""
    return _WORDS[key](count)


def choice_of(key: str, count: int) -> Choice:
    """How many did one thing, ready to be drawn."""
    return Choice(key=cast("ChoiceKey", key), label=choice_words(key, count), count=count)


def choices_of(vote: Vote) -> list[Choice]:
    """How a closed vote was split, in the order in which it is said."""
    return [choice_of(key, count) for key in KEYS if (count := getattr(vote, key)) is not None]


def counted_words(vote: Vote) -> str:
    """33 in favour, 0 against, 1 abstained."""
    return ", ".join(
        f"{words.number(choice.count)} {choice.label}"
        for choice in choices_of(vote)
        if choice.count or choice.key in {"favour", "against"}
    )


def named(ballots: Iterable[Ballot]) -> list[Named]:
    """The members by what they did; only choices that somebody made."""
    found: dict[str, list[Link]] = {key: [] for key in (*KEYS, "")}
    for ballot in ballots:
        person = ballot.councillor
        found[ballot.choice].append(
            Link(label=person.name, url=address_of(f"/consejo/integrantes/{person.slug}/"))
        )
    labels = {word.key: say(word) for word in CHOICES} | {"": _("Has not voted yet")}
    return [Named(labels[key], people) for key, people in found.items() if people]


def seat_rows(ballots: Iterable[Ballot], blocs: dict[int, str]) -> list[SeatRow]:
    """The same by bloc: how each bloc was split."""
    rows: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        rows.setdefault(blocs.get(ballot.councillor_id, _("Without bloc")), []).append(ballot)
    labels = {word.key: say(word).lower() for word in CHOICES}
    return [
        SeatRow(
            label=bloc,
            detail=", ".join(
                f"{words.number(count)} {choice_words(key, count)}"
                for key in KEYS
                if (count := sum(ballot.choice == key for ballot in own))
            ),
            seats=[
                Seat(
                    name=f"{ballot.councillor.name}: {labels[ballot.choice]}",
                    key=cast("ChoiceKey", ballot.choice),
                )
                for ballot in sorted(own, key=lambda row: KEYS.index(row.choice))
            ],
        )
        for bloc, own in sorted(rows.items(), key=lambda pair: -len(pair[1]))
    ]


def how_counted(vote: Vote) -> list[str]:
    """How the result came out of the ballots, a sentence a step."""
    if vote.explanation:
        return explain(vote.explanation, language=words.language())
    if vote.present is None:
        return []
    number = words.number
    recused = vote.recused or 0
    lines = [
        ngettext("%(n)s member was present.", "%(n)s members were present.", vote.present)
        % {"n": number(vote.present)}
    ]
    if recused:
        lines.append(
            ngettext(
                "%(n)s was recused, and does not count: %(left)s could vote.",
                "%(n)s were recused, and do not count: %(left)s could vote.",
                recused,
            )
            % {"n": number(recused), "left": number(vote.present - recused)}
        )
    if vote.needed is not None:
        lines.append(
            _("It needed %(needed)s in favour, and had %(favour)s.")
            % {"needed": number(vote.needed), "favour": number(vote.favour or 0)}
        )
    if vote.casting_choice:
        lines.append(_("It was a tie, broken by who presided."))
    if vote.outcome:
        lines.append(_("Result: %(outcome)s.") % {"outcome": outcome_label(vote.outcome).lower()})
    return lines
