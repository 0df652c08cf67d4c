"""The life of a session and of an item of its agenda, as two explicit machines. Pure.

Source: docs/rules/council.md, "States".
"""

from __future__ import annotations

from typing import NamedTuple


class State(NamedTuple):
    """A state.

    Attributes:
        key: stable and public.
        es: the term in Spanish.
        en: the term in English.
        tone: of ``ui.parts.Tone``.
    """

    key: str
    es: str
    en: str
    tone: str


SESSION_STATES = (
    State("convened", "Convocada", "Convened", "wait"),
    State("agenda_published", "Tabla publicada", "Agenda published", "wait"),
    State("open", "En sesión", "In session", "go"),
    State("suspended", "Suspendida", "Suspended", "stop"),
    State("closed", "Terminada", "Closed", "done"),
    State("minutes_drafted", "Acta en borrador", "Minutes drafted", "done"),
    State("minutes_approved", "Acta aprobada", "Minutes approved", "done"),
    State("published", "Acta publicada", "Minutes published", "done"),
    State("failed", "Sin quórum", "Failed for lack of quorum", "stop"),
    State("cancelled", "Cancelada", "Cancelled", "quiet"),
)

SESSION_MOVES = (
    ("convened", "agenda_published"),
    ("convened", "cancelled"),
    ("agenda_published", "open"),
    ("agenda_published", "failed"),
    ("agenda_published", "cancelled"),
    ("open", "suspended"),
    ("suspended", "open"),
    ("open", "closed"),
    ("suspended", "closed"),
    ("closed", "minutes_drafted"),
    ("minutes_drafted", "minutes_approved"),
    ("minutes_approved", "published"),
)

ITEM_STATES = (
    State("entered", "Ingresado", "Entered", "wait"),
    State("in_committee", "En comisión", "In committee", "wait"),
    State("reported", "Informado por la comisión", "Reported by the committee", "wait"),
    State("on_agenda", "En tabla", "On the agenda", "wait"),
    State("debated", "En discusión", "Being discussed", "go"),
    State("voted", "Votado", "Voted", "go"),
    State("agreement_issued", "Con acuerdo", "Agreement issued", "done"),
    State("certified", "Certificado", "Certified", "done"),
    State("followed_up", "En seguimiento", "Followed up", "done"),
    State("dealt_with", "Tratado", "Dealt with", "done"),
    State("withdrawn", "Retirado", "Withdrawn", "quiet"),
    State("postponed", "Postergado", "Postponed", "stop"),
    State("stood_by_silence", "Rige por silencio", "Stands by silence", "done"),
)

ITEM_MOVES = (
    ("entered", "in_committee"),
    ("entered", "on_agenda"),
    ("entered", "withdrawn"),
    ("entered", "stood_by_silence"),
    ("in_committee", "reported"),
    ("in_committee", "withdrawn"),
    ("in_committee", "stood_by_silence"),
    ("reported", "on_agenda"),
    ("reported", "in_committee"),
    ("reported", "withdrawn"),
    ("reported", "stood_by_silence"),
    ("on_agenda", "debated"),
    ("on_agenda", "withdrawn"),
    ("on_agenda", "postponed"),
    ("on_agenda", "stood_by_silence"),
    ("debated", "voted"),
    ("debated", "dealt_with"),
    ("debated", "withdrawn"),
    ("debated", "postponed"),
    ("voted", "debated"),  # its vote was annulled
    ("voted", "agreement_issued"),
    ("voted", "dealt_with"),
    ("agreement_issued", "certified"),
    ("certified", "followed_up"),
)

# An item that may still come to a decision.
ALIVE_ITEMS = ("entered", "in_committee", "reported", "on_agenda", "debated")

_SESSION = {state.key: state for state in SESSION_STATES}
_ITEM = {state.key: state for state in ITEM_STATES}


def session_state(key: str) -> State:
    """A state of a session.

    Raises:
        KeyError: there is no such state.
    """
    return _SESSION[key]


def item_state(key: str) -> State:
    """A state of an item.

    Raises:
        KeyError: there is no such state.
    """
    return _ITEM[key]


def may_session_go(source: str, target: str) -> bool:
    """Whether a session may go from one state to another."""
    return (source, target) in SESSION_MOVES


def may_item_go(source: str, target: str) -> bool:
    """Whether an item may go from one state to another."""
    return (source, target) in ITEM_MOVES
