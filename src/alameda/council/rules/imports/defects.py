"""Every defect that a source of past sessions may have, in words. Pure: no Django.

Keys are stable and public; the sentences are for people. Source: docs/rules/past-sessions.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from alameda.foundation.vocabulary import Named


@dataclass(frozen=True)
class Defect(Named):
    """One kind of defect.

    Attributes:
        marks: what it marks as inconsistent: ``vote``, ``session``, or nothing.
    """

    marks: str = ""


# A row was refused: nothing of it was written.
REFUSALS = (
    Defect("missing-value", "Falta «{column}».", "“{column}” is missing."),
    Defect(
        "not-a-number",
        "«{column}» dice «{value}»: no es un número entero posible.",
        "“{column}” says “{value}”: not a possible whole number.",
    ),
    Defect(
        "not-a-date",
        "«{column}» dice «{value}»: no es una fecha u hora legible.",
        "“{column}” says “{value}”: not a date or time that can be read.",
    ),
    Defect(
        "unknown-value",
        "«{column}» dice «{value}», palabra que el perfil no conoce.",
        "“{column}” says “{value}”, a word that the profile does not know.",
    ),
    Defect(
        "unknown-id",
        "«{column}» nombra a {value}, que no viene en el archivo o no se tomó.",
        "“{column}” names {value}, which is not in the file or was not taken.",
    ),
    Defect(
        "duplicate-key",
        "Repite la clave de una fila anterior.",
        "Repeats the key of an earlier row.",
    ),
    Defect(
        "same-name",
        "Tiene el mismo nombre que otra fila: no hay cómo distinguirlas.",
        "Has the same name as another row: nothing tells them apart.",
    ),
    Defect(
        "too-long",
        "«{column}» tiene más de {most} caracteres.",
        "“{column}” has more than {most} characters.",
    ),
    Defect(
        "wrong-cells",
        "La fila tiene más o menos celdas que el encabezado.",
        "The row has more or fewer cells than the header.",
    ),
    Defect(
        "formula-cell",
        "La celda «{column}» contiene una fórmula: no se evalúa.",
        "The cell “{column}” holds a formula: it is never evaluated.",
    ),
    Defect(
        "error-cell",
        "La celda «{column}» contiene un error de la planilla.",
        "The cell “{column}” holds an error of the spreadsheet.",
    ),
    Defect(
        "broken-text",
        "La celda «{column}» está dañada o trae caracteres que no se pueden guardar.",
        "The cell “{column}” is damaged, or holds characters that cannot be kept.",
    ),
    Defect(
        "spoilt-code",
        "«{column}» dice «{value}»: una planilla convirtió el código en otra cosa.",
        "“{column}” says “{value}”: a spreadsheet turned the code into something else.",
    ),
    Defect(
        "another-session",
        "Dice ser de la sesión {value}, pero su tema es de la sesión {expected}.",
        "Says it is of session {value}, but its item is of session {expected}.",
    ),
    Defect(
        "second-vote",
        "El tema {value} ya tiene otro acuerdo en el archivo.",
        "Item {value} already has another agreement in the file.",
    ),
    Defect(
        "other-key",
        "Antes vino con la clave «{expected}», que ya no está en el archivo: nada dice si es la"
        " misma persona o comisión.",
        "It came before under the key “{expected}”, which the file no longer has: nothing tells"
        " whether it is the same person or committee.",
    ),
    Defect(
        "session-taken",
        "Ya hay una sesión con ese tipo, año y número ({value}): no se toca.",
        "There already is a session of that kind, year and number ({value}): it is left alone.",
    ),
    Defect(
        "certified",
        "El acuerdo {value} ya está certificado: no cambia por una importación.",
        "Agreement {value} is already certified: an import does not change it.",
    ),
)

# The row was taken as published, and shown as such.
DEFECTS = (
    Defect(
        "total-not-present",
        "Los votos publicados suman {total} y la asistencia dice {present} presentes.",
        "The published votes add up to {total}, and the attendance says {present} present.",
        marks="vote",
    ),
    Defect(
        "names-missing",
        "Publica {tally} votos «{choice}» y nombra a {named}.",
        "Publishes {tally} votes “{choice}” and names {named}.",
        marks="vote",
    ),
    Defect(
        "names-exceed",
        "Nombra a {named} con voto «{choice}» y publica {tally}.",
        "Names {named} with vote “{choice}” and publishes {tally}.",
        marks="vote",
    ),
    Defect(
        "result-disagrees",
        "Dice «{result}», pero los votos son {favour} a favor, {against} en contra y"
        " {abstain} abstenciones.",
        "Says “{result}”, but the votes are {favour} in favour, {against} against and"
        " {abstain} abstentions.",
        marks="vote",
    ),
    Defect(
        "absent-voted",
        "Registra un voto de {value}, que no figura presente en la sesión.",
        "Has a vote of {value}, who is not listed as present in the session.",
        marks="vote",
    ),
    Defect(
        "attendance-default",
        "En las {sessions} sesiones figuran presentes exactamente los mismos {present}: parece"
        " un valor puesto por omisión, no una asistencia tomada.",
        "All {sessions} sessions list exactly the same {present} as present: it looks like a"
        " default value, not attendance that was taken.",
        marks="session",
    ),
    Defect(
        "agreement-without-number",
        "{count} acuerdos vienen sin número.",
        "{count} agreements come without a number.",
    ),
    Defect(
        "same-votes-in-a-row",
        "{count} acuerdos seguidos, de {first} a {last}, tienen los mismos votos y nombres:"
        " pueden ser una sola votación en bloque guardada por separado.",
        "{count} agreements in a row, from {first} to {last}, have the same votes and names:"
        " they may be one vote in bloc, stored apart.",
    ),
    Defect(
        "read-by-model",
        "La propia fuente dice que un modelo de lenguaje la extrajo de las actas.",
        "The source itself says that a language model read it from the minutes.",
    ),
    Defect(
        "business-not-told",
        "El título no dice qué tipo de asunto es: queda como «Otro asunto».",
        "The title does not tell the kind of business: it stays as “Other business”.",
    ),
    Defect(
        "not-read",
        "El archivo trae además «{value}», que el perfil no nombra y no se leyó.",
        "The file also has “{value}”, which the profile does not name and which was not read.",
    ),
    Defect(
        "row-gone",
        "Una importación anterior trajo {value} y el archivo ya no lo trae: se conserva.",
        "An earlier import brought {value} and the file no longer does: it was kept.",
        marks="vote",
    ),
    Defect(
        "renamed",
        "Antes decía «{before}» y ahora «{value}»: es la misma clave, y quedó con el nombre nuevo.",
        "It said “{before}” before, and “{value}” now: the key is the same, and it was renamed.",
    ),
)

_ALL = {defect.key: defect for defect in (*REFUSALS, *DEFECTS)}
_REFUSED = frozenset(defect.key for defect in REFUSALS)
_CHOICES_ES = {
    "favour": "a favor",
    "against": "en contra",
    "abstain": "abstención",
    "recused": "inhabilidad",
}
_CHOICES_EN = {
    "favour": "in favour",
    "against": "against",
    "abstain": "abstained",
    "recused": "recused",
}


@dataclass(frozen=True)
class Found:
    """A defect found in a row.

    Attributes:
        kind: key of the defect.
        table: as the source names it.
        row: key of the row, or its place.
        values: what the sentence needs.
        session: key of the session it is about, in the source; empty where none.
        vote: key of the vote it is about, in the source; empty where none.
        place: of the row in its table, from 1; 0 where it is no row of the file.
    """

    kind: str
    table: str
    row: str
    values: dict[str, Any] = field(default_factory=dict)
    session: str = ""
    vote: str = ""
    place: int = 0

    @property
    def is_refusal(self) -> bool:
        """Whether the row was not taken."""
        return self.kind in _REFUSED

    @property
    def marks(self) -> str:
        """What it marks as inconsistent: ``vote``, ``session``, or nothing."""
        return _ALL[self.kind].marks


def sentence(kind: str, values: Mapping[str, Any], *, language: str) -> str:
    """A defect in words.

    Args:
        kind: its key; one that is not known is said as it is.
        values: what the sentence needs.
        language: ``es`` or ``en``.
    """
    defect = _ALL.get(kind)
    if defect is None:
        return kind
    said = dict(values)
    if "choice" in said:
        words = _CHOICES_ES if language == "es" else _CHOICES_EN
        said["choice"] = words.get(said["choice"], said["choice"])
    return defect.said(language).format_map(_Said(said))


class _Said(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
