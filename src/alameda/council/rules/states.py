"""The lives of what the Council deals with: sessions, items, matters, minutes and the rest. Pure.

Source: docs/rules/council.md, "States".
"""

from __future__ import annotations

from alameda.council.rules.matters import moves_of
from alameda.council.rules.vocabulary import (
    COMMITMENT_STATES,
    MATTER_STATES,
    MINUTES_STATES,
    POINT_STATES,
    VOTE_STATES,
)
from alameda.foundation.lives import Life
from alameda.foundation.vocabulary import Word, keys

SESSION_STATES = (
    Word("convened", "Convocada", "Convened", "wait"),
    Word("agenda_published", "Tabla publicada", "Agenda published", "wait"),
    Word("open", "En sesión", "In session", "go"),
    Word("suspended", "Suspendida", "Suspended", "stop"),
    Word("closed", "Terminada", "Closed", "done"),
    Word("minutes_drafted", "Acta en borrador", "Minutes drafted", "done"),
    Word("minutes_approved", "Acta aprobada", "Minutes approved", "done"),
    Word("published", "Acta publicada", "Minutes published", "done"),
    Word("failed", "Sin quórum", "Failed for lack of quorum", "stop"),
    Word("cancelled", "Cancelada", "Cancelled", "quiet"),
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
    Word("entered", "Ingresado", "Entered", "wait"),
    Word("in_committee", "En comisión", "In committee", "wait"),
    Word("reported", "Informado por la comisión", "Reported by the committee", "wait"),
    Word("on_agenda", "En tabla", "On the agenda", "wait"),
    Word("debated", "En discusión", "Being discussed", "go"),
    Word("voted", "Votado", "Voted", "go"),
    Word("agreement_issued", "Con acuerdo", "Agreement issued", "done"),
    Word("certified", "Certificado", "Certified", "done"),
    Word("followed_up", "En seguimiento", "Followed up", "done"),
    Word("dealt_with", "Tratado", "Dealt with", "done"),
    Word("withdrawn", "Retirado", "Withdrawn", "quiet"),
    Word("postponed", "Postergado", "Postponed", "stop"),
    Word("untreated", "No tratado", "Not treated", "stop"),
    Word("stood_by_silence", "Rige por silencio", "Stands by silence", "done"),
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
    ("on_agenda", "untreated"),  # its session ended before anybody took it up
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

# How an item leaves a session undecided.
LEFT = ("withdrawn", "postponed", "untreated")

# An item that may still come to a decision.
ALIVE_ITEMS = ("entered", "in_committee", "reported", "on_agenda", "debated")

SESSION = Life(SESSION_STATES, SESSION_MOVES)
ITEM = Life(ITEM_STATES, ITEM_MOVES)
COMMITMENT = Life(COMMITMENT_STATES, (("open", "answered"), ("open", "withdrawn")))
POINT = Life(
    POINT_STATES,
    (
        ("collecting", "reached"),
        ("collecting", "expired"),
        ("collecting", "declined"),
        ("reached", "declined"),
        ("reached", "on_agenda"),
        ("reached", "dealt_with"),  # entered from the floor
        ("on_agenda", "reached"),  # its item left the agenda
        ("on_agenda", "dealt_with"),
    ),
)
MINUTES = Life(MINUTES_STATES, (("drafted", "approved"), ("approved", "published")))
VOTE = Life(VOTE_STATES, (("open", "closed"), ("open", "annulled"), ("closed", "annulled")))


def matter_life(business: str) -> Life[Word]:
    """The life of a matter, which depends on its kind of business."""
    return Life(
        MATTER_STATES,
        ((state, to) for state in keys(MATTER_STATES) for to in moves_of(business, state)),
    )
