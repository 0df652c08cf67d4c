"""What happened in a session, written down by who did it, and what its minutes have to say.

It knows nothing of the rows: each act that was not refused is noted here as plainly as can be, and
each sentence that must stand in the minutes is a pattern. What no pattern fits should not be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alameda.council.tests.slow_count import outcome_slowly

HOUR = r"\d\d:\d\d"
LATER = r"Queda pendiente para otra sesión, como [-\w]+\."
SAID = {
    "favour": ("Votó a favor", "Votaron a favor"),
    "against": ("Votó en contra", "Votaron en contra"),
    "abstain": ("Se abstuvo", "Se abstuvieron"),
    "not_voting": ("No votó", "No votaron"),
    "recused": ("Inhabilidad", "Inhabilidades"),
}
ENDED = {
    "approved": r"En consecuencia, el asunto fue aprobado\.",
    "refused": r"En consecuencia, el asunto fue rechazado\.",
    "tied": r"La votación terminó en empate\.",
}


@dataclass
class PlainVote:
    """A vote: what each on its roll did, by seat; and the items, the first of the agenda first."""

    choices: dict[int, str]
    items: tuple[int, ...]
    is_annulled: bool = False

    def outcome(self, seats: int) -> tuple[str, int]:
        """How it ended, and how many in favour it took."""
        return outcome_slowly(list(self.choices.values()), in_office=seats, majority="present")


@dataclass
class PlainItem:
    """An item: where it stands, and what was said of it."""

    number: str
    has_vote: bool
    state: str = "on_agenda"
    was_before: bool = False
    is_from_floor: bool = False
    recused: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    reason: str = ""
    codes: list[str] = field(default_factory=list)
    agreement: str = ""

    @property
    def is_left(self) -> bool:
        """Whether nobody ended it."""
        return self.state in {"on_agenda", "debated"}

    def end(self) -> None:
        """It ends with its session, as it stands."""
        if self.state == "on_agenda":
            self.state = "untreated"
        elif self.state == "debated":
            self.state = "postponed" if self.has_vote else "dealt_with"
            self.reason = "Seguía en discusión cuando terminó la sesión" if self.has_vote else ""


@dataclass
class PlainSession:
    """A session: names by seat, in the order of the surnames, and all that was done."""

    names: Sequence[str]
    items: list[PlainItem]
    votes: list[PlainVote] = field(default_factory=list)
    opened_by: int = 0
    opened_with: int = 0
    inside: set[int] = field(default_factory=set)
    been: set[int] = field(default_factory=set)
    excused: set[int] = field(default_factory=set)
    is_certified: bool = False
    moves: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Everything that is left ends."""
        for item in self.items:
            item.end()

    def must_say(self) -> dict[str, list[str]]:
        """What each part of the minutes says: patterns, each of one paragraph."""
        left = [item for item in self.items if item.state == "untreated"]
        closing = [rf"Se levanta la sesión a las {HOUR} horas\."]
        if left:
            word = "asunto" if len(left) == 1 else "asuntos"
            numbers = _joined([item.number for item in left])
            closing.append(rf"Sin tratar: {len(left)} {word} de la tabla \({numbers}\)\.")
        told = {
            "opening": [
                rf"El .+, a las {HOUR} horas, en .+, se abre la sesión ordinaria .+\.",
                rf"Preside {self.names[self.opened_by]}\.",
                self._quorum(),
            ],
            "attendance": list(self._attendance()),
            "closing": closing,
        }
        if self.moves:
            told["movements"] = [rf"{HOUR}: {said}" for said in self.moves]
        for place, item in enumerate(self.items):
            told[f"item-{place}"] = list(self._item(place, item))
        asked = [code for item in self.items for code in item.codes]
        if asked:
            told["commitments"] = [rf"{code}: Informar, a petición de .+\." for code in asked]
        return told

    def _quorum(self) -> str:
        return (
            rf"Se verifica el quórum en primera citación: {self.opened_with} integrantes?"
            rf" presentes? de {len(self.names)} en ejercicio; el mínimo exigido es de \d+\."
        )

    def _attendance(self) -> Iterable[str]:
        if not self.is_certified:
            yield r"Según el registro de la sesión, sin certificar al redactarse esta acta\."
        yield rf"Asisten \({len(self.been)}\): {self._listed(self.been)}\."
        if self.is_certified:
            absent = set(range(len(self.names))) - self.been - self.excused
            for word, who in (("Ausente con justificación", self.excused), ("Ausente", absent)):
                if who:
                    yield rf"{word} \({len(who)}\): {self._listed(who)}\."

    def _item(self, place: int, item: PlainItem) -> Iterable[str]:
        if item.is_from_floor:
            yield r"Asunto incorporado durante la sesión\."
        yield from item.notes
        for seat in sorted(item.recused):
            yield rf"Se registra la inhabilidad de {self.names[seat]}\. Causa: interés propio\."
        mine = [vote for vote in self.votes if place in vote.items]
        for vote in mine:
            if min(vote.items) == place:
                yield from self._vote(vote)
        yield from self._pointers(place, mine)
        if item.agreement:
            yield rf"Acuerdo .*\({item.agreement}\): .+"
        yield from (rf"Queda registrado el compromiso {code}\." for code in item.codes)
        yield from _ending(item, was_voted=any(not vote.is_annulled for vote in mine))

    def _pointers(self, place: int, votes: Iterable[PlainVote]) -> Iterable[str]:
        """That it was voted with another, once; and that such a vote was annulled, once."""
        for is_annulled, sentence in (
            (False, r"Se votó en conjunto con el punto {}, con el mismo resultado\."),
            (True, r"La votación en conjunto con el punto {} fue anulada\."),
        ):
            elsewhere = [
                min(vote.items)
                for vote in votes
                if vote.is_annulled is is_annulled and min(vote.items) != place
            ]
            if elsewhere:
                yield sentence.format(re.escape(self.items[elsewhere[0]].number))

    def _vote(self, vote: PlainVote) -> Iterable[str]:
        yield rf"A las {HOUR} horas se vota: .+"
        if vote.is_annulled:
            yield r"Esta votación fue anulada y no produce efecto\."
            return
        by_choice: Mapping[str, list[int]] = {
            key: sorted(seat for seat, choice in vote.choices.items() if choice == key)
            for key in SAID
        }
        yield _result({key: len(who) for key, who in by_choice.items()})
        for key, who in by_choice.items():
            if who:
                yield rf"{SAID[key][len(who) > 1]}: {self._listed(who)}\."
        outcome, needed = vote.outcome(len(self.names))
        yield rf".*\b{needed}\b.*"
        yield ENDED[outcome]

    def _listed(self, seats: Iterable[int]) -> str:
        return _joined([self.names[seat] for seat in sorted(seats)])


def _result(counts: Mapping[str, int]) -> str:
    """The counts, each with its word; what nobody did beyond voting is not told."""
    favour, abstain = counts["favour"], counts["abstain"]
    told = [
        rf"{favour} votos? a favor",
        rf"{counts['against']} en contra",
        rf"{abstain} abstenci(?:ón|ones)",
    ]
    if counts["not_voting"]:
        told.append(rf"{counts['not_voting']} integrantes? que no vot(?:ó|aron)")
    if counts["recused"]:
        told.append(rf"{counts['recused']} inhabilidad(?:es)?")
    return "Resultado: " + "(?:, | y | e )".join(told) + r"\."


def _ending(item: PlainItem, *, was_voted: bool) -> Iterable[str]:
    why = rf" Motivo: {re.escape(item.reason)}\." if item.reason else ""
    if item.state in {"withdrawn", "postponed"} and item.was_before:
        verb = "retirado de la tabla" if item.state == "withdrawn" else "postergado"
        yield rf"El asunto había sido {verb} antes de la sesión\.{why}"
    elif item.state == "withdrawn":
        yield rf"El asunto se retira de la tabla\.{why}"
    elif item.state == "postponed":
        yield rf"El asunto se posterga para otra sesión\.{why}"
    elif item.state == "untreated":
        yield r"El asunto no se trató en esta sesión\."
    elif item.state == "dealt_with" and not was_voted:
        yield r"El asunto se trató, sin votación\."
    if item.state in {"postponed", "untreated"}:
        yield LATER


def _joined(words: Sequence[str]) -> str:
    """The pattern of a list as it is read."""
    told = [re.escape(word) for word in words]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} [ye] {told[-1]}"


def unsaid(paragraphs: Sequence[str], patterns: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands there and fits nothing, and what should stand there and does not."""
    waiting, strange = list(patterns), []
    for paragraph in paragraphs:
        found = next((each for each in waiting if re.fullmatch(each, paragraph)), None)
        if found is None:
            strange.append(paragraph)
        else:
            waiting.remove(found)
    return strange, waiting
