"""The life of an initiative as one explicit machine. Pure: no Django, no clock.

Every state says which public group it belongs to, who decides while it lasts and which legal term
runs; every transition says who may make it and which document it needs.
Source: docs/rules/investment-cycle.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from alameda.foundation.lives import Life
from alameda.foundation.vocabulary import Named, Word, by_key


@dataclass(frozen=True)
class State(Named):
    """A state of an initiative.

    Attributes:
        group: key of its group: what a resident is told.
        decider: key of who decides next (see ``DECIDERS``); empty where nobody has to.
        term: key of the legal term that runs in it (foundation.clocks); empty where none does.
    """

    group: str = ""
    decider: str = ""
    term: str = ""


class Transition(NamedTuple):
    """A permitted move.

    Attributes:
        source: state it leaves.
        target: state it enters.
        roles: roles that may make it.
        document: key of the document it needs (see ``DOCUMENTS``); empty where none.
        ground: what lets it happen besides a decision: ``silence``, when a legal term ran out;
            ``withdrawal``, when who put it forward takes it back. Two moves between the same states
            differ in it; a person does not choose it on a list, and it waits for nobody.
        has_reason: whether it needs a reason, in a sentence.
    """

    source: str
    target: str
    roles: tuple[str, ...]
    document: str = ""
    ground: str = ""
    has_reason: bool = False


GROUPS = (
    Word("preparation", "En preparación", "In preparation", "quiet"),
    Word("evaluation", "En evaluación", "In evaluation", "wait"),
    Word("decision", "Por decidir", "Awaiting decision", "wait"),
    Word("contracting", "En contratación", "In contracting", "wait"),
    Word("works", "En ejecución", "Under way", "go"),
    Word("finished", "Terminada", "Finished", "done"),
    Word("stopped", "Detenida", "Stopped", "stop"),
)

DECIDERS = {
    "formulator": ("Unidad formuladora", "Formulating unit"),
    "document_office": ("Oficina de partes", "Document office"),
    "divisions": ("Comité de divisiones", "Divisions' committee"),
    "preinvestment": ("Análisis de preinversión", "Pre-investment analysis"),
    "evaluator": ("Organismo evaluador", "Evaluating body"),
    "governor": ("Gobernador regional", "Governor"),
    "committee": ("Comisión del Consejo", "Committee of the Council"),
    "council": ("Consejo Regional", "Regional Council"),
    "budget": ("Departamento de presupuesto", "Budget department"),
    "legal": ("Jurídica y ambas partes", "Legal and both parties"),
    "executing_unit": ("Unidad técnica", "Executing unit"),
    "inspector": ("Inspección técnica", "Works inspection"),
    "commission": ("Comisión receptora", "Acceptance commission"),
    "finance": ("Administración y finanzas", "Administration and finance"),
}

DOCUMENTS = {
    "cover_letter": ("Oficio conductor", "Cover letter"),
    "pertinence_minute": ("Minuta de pertinencia", "Pertinence minute"),
    "missing_list": ("Listado de antecedentes faltantes", "List of missing items"),
    "checklist": ("Pauta de admisibilidad", "Admissibility checklist"),
    "evaluation_letter": ("Oficio a evaluación", "Letter to evaluation"),
    "evaluation_result": ("Resultado de la evaluación", "Result of the evaluation"),
    "answer": ("Respuesta a observaciones", "Answer to observations"),
    "availability": ("Certificado de disponibilidad (CDP)", "Budget availability certificate"),
    "proposal": ("Propuesta al Consejo", "Proposal to the Council"),
    "committee_report": ("Informe de comisión", "Committee report"),
    "council_certificate": ("Certificado CORE", "Certificate of the Council"),
    "postponement_record": ("Constancia de postergación", "Record of the postponement"),
    "withdrawal_record": ("Constancia de retiro", "Record of the withdrawal"),
    "silence_record": ("Constancia del silencio del Consejo", "Record of the Council's silence"),
    "resolution": ("Resolución", "Resolution"),
    "signed_agreement": ("Convenio firmado y tramitado", "Signed and processed agreement"),
    "tender_terms": ("Bases de licitación", "Tender terms"),
    "award": ("Acta de adjudicación", "Award act"),
    "contract": ("Contrato y garantías", "Contract and guarantees"),
    "site_handover": ("Acta de entrega de terreno", "Site handover record"),
    "modification_request": ("Solicitud de modificación", "Modification request"),
    "suspension_letter": ("Oficio de paralización", "Suspension letter"),
    "ending_act": ("Acto de término", "Act of ending"),
    "provisional_acceptance": ("Acta de recepción provisoria", "Provisional acceptance"),
    "definitive_acceptance": ("Acta de recepción definitiva", "Definitive acceptance"),
    "closing_resolution": ("Resolución de cierre", "Closing resolution"),
    "ex_post_report": ("Informe ex post", "Ex-post report"),
}

STATES = (
    State("draft", "En formulación", "Being drafted", "preparation", "formulator"),
    State("entered", "Ingresada", "Entered", "preparation", "document_office"),
    State("pertinence", "En pertinencia", "In pertinence check", "preparation", "divisions"),
    State("returned", "Observada", "Returned", "preparation", "formulator"),
    State(
        "admissible",
        "Admisible",
        "Admissible",
        "evaluation",
        "preinvestment",
        "evaluation.admissibility",
    ),
    State(
        "in_evaluation",
        "En evaluación",
        "In evaluation",
        "evaluation",
        "evaluator",
        "evaluation.first_rate",
    ),
    State(
        "missing_information",
        "Falta información (FI)",
        "Missing information (FI)",
        "evaluation",
        "formulator",
        "evaluation.answer",
    ),
    State(
        "objected",
        "Objetada técnicamente (OT)",
        "Technically objected (OT)",
        "evaluation",
        "formulator",
        "evaluation.answer",
    ),
    State(
        "recommended",
        "Recomendada",
        "Recommended",
        "decision",
        "governor",
        "evaluation.rs_validity",
    ),
    State("prioritised", "Priorizada", "Prioritised", "decision", "governor"),
    State(
        "sent_to_council",
        "Enviada al Consejo",
        "Sent to the Council",
        "decision",
        "council",
        "core.silence",
    ),
    State(
        "approved_by_governor",
        "Aprobada por el Gobernador",
        "Approved by the Governor",
        "contracting",
        "budget",
    ),
    State("in_committee", "En comisión", "In committee", "decision", "committee", "core.silence"),
    State("in_plenary", "En plenario", "In plenary", "decision", "council", "core.silence"),
    State(
        "budget_identification",
        "En identificación presupuestaria",
        "Budget identification",
        "contracting",
        "budget",
        "acts.prior_control",
    ),
    State("agreement", "En convenio", "In agreement", "contracting", "legal"),
    State(
        "tender",
        "En licitación",
        "In tender",
        "contracting",
        "executing_unit",
        "fril.tender",
    ),
    State(
        "awarded",
        "Adjudicada",
        "Awarded",
        "contracting",
        "executing_unit",
        "fril.contract",
    ),
    State("contracted", "Contratada", "Contracted", "contracting", "executing_unit"),
    State("in_execution", "En ejecución", "In execution", "works", "inspector"),
    State("modification", "En modificación", "Being modified", "works", "governor"),
    State("paralysed", "Paralizada", "Suspended", "stopped", "executing_unit"),
    State("ended_early", "Término anticipado", "Ended early", "stopped", "executing_unit"),
    State(
        "provisional_reception",
        "Recepción provisoria",
        "Provisionally accepted",
        "finished",
        "commission",
        "guarantees.execution",
    ),
    State(
        "definitive_reception",
        "Recepción definitiva",
        "Definitively accepted",
        "finished",
        "finance",
        "acts.asset_transfer",
    ),
    State("closed", "Rendida y cerrada", "Rendered and closed", "finished", ""),
    State("ex_post", "Evaluación ex post", "Ex-post evaluation", "finished", ""),
    State("not_pertinent", "No pertinente", "Not pertinent", "stopped", ""),
    State("lapsed", "Caducada o sin prioridad", "Lapsed or not prioritised", "stopped", ""),
    State("rejected", "Rechazada", "Rejected", "stopped", ""),
    State("withdrawn", "Retirada", "Withdrawn", "stopped", ""),
)

_ANALYST = ("preinvestment_analyst",)
_FORMULATOR = ("municipal_formulator", "preinvestment_analyst")
_SECRETARY = ("council_secretary",)
_SUPERVISOR = ("project_supervisor", "works_inspector")
_LEGAL = ("agreements_lawyer",)
_PROPOSERS = ("governor", "cabinet", *_SECRETARY)
_WITHDRAWERS = ("municipal_formulator", "planner")
_FUNDED = "budget_identification"
# The proposal lies before the Council: its legal term runs through all of them.
BEFORE_COUNCIL = frozenset({"sent_to_council", "in_committee", "in_plenary"})

TRANSITIONS = (
    Transition("draft", "entered", (*_FORMULATOR, "document_office"), "cover_letter"),
    Transition("entered", "pertinence", ("document_office", *_ANALYST)),
    Transition("entered", "returned", ("document_office", *_ANALYST), "missing_list"),
    Transition("pertinence", "admissible", (*_ANALYST, "division_head"), "pertinence_minute"),
    Transition("pertinence", "not_pertinent", ("division_head",), "pertinence_minute"),
    Transition("returned", "entered", _FORMULATOR, "cover_letter"),
    Transition("admissible", "in_evaluation", _ANALYST, "evaluation_letter"),
    Transition("in_evaluation", "missing_information", _ANALYST, "evaluation_result"),
    Transition("in_evaluation", "objected", _ANALYST, "evaluation_result"),
    Transition("in_evaluation", "recommended", _ANALYST, "evaluation_result"),
    Transition("missing_information", "in_evaluation", _FORMULATOR, "answer"),
    Transition("missing_information", "lapsed", _ANALYST),
    Transition("objected", "in_evaluation", _FORMULATOR, "answer"),
    Transition("objected", "lapsed", _ANALYST),
    Transition("recommended", "prioritised", ("governor", "cabinet"), "availability"),
    Transition("recommended", "lapsed", _ANALYST),
    Transition("prioritised", "sent_to_council", ("governor", "cabinet"), "proposal"),
    Transition("prioritised", "approved_by_governor", ("governor",), "resolution"),
    Transition("sent_to_council", "in_committee", _SECRETARY),
    Transition("sent_to_council", "in_plenary", _SECRETARY),
    Transition("sent_to_council", "rejected", _SECRETARY, "council_certificate"),
    Transition("approved_by_governor", "budget_identification", ("budget_analyst",)),
    Transition("in_committee", "in_plenary", _SECRETARY, "committee_report"),
    Transition("in_committee", "sent_to_council", _SECRETARY, "committee_report"),
    Transition("in_plenary", "budget_identification", _SECRETARY, "council_certificate"),
    Transition("in_plenary", "rejected", _SECRETARY, "council_certificate"),
    Transition("in_plenary", "in_committee", _SECRETARY, "postponement_record", has_reason=True),
    Transition("in_plenary", "sent_to_council", _SECRETARY, "postponement_record", has_reason=True),
    Transition("sent_to_council", "prioritised", _PROPOSERS, "withdrawal_record", has_reason=True),
    Transition("in_committee", "prioritised", _PROPOSERS, "withdrawal_record", has_reason=True),
    Transition("in_plenary", "prioritised", _PROPOSERS, "withdrawal_record", has_reason=True),
    Transition("sent_to_council", _FUNDED, _SECRETARY, "silence_record", "silence"),
    Transition("in_committee", _FUNDED, _SECRETARY, "silence_record", "silence"),
    Transition("in_plenary", _FUNDED, _SECRETARY, "silence_record", "silence"),
    Transition("budget_identification", "agreement", ("budget_analyst",), "resolution"),
    Transition("agreement", "tender", (*_LEGAL, *_SUPERVISOR), "signed_agreement"),
    # Programmes, transfers and grants have neither tender nor works.
    Transition("agreement", "in_execution", (*_LEGAL, *_SUPERVISOR), "signed_agreement"),
    Transition("in_execution", "closed", ("rendering_analyst",), "closing_resolution"),
    Transition("tender", "awarded", _SUPERVISOR, "award"),
    Transition("tender", "ended_early", (*_SUPERVISOR, *_LEGAL), "ending_act"),
    Transition("awarded", "contracted", _SUPERVISOR, "contract"),
    Transition("contracted", "in_execution", _SUPERVISOR, "site_handover"),
    Transition("in_execution", "modification", _SUPERVISOR, "modification_request"),
    Transition("in_execution", "paralysed", _SUPERVISOR, "suspension_letter"),
    Transition("in_execution", "ended_early", (*_SUPERVISOR, *_LEGAL), "ending_act"),
    Transition("in_execution", "provisional_reception", _SUPERVISOR, "provisional_acceptance"),
    Transition("modification", "in_execution", ("project_supervisor",), "resolution"),
    Transition("paralysed", "in_execution", _SUPERVISOR),
    Transition("paralysed", "ended_early", (*_SUPERVISOR, *_LEGAL), "ending_act"),
    Transition("ended_early", "tender", _SUPERVISOR, "tender_terms"),
    Transition("ended_early", "closed", ("rendering_analyst",), "closing_resolution"),
    Transition(
        "provisional_reception", "definitive_reception", _SUPERVISOR, "definitive_acceptance"
    ),
    Transition("definitive_reception", "closed", ("rendering_analyst",), "closing_resolution"),
    Transition("closed", "ex_post", ("planner",), "ex_post_report"),
    Transition("not_pertinent", "draft", _FORMULATOR),
    Transition("lapsed", "draft", _FORMULATOR),
    Transition("rejected", "draft", _FORMULATOR),
    *(
        Transition(state, "withdrawn", _WITHDRAWERS, "", "withdrawal", has_reason=True)
        for state in (
            "draft",
            "entered",
            "pertinence",
            "returned",
            "admissible",
            "in_evaluation",
            "missing_information",
            "objected",
            "recommended",
        )
    ),
    Transition(
        "prioritised",
        "withdrawn",
        (*_WITHDRAWERS, *_PROPOSERS),
        "",
        "withdrawal",
        has_reason=True,
    ),
    Transition("withdrawn", "draft", _FORMULATOR),
)

_BY_KEY = by_key(STATES)
_GROUP_BY_KEY = by_key(GROUPS)
INITIATIVE = Life(STATES, ((move.source, move.target) for move in TRANSITIONS))
_MOVES = {(move.source, move.target, move.ground): move for move in TRANSITIONS}


def state_of(key: str) -> State:
    """The state with that key.

    Raises:
        KeyError: there is no such state.
    """
    return _BY_KEY[key]


def group_of(state_key: str) -> Word:
    """The public group of a state."""
    return _GROUP_BY_KEY[_BY_KEY[state_key].group]


def moves_from(state_key: str) -> tuple[Transition, ...]:
    """The transitions that leave a state, in the order of the table."""
    return tuple(move for move in TRANSITIONS if move.source == state_key)


def find_move(source: str, target: str, ground: str = "") -> Transition | None:
    """The transition between two states on a ground, or ``None`` where the machine has none."""
    return _MOVES.get((source, target, ground))
