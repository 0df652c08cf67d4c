"""The text of an agreement as its certificate says it, when the secretary writes none. Pure.

Source: docs/rules/council-decisions.md, "Agreements".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alameda.foundation import spanish

SESSION_NAMES = {"ordinary": "sesión ordinaria", "extraordinary": "sesión extraordinaria"}

_SEIA = "Sistema de Evaluación de Impacto Ambiental"

# What the Council decides, by kind of business: (approved, refused). {title} is the item's.
_DECISIONS = {
    "investment": (
        "aprobar el financiamiento de la iniciativa de inversión {title}",
        "rechazar el financiamiento de la iniciativa de inversión {title}",
    ),
    "budget_frame": (
        "aprobar el marco presupuestario {title}",
        "rechazar el marco presupuestario {title}",
    ),
    "budget_change": (
        "aprobar la modificación presupuestaria {title}",
        "rechazar la modificación presupuestaria {title}",
    ),
    "concession": (
        "pronunciarse favorablemente sobre la concesión del inmueble fiscal {title}",
        "pronunciarse desfavorablemente sobre la concesión del inmueble fiscal {title}",
    ),
    "environmental": (
        f"pronunciarse favorablemente, en el marco del {_SEIA}, sobre {{title}}",
        f"pronunciarse desfavorablemente, en el marco del {_SEIA}, sobre {{title}}",
    ),
    "appointment": ("aprobar la designación {title}", "rechazar la designación {title}"),
    "control_head": (
        "aprobar el nombramiento de la jefatura de la unidad de control {title}",
        "rechazar el nombramiento de la jefatura de la unidad de control {title}",
    ),
    "plan": ("aprobar el instrumento {title}", "rechazar el instrumento {title}"),
    "regulation": ("aprobar el reglamento {title}", "rechazar el reglamento {title}"),
    "corporation": (
        "aprobar la participación del gobierno regional en la corporación {title}",
        "rechazar la participación del gobierno regional en la corporación {title}",
    ),
    "overrule": (
        "insistir en el acuerdo observado {title}",
        "no insistir en el acuerdo observado {title}",
    ),
    "minutes": ("aprobar el acta {title}", "no aprobar el acta {title}"),
    "assignments": ("aprobar los cometidos {title}", "rechazar los cometidos {title}"),
    "observation": (
        "formular la observación fiscalizadora {title}",
        "no formular la observación fiscalizadora {title}",
    ),
    "audit": ("disponer la auditoría externa {title}", "no disponer la auditoría externa {title}"),
    "citizen_point": (
        "acoger el punto ciudadano {title}",
        "no acoger el punto ciudadano {title}",
    ),
}
_ANY = ("aprobar lo propuesto en {title}", "rechazar lo propuesto en {title}")
_CASTING = {
    "favour": "Producido el empate, quien preside lo dirimió votando a favor.",
    "against": "Producido el empate, quien preside lo dirimió votando en contra.",
}


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many did what; ``None`` where the source does not say.

    Attributes:
        casting: key of the choice of who presided, on a tie; empty without one.
    """

    favour: int | None
    against: int | None
    abstain: int | None
    not_voting: int | None
    recused: int | None
    casting: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an agreement's text is made from.

    Attributes:
        business: key of the kind of business.
        outcome: ``approved`` or ``refused``.
        session: such as ``sesión ordinaria N° 7``.
    """

    business: str
    title: str
    outcome: str
    session: str
    held_on: date
    counts: Counts
    amount_clp: int | None = None
    fund: str = ""
    beneficiary: str = ""


def session_words(kind: str, number: int, body: str = "") -> str:
    """A session as it is named: sesión ordinaria N° 7; sesión N° 3 de la Comisión de Salud."""
    if kind in SESSION_NAMES:
        return f"{SESSION_NAMES[kind]} N°{spanish.NBSP}{number}"
    return f"sesión N°{spanish.NBSP}{number}" + (f" {spanish.of_the(body)}" if body else "")


def agreement_text(decision: Decision) -> str:
    """The text of an agreement: one formal sentence, and one more where a tie was broken."""
    words = _DECISIONS.get(decision.business, _ANY)[decision.outcome != "approved"]
    what = words.format(title=spanish.quoted(decision.title))
    counts = counts_words(decision.counts)
    said = f"con {counts}, acordó" if counts else "acordó"
    text = (
        f"El Consejo Regional, en {decision.session}, celebrada el {spanish.day(decision.held_on)},"
        f" {said} {what}{_money_words(decision)}."
    )
    casting = _CASTING.get(decision.counts.casting, "")
    return f"{text} {casting}".strip()


def counts_words(counts: Counts) -> str:
    """The counts as a certificate says them: 28 votos a favor, 1 en contra y 2 abstenciones."""
    if counts.favour is None:
        return ""
    found = [f"{spanish.counted(counts.favour, 'voto', 'votos')} a favor"]
    found.append(f"{spanish.number(counts.against or 0)} en contra")
    found.append(spanish.counted(counts.abstain or 0, "abstención", "abstenciones"))
    if counts.not_voting:
        found.append(
            spanish.counted(
                counts.not_voting, "integrante que no votó", "integrantes que no votaron"
            )
        )
    if counts.recused:
        found.append(spanish.counted(counts.recused, "inhabilidad", "inhabilidades"))
    return spanish.joined(found)


def correction_words(number: int | None, code: str, agreed_on: date) -> str:
    """The sentence that a correcting agreement carries about the one it corrects."""
    named = f"N°{spanish.NBSP}{number} ({code})" if number is not None else code
    return (
        f"El presente acuerdo corrige y reemplaza el acuerdo {named}, de {spanish.day(agreed_on)}."
    )


def _money_words(decision: Decision) -> str:
    found = []
    if decision.amount_clp is not None:
        found.append(f", por un monto de {spanish.money(decision.amount_clp)}")
    if decision.fund:
        found.append(f", con cargo {spanish.to_the(decision.fund)}")
    if decision.beneficiary:
        found.append(f", en beneficio {spanish.of_the(decision.beneficiary)}")
    return "".join(found)
