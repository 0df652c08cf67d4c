"""How a vote ends, and why, in words that a citizen understands. Pure.

Source: docs/rules/council.md, "Majorities" and "Ties".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from alameda.council.rules.standing_orders import Majority, Share, StandingOrders, parse_share

Line = dict[str, Any]
CASTING: Final = ("favour", "against")


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What each member present did, counted; and how many are in office."""

    favour: int = 0
    against: int = 0
    abstain: int = 0
    not_voting: int = 0
    recused: int = 0
    in_office: int

    def __post_init__(self) -> None:
        counts = (self.favour, self.against, self.abstain, self.not_voting, self.recused)
        if min(counts) < 0 or self.in_office < 0:
            msg = f"a count is never negative: {self}"
            raise ValueError(msg)

    @property
    def present(self) -> int:
        """Those present when the vote was taken, the recused among them."""
        return self.eligible + self.recused

    @property
    def eligible(self) -> int:
        """Those present who may decide: all but the recused."""
        return self.favour + self.against + self.abstain + self.not_voting


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a vote ended.

    Attributes:
        outcome: ``approved``, ``refused`` or ``tied``.
        needed: in favour.
        base: the number that ``needed`` is a share of.
        lines: how it was computed, as keys and values that JSON holds; ``explain`` words them.
    """

    outcome: str
    needed: int
    base: int
    lines: list[Line]


def result_of(tally: Tally, *, majority: str, orders: StandingOrders, casting: str = "") -> Result:
    """How the vote ends.

    Args:
        tally: the count.
        majority: key of the majority that the decision needs.
        orders: of the day on which the session began.
        casting: choice of who presides, once the vote was tied: ``favour`` or ``against``.

    Raises:
        KeyError: there is no such majority.
        ValueError: a casting choice where there is no tie, or one that decides nothing.
    """
    rule = orders.majorities[majority]
    base = _base(tally, rule, orders)
    needed = rule.share.of(base)
    is_tied = _is_tied(tally, rule, needed)
    if casting and (not is_tied or casting not in CASTING):
        msg = f"nothing is tied, or {casting!r} does not break it"
        raise ValueError(msg)
    if is_tied:
        outcome = {"": "tied", "favour": "approved", "against": "refused"}[casting]
    else:
        outcome = "approved" if tally.favour >= needed else "refused"
    lines = _lines(tally, rule, orders, base)
    if is_tied:
        lines.append({"key": "tied", "votes": tally.favour})
    if casting:
        lines.append({"key": "casting", "choice": casting})
    if outcome != "tied":
        lines.append({"key": outcome, "favour": tally.favour, "needed": needed, "casting": casting})
    return Result(outcome=outcome, needed=needed, base=base, lines=lines)


def _base(tally: Tally, rule: Majority, orders: StandingOrders) -> int:
    if rule.of == "in_office":
        return tally.in_office
    return tally.eligible if orders.not_voting_counts else tally.eligible - tally.not_voting


def _is_tied(tally: Tally, rule: Majority, needed: int) -> bool:
    """As many for as against, where one vote more decides; only the plain majority has ties."""
    return (
        rule.key == "present"
        and tally.favour == tally.against
        and tally.favour > 0
        and tally.favour + 1 == needed
    )


def _lines(tally: Tally, rule: Majority, orders: StandingOrders, base: int) -> list[Line]:
    lines: list[Line] = [{"key": "present", "count": tally.present}]
    if tally.recused:
        lines.append({"key": "recused", "count": tally.recused})
    if rule.of == "present" and tally.not_voting and not orders.not_voting_counts:
        lines.append({"key": "not_counted", "count": tally.not_voting})
    lines.append(
        {
            "key": f"base_{rule.of}",
            "base": base,
            "share": rule.share.text,
            "needed": rule.share.of(base),
            "majority": rule.key,
        }
    )
    lines.append(
        {
            "key": "counts",
            "favour": tally.favour,
            "against": tally.against,
            "abstain": tally.abstain,
            "not_voting": tally.not_voting,
        }
    )
    return lines


def explain(lines: Sequence[Line], *, language: str) -> list[str]:
    """The computation, a sentence each, in the reader's language; unknown lines are left out."""
    words = _SPANISH if language.startswith("es") else _ENGLISH
    return [words[line["key"]](line) for line in lines if line.get("key") in words]


def share_words(share: Share, *, language: str) -> str:
    """A share in words: “more than half”, “at least 4/7”."""
    is_spanish = language.startswith("es")
    if share.is_strict and (share.top, share.bottom) == (1, 2):
        text = "más de la mitad" if is_spanish else "more than half"
    else:
        least = (
            ("más de" if is_spanish else "more than")
            if share.is_strict
            else ("al menos" if is_spanish else "at least")
        )
        text = f"{least} {share.top}/{share.bottom}"
    if not share.more:
        return text
    return f"{text}, {'más' if is_spanish else 'plus'} {share.more}"


def _n(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _es_needed(line: Line) -> str:
    share = share_words(parse_share(line["share"]), language="es")
    return f"{share}: {_n(line['needed'], 'voto', 'votos')} a favor."


def _en_needed(line: Line) -> str:
    share = share_words(parse_share(line["share"]), language="en")
    return f"{share}: {_n(line['needed'], 'vote', 'votes')} in favour."


def _es_counts(line: Line) -> str:
    parts = [
        f"{line['favour']} a favor",
        f"{line['against']} en contra",
        _n(line["abstain"], "abstención", "abstenciones"),
    ]
    if line["not_voting"]:
        parts.append(f"{line['not_voting']} sin votar")
    return f"Se contaron {', '.join(parts[:-1])} y {parts[-1]}."


def _en_counts(line: Line) -> str:
    parts = [
        f"{line['favour']} in favour",
        f"{line['against']} against",
        _n(line["abstain"], "abstention", "abstentions"),
    ]
    if line["not_voting"]:
        parts.append(f"{line['not_voting']} not voting")
    return f"Counted: {', '.join(parts[:-1])} and {parts[-1]}."


def _es_end(line: Line) -> str:
    word = "aprobado" if line["key"] == "approved" else "rechazado"
    if line["casting"]:
        return f"Con ese voto queda {word}."
    if line["key"] == "approved":
        return f"A favor hubo {line['favour']} y bastaban {line['needed']}: {word}."
    return f"A favor hubo {line['favour']} y se necesitaban {line['needed']}: {word}."


def _en_end(line: Line) -> str:
    word = line["key"]
    if line["casting"]:
        return f"By that vote it is {word}."
    if word == "approved":
        return f"In favour were {line['favour']}, and {line['needed']} were enough: approved."
    return f"In favour were {line['favour']}, and {line['needed']} were needed: refused."


_Words = dict[str, Callable[[Line], str]]
_SPANISH: Final[_Words] = {
    "quorum": lambda line: (
        f"Había quórum: {_n(line['there'], 'integrante podía', 'integrantes podían')} votar"
        f" y bastaban {line['needed']}."
    ),
    "present": lambda line: (
        f"Al votar había {_n(line['count'], 'integrante presente', 'integrantes presentes')}."
    ),
    "recused": lambda line: (
        "1 tiene inhabilidad: no vota ni cuenta entre los presentes."
        if line["count"] == 1
        else f"{line['count']} tienen inhabilidad: no votan ni cuentan entre los presentes."
    ),
    "not_counted": lambda line: (
        f"{_n(line['count'], 'no votó y no cuenta', 'no votaron y no cuentan')} para la mayoría."
    ),
    "base_present": lambda line: (
        f"La mayoría se calcula sobre {_n(line['base'], 'presente', 'presentes')}:"
        f" se necesita {_es_needed(line)}"
    ),
    "base_in_office": lambda line: (
        f"La mayoría se calcula sobre {_n(line['base'], 'integrante', 'integrantes')} en ejercicio,"
        f" presentes o no: se necesita {_es_needed(line)}"
    ),
    "counts": _es_counts,
    "tied": lambda line: (
        f"Hay empate: {line['votes']} a favor y {line['votes']} en contra, y un voto más decide."
    ),
    "casting": lambda line: (
        "Quien preside dirimió el empate:"
        f" {'a favor' if line['choice'] == 'favour' else 'en contra'}."
    ),
    "approved": _es_end,
    "refused": _es_end,
}
_ENGLISH: Final[_Words] = {
    "quorum": lambda line: (
        f"There was quorum: {_n(line['there'], 'member', 'members')} could vote"
        f" and {line['needed']} were enough."
    ),
    "present": lambda line: (
        f"{_n(line['count'], 'member was', 'members were')} present at the vote."
    ),
    "recused": lambda line: (
        "1 is recused: neither votes nor counts among those present."
        if line["count"] == 1
        else f"{line['count']} are recused: they neither vote nor count among those present."
    ),
    "not_counted": lambda line: (
        f"{_n(line['count'], 'did not vote and does not count', 'did not vote and do not count')}"
        " for the majority."
    ),
    "base_present": lambda line: (
        f"The majority is taken of {line['base']} present: it needs {_en_needed(line)}"
    ),
    "base_in_office": lambda line: (
        f"The majority is taken of {_n(line['base'], 'member', 'members')} in office, present or"
        f" not: it needs {_en_needed(line)}"
    ),
    "counts": _en_counts,
    "tied": lambda line: (
        f"It is a tie: {line['votes']} in favour and {line['votes']} against,"
        " and one vote more decides."
    ),
    "casting": lambda line: (
        f"Who presides broke the tie: {'in favour' if line['choice'] == 'favour' else 'against'}."
    ),
    "approved": _en_end,
    "refused": _en_end,
}
