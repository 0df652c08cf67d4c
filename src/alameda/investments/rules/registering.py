"""Registering an initiative: what it needs, what looks wrong, what may be corrected. Pure.

Source: docs/rules/investment-cycle.md, "Registering" and "Correcting".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from alameda.foundation.vocabulary import Word
from alameda.investments.rules.states import STATES

# The processes of a project: the first word of its name. Source: guides of the SNI.
PROCESSES: Final = (
    "Ampliación",
    "Conservación",
    "Construcción",
    "Equipamiento",
    "Habilitación",
    "Mejoramiento",
    "Normalización",
    "Reparación",
    "Reposición",
    "Restauración",
)

FUNDS: Final = (
    "FNDR",
    "FRIL",
    "FRPD",
    "FNDR 8 %",
    "Fondo de Equidad Interregional",
    "Fondo Regional de Iniciativa Local",
    "Fondo Regional para la Productividad y el Desarrollo",
    "ISAR",
    "Fondo sectorial",
)

# The sectors of the national system, which a new region has before any register brings its own.
SECTORS: Final = {
    "agua": "Agua potable y saneamiento",
    "comunicaciones": "Comunicaciones",
    "deporte": "Deporte",
    "desarrollo-social": "Desarrollo social",
    "desarrollo-urbano": "Vivienda y desarrollo urbano",
    "educacion-y-cultura": "Educación, cultura y patrimonio",
    "energia": "Energía",
    "fomento-productivo": "Fomento productivo",
    "justicia": "Justicia",
    "medio-ambiente": "Recursos naturales y medio ambiente",
    "multisectorial": "Multisectorial",
    "recursos-hidricos": "Recursos hídricos",
    "salud": "Salud",
    "seguridad": "Seguridad pública",
    "silvoagropecuario": "Silvoagropecuario y pesca",
    "transporte": "Transporte",
    "turismo-y-comercio": "Turismo y comercio",
}

# What is doubted before it is saved, and gone on with once somebody says that it is right.
DOUBTS: Final = (
    Word("twin", "Es otra", "It is another one"),
    Word("amount", "El monto es correcto", "The amount is right"),
    Word("split", "No es un fraccionamiento", "It is not a splitting"),
)

TWIN_YEARS: Final = 5
TWIN_LIKENESS: Final = 0.55
SPLIT_YEARS: Final = 2
SPLIT_LIKENESS: Final = 0.3

_BEFORE_COUNCIL: Final = frozenset(
    {
        "draft",
        "entered",
        "pertinence",
        "returned",
        "admissible",
        "in_evaluation",
        "missing_information",
        "objected",
        "recommended",
        "prioritised",
    }
)
_OVER: Final = frozenset({"closed", "ex_post", "not_pertinent", "lapsed", "rejected", "withdrawn"})
_LIVING: Final = frozenset(state.key for state in STATES) - _OVER
_BEFORE_EVALUATION: Final = frozenset({"draft", "entered", "pertinence", "returned", "admissible"})

# In which states each field may be corrected: what was evaluated or decided stays as it was.
CORRECTABLE: Final = {
    "name": _LIVING,
    "bip": _LIVING,
    "sector": _LIVING,
    "division": _LIVING,
    "formulator": _LIVING,
    "executing_unit": _LIVING,
    "beneficiaries_total": _LIVING,
    "beneficiaries_who": _LIVING,
    "comunas": _BEFORE_COUNCIL,
    "is_region_wide": _BEFORE_COUNCIL,
    "kind": _BEFORE_EVALUATION,
    "route": _BEFORE_EVALUATION,
    "stage": _BEFORE_EVALUATION,
    "amount_clp": _BEFORE_COUNCIL,
    "fund": _BEFORE_COUNCIL,
    "asked_year": _BEFORE_COUNCIL,
    "received_on": frozenset({"entered"}),
    "letter": frozenset({"entered"}),
    "letter_on": frozenset({"entered"}),
}

# While these last, who formulates it has it in hand.
FORMULATORS_TURN: Final = frozenset({"draft", "returned", "missing_information", "objected"})


def may_correct_in(field: str, state: str) -> bool:
    """Whether a field may be corrected while the initiative is in a state."""
    return state in CORRECTABLE.get(field, frozenset())


def fields_open_in(state: str) -> tuple[str, ...]:
    """The fields that may be corrected in a state."""
    return tuple(field for field, states in CORRECTABLE.items() if state in states)


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What is usually asked for on a route.

    Attributes:
        low_clp: in whole pesos; nineteen of twenty ask for more.
        high_clp: nineteen of twenty ask for less.
        count: how many initiatives say so; zero where a legal parameter does.
    """

    low_clp: int
    high_clp: int
    count: int


THOUSAND: Final = 1_000
FAR: Final = 10


def is_in_thousands(amount_clp: int, usual: Usual) -> bool:
    """Whether an amount looks typed in thousands where pesos are asked.

    It is ten times under what is usual on its route, and a thousand times as much is usual.
    """
    return amount_clp * FAR < usual.low_clp and amount_clp * THOUSAND <= usual.high_clp * FAR


def is_a_thousandfold(amount_clp: int, usual: Usual) -> bool:
    """Whether an amount looks typed with three zeros too many."""
    return amount_clp > usual.high_clp * FAR
