"""The minutes of a session, drafted from what happened: plain facts in, parts of text out. Pure.

Formal Spanish, in the order in which things happened. Each part has a key by which it is corrected.

Source: docs/rules/council-decisions.md, "Minutes".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alameda.foundation import spanish

PARAGRAPH = "\n\n"
SECTION_LEVEL = 1
ITEM_LEVEL = 2
SECTION_KEY = "section-"
_SUMMONS = {1: "primera citación", 2: "segunda citación"}
_OUTCOMES = {
    "approved": "En consecuencia, el asunto fue aprobado.",
    "refused": "En consecuencia, el asunto fue rechazado.",
    "tied": "La votación terminó en empate.",
}
_CASTING = {
    "favour": "Quien preside dirimió el empate votando a favor.",
    "against": "Quien preside dirimió el empate votando en contra.",
}
_TREATED = "El asunto se trató, sin votación."
_ENDINGS = {
    "withdrawn": "El asunto se retira de la tabla.",
    "postponed": "El asunto se posterga para otra sesión.",
    "untreated": "El asunto no se trató en esta sesión.",
    "on_agenda": "El asunto no se trató en esta sesión.",
    "debated": "El asunto quedó en discusión, sin decidirse.",
    "stood_by_silence": "Se deja constancia de que la proposición rige por silencio.",
}
_LEFT_BEFORE = {
    "withdrawn": "El asunto había sido retirado de la tabla antes de la sesión.",
    "postponed": "El asunto había sido postergado antes de la sesión.",
}
_NAMED = {
    "favour": ("Votó a favor: {names}.", "Votaron a favor: {names}."),
    "against": ("Votó en contra: {names}.", "Votaron en contra: {names}."),
    "abstain": ("Se abstuvo: {names}.", "Se abstuvieron: {names}."),
    "not_voting": ("No votó: {names}.", "No votaron: {names}."),
    "recused": ("Inhabilidad: {names}.", "Inhabilidades: {names}."),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the minutes.

    Attributes:
        key: stable; a correction names it.
        title: its heading.
        text: paragraphs, with an empty line between them.
        level: in the outline: 1 for a section, 2 for an item.
    """

    key: str
    title: str
    text: str
    level: int = SECTION_LEVEL


@dataclass(frozen=True, kw_only=True)
class VoteTold:
    """A vote as the minutes tell it.

    Attributes:
        counts: as a certificate says them; empty where the source does not give them.
        names: key of the choice to the names, by surname.
        casting: key of the choice of who presided, on a tie.
        explanation: how the result was computed, a sentence each.
        is_annulled: whether it does not count.
    """

    at: str
    question: str
    counts: str
    names: dict[str, Sequence[str]]
    outcome: str
    casting: str = ""
    explanation: Sequence[str] = ()
    is_annulled: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemTold:
    """An item as the minutes tell it.

    Attributes:
        section: key of its section of the agenda.
        committee: name of the committee that reported on it; empty without one.
        notes: what was noted while it was discussed, a sentence each.
        recusals: the name and the cause of each.
        agreements: the text of each agreement, with its number.
        state: key of the state in which the session left it.
        reason: why it was withdrawn or postponed.
        left_before: whether it was withdrawn or postponed before the session opened.
        carried_to: code of the item that waits in its place; empty where none does.
        voted_with: number or title of the item under which its vote is told; empty: under this.
        annulled_with: that of the item under which a vote on both is told that was annulled.
        commitments: codes of what was asked for while it was discussed.
    """

    key: str
    number: str
    title: str
    section: str
    summary: str = ""
    committee: str = ""
    report: str = ""
    is_from_floor: bool = False
    notes: Sequence[str] = ()
    recusals: Sequence[tuple[str, str]] = ()
    votes: Sequence[VoteTold] = ()
    agreements: Sequence[str] = ()
    state: str = ""
    reason: str = ""
    left_before: bool = False
    carried_to: str = ""
    voted_with: str = ""
    annulled_with: str = ""
    commitments: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class SessionTold:
    """A session as the minutes tell it.

    Attributes:
        named: such as ``sesión ordinaria N° 7 del Consejo Regional``.
        subject: the only subject, where extraordinary.
        opened_at: hour, as ``09:45``; empty where it is not known.
        summons: 1 or 2; empty where it is not known.
        present: names, by surname.
        remote: of them, those who took part at a distance.
        absent: name and reason of each.
        is_certified: whether the attendance was certified.
        warnings: what was noted before the session opened, each with its day.
        movements: what happened outside the items, as hour and sentence, in order.
        items: in the order of the agenda.
        commitments: all that was asked for, a sentence each.
        sections: key and title of each part of the agenda, in order.
        recording_url: where the recording is; empty without one.
    """

    named: str
    held_on: date
    place: str
    subject: str
    opened_at: str
    closed_at: str
    summons: int | None
    in_office: int | None
    quorum_needed: int | None
    quorum_present: int | None
    presided_by: str
    present: Sequence[str]
    remote: Sequence[str]
    absent: Sequence[tuple[str, str]]
    is_certified: bool
    movements: Sequence[tuple[str, str]]
    items: Sequence[ItemTold]
    commitments: Sequence[str]
    sections: Sequence[tuple[str, str]]
    recording_url: str = ""
    warnings: Sequence[tuple[date, str]] = ()


def minutes_parts(told: SessionTold) -> list[Part]:
    """The parts of the minutes, in order."""
    return [
        Part(key="opening", title="Apertura", text=_lines(_opening(told))),
        Part(key="attendance", title="Asistencia", text=_lines(_attendance(told))),
        *_movements(told),
        *_sections(told),
        *_commitments(told),
        Part(key="closing", title="Cierre", text=_lines(_closing(told))),
    ]


def is_heading(part: Mapping[str, object]) -> bool:
    """Whether a part of minutes only heads those after it: it has no text to correct."""
    return str(part["key"]).startswith(SECTION_KEY) and not part.get("text")


def _opening(told: SessionTold) -> Iterator[str]:
    at = f", a las {told.opened_at} horas" if told.opened_at else ""
    place = f", {spanish.in_the(told.place)}" if told.place else ""
    yield (f"El {spanish.weekday(told.held_on)}{at}{place}, se abre la {told.named}.")
    if told.subject:
        yield f"Fue convocada para tratar exclusivamente: {spanish.bare(told.subject)}."
    if told.presided_by:
        yield f"Preside {told.presided_by}."
    if told.quorum_needed is not None and told.quorum_present is not None:
        summons = _SUMMONS.get(told.summons or 0, "")
        here = spanish.counted(told.quorum_present, "integrante presente", "integrantes presentes")
        when = f" en {summons}" if summons else ""
        of = f" de {told.in_office} en ejercicio" if told.in_office else ""
        yield (
            f"Se verifica el quórum{when}: {here}{of}; el mínimo exigido es de"
            f" {told.quorum_needed}."
        )
    for on, text in told.warnings:
        yield f"El {spanish.day(on)} quedó constancia: {spanish.sentence(text)}"


def _attendance(told: SessionTold) -> Iterator[str]:
    if not told.is_certified:
        yield "Según el registro de la sesión, sin certificar al redactarse esta acta."
    if told.present:
        yield f"Asisten ({len(told.present)}): {spanish.joined(told.present)}."
    if told.remote:
        yield f"Participan a distancia: {spanish.joined(told.remote)}."
    for state, names in _grouped(told.absent).items():
        yield f"{state} ({len(names)}): {spanish.joined(names)}."


def _movements(told: SessionTold) -> Iterator[Part]:
    if told.movements:
        lines = [f"{at}: {spanish.sentence(text)}" for at, text in told.movements]
        yield Part(key="movements", title="Desarrollo de la sesión", text=PARAGRAPH.join(lines))


def _sections(told: SessionTold) -> Iterator[Part]:
    known = [key for key, _title in told.sections]
    for key, title in (*told.sections, ("", "Otros asuntos")):
        items = [
            item
            for item in told.items
            if item.section == key or (not key and item.section not in known)
        ]
        if not items:
            continue
        yield Part(key=f"{SECTION_KEY}{key or 'none'}", title=title, text="")
        for item in items:
            heading = f"{item.number}. {item.title}" if item.number else item.title
            yield Part(key=item.key, title=heading, text=_lines(_item(item)), level=ITEM_LEVEL)


def _item(item: ItemTold) -> Iterator[str]:
    if item.is_from_floor:
        yield "Asunto incorporado durante la sesión."
    if item.summary:
        yield spanish.sentence(item.summary)
    if item.report:
        by = f" {spanish.of_the(item.committee)}" if item.committee else " de la comisión"
        yield f"Informe{by}: {spanish.sentence(item.report)}"
    for note in item.notes:
        yield spanish.sentence(note)
    for name, cause in item.recusals:
        yield f"Se registra la inhabilidad de {name}. Causa: {cause.lower()}."
    yield from _votes(item)
    yield from item.agreements
    yield from (f"Queda registrado el compromiso {code}." for code in item.commitments)
    yield from _ending(item)


def _votes(item: ItemTold) -> Iterator[str]:
    for vote in item.votes:
        yield from _vote(vote)
    if item.voted_with:
        yield f"Se votó en conjunto con el punto {item.voted_with}, con el mismo resultado."
    if item.annulled_with:
        yield f"La votación en conjunto con el punto {item.annulled_with} fue anulada."


def _vote(vote: VoteTold) -> Iterator[str]:
    at = f"A las {vote.at} horas se vota" if vote.at else "Se vota"
    question = f": {spanish.bare(vote.question)}" if vote.question else ""
    yield f"{at}{question}{'' if question.endswith('?') else '.'}"
    if vote.is_annulled:
        yield "Esta votación fue anulada y no produce efecto."
        return
    if vote.counts:
        yield f"Resultado: {vote.counts}."
    for key, (one, several) in _NAMED.items():
        names = vote.names.get(key, ())
        if names:
            sentence = one if len(names) == 1 else several
            yield sentence.format(names=spanish.joined(names))
    yield " ".join(vote.explanation)
    if vote.casting in _CASTING:
        yield _CASTING[vote.casting]
    if vote.outcome in _OUTCOMES:
        yield _OUTCOMES[vote.outcome]


def _ending(item: ItemTold) -> Iterator[str]:
    reason = f" Motivo: {spanish.sentence(item.reason)}" if item.reason else ""
    if item.left_before and item.state in _LEFT_BEFORE:
        yield f"{_LEFT_BEFORE[item.state]}{reason}"
    elif item.state in _ENDINGS:
        yield f"{_ENDINGS[item.state]}{reason}"
    elif item.state == "dealt_with" and not _was_voted(item):
        yield _TREATED
    if item.carried_to:
        yield f"Queda pendiente para otra sesión, como {item.carried_to}."


def _was_voted(item: ItemTold) -> bool:
    """Whether a vote that counts was told of it."""
    return bool(item.voted_with) or any(not vote.is_annulled for vote in item.votes)


def _untreated(told: SessionTold) -> Iterator[str]:
    """What nobody took up, by number or title."""
    left = [item.number or spanish.quoted(item.title) for item in told.items if _is_left(item)]
    if left:
        how_many = spanish.counted(len(left), "asunto", "asuntos")
        yield f"Sin tratar: {how_many} de la tabla ({spanish.joined(left)})."


def _is_left(item: ItemTold) -> bool:
    return item.state in {"untreated", "on_agenda"}


def _commitments(told: SessionTold) -> Iterator[Part]:
    if told.commitments:
        lines = [spanish.sentence(text) for text in told.commitments]
        yield Part(key="commitments", title="Compromisos", text=PARAGRAPH.join(lines))


def _closing(told: SessionTold) -> Iterator[str]:
    at = f" a las {told.closed_at} horas" if told.closed_at else ""
    yield f"Se levanta la sesión{at}."
    yield from _untreated(told)
    if told.recording_url:
        yield f"La grabación de la sesión está en {told.recording_url}"


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, state in pairs:
        found.setdefault(state, []).append(name)
    return found


def _lines(lines: Iterator[str]) -> str:
    return PARAGRAPH.join(line for line in lines if line)
