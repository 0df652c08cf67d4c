"""What the Council's acts do to the thing they are about: one table, a row for each kind of thing.

The Council decides on what other modules keep. Its own acts are whole by themselves (an item, a
matter, the minutes); what they mean for the rest is said here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils import timezone

from alameda.council.models import AgendaItem, Agreement, Body
from alameda.council.rules.vocabulary import CHOICES
from alameda.foundation.actor import Actor
from alameda.investments.actions import council as investments
from alameda.investments.models import Initiative
from alameda.investments.rules.states import BEFORE_COUNCIL

INVESTMENT: Final = "investment"
APPROVED: Final = "approved"


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the Council did with an item.

    Attributes:
        item: by which the thing came before it.
        actor: who did it.
        on: the day; today where none is said.
        reason: why, in one sentence.
        paper: which session or document says so, as the papers of the thing name it.
        committee: that studies it from now on.
        agreement: certified, that decides it.
    """

    item: AgendaItem
    actor: Actor
    on: date = field(default_factory=timezone.localdate)
    reason: str = ""
    paper: str = ""
    committee: Body | None = None
    agreement: Agreement | None = None


Effect = Callable[[Act], None]


def nothing(_act: Act) -> None:
    """Leave the thing as it is."""


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What each act does to one kind of thing; what is not named changes nothing.

    Attributes:
        studied: a committee received it.
        on_agenda: it came to the agenda of a session of the Council.
        postponed: it was left for another session, or its session was not held.
        withdrawn: it was withdrawn, undecided.
        decided: an agreement on it was certified.
        silent: the Council let its term run out, and the record of that was made.
    """

    studied: Effect = nothing
    on_agenda: Effect = nothing
    postponed: Effect = nothing
    withdrawn: Effect = nothing
    decided: Effect = nothing
    silent: Effect = nothing


def effects_on(item: AgendaItem) -> Effects:
    """What the Council's acts do to what an item is about.

    By the item through which a committee studies one of the Council, nothing is decided.
    """
    if item.matter is None or item.studies_id is not None:
        return Effects()
    return EFFECTS.get(item.matter.kind, Effects())


def session_of(item: AgendaItem) -> str:
    """The session of an item, as the papers of what it is about name it."""
    return f"Sesión {item.session.code}" if item.session else item.code


def _initiative_of(act: Act, *states: str) -> Initiative | None:
    """The initiative whose money the item decides, where it is in one of those states."""
    if act.item.business != INVESTMENT:
        return None
    found = Initiative.objects.filter(subject=act.item.matter).first()
    return found if found is not None and (not states or found.state in states) else None


def _study(act: Act) -> None:
    if (row := _initiative_of(act, "sent_to_council")) is not None:
        investments.take_to_committee(row, happened_on=act.on, reason=act.reason, actor=act.actor)


def _take_up(act: Act) -> None:
    if (row := _initiative_of(act, *BEFORE_COUNCIL)) is not None:
        report = _report_of(act.item)
        investments.take_to_plenary(row, happened_on=act.on, report=report, actor=act.actor)


def _postpone(act: Act) -> None:
    if (row := _initiative_of(act, "in_plenary")) is not None:
        investments.postpone_by_council(
            row,
            to="sent_to_council" if act.committee is None else "in_committee",
            happened_on=act.on,
            document=act.paper,
            reason=act.reason,
            actor=act.actor,
        )


def _withdraw(act: Act) -> None:
    if (row := _initiative_of(act, *BEFORE_COUNCIL)) is not None:
        investments.withdraw_from_council(
            row, happened_on=act.on, document=act.paper, reason=act.reason, actor=act.actor
        )


def _decide(act: Act) -> None:
    """Fund it or reject it; a later agreement on one that was funded adds its approval."""
    row, agreement = _initiative_of(act), act.agreement
    if row is None or agreement is None:
        return
    said: dict[str, Any] = {
        "agreement_code": agreement.code,
        "number": _number_of(agreement),
        "agreed_on": agreement.agreed_on,
        "actor": act.actor,
    }
    certificate = agreement.certificate.code if agreement.certificate else ""
    is_approved, is_waiting = agreement.outcome == APPROVED, row.state in BEFORE_COUNCIL
    if is_approved and is_waiting:
        amount_clp = agreement.amount_clp
        investments.approve_by_council(row, amount_clp=amount_clp, certificate=certificate, **said)
    elif is_approved:
        corrects = agreement.corrects.code if agreement.corrects else ""
        investments.note_approval(row, amount_clp=agreement.amount_clp, corrects=corrects, **said)
    elif is_waiting:
        reason = _counts_in_words(agreement)
        investments.reject_by_council(row, certificate=certificate, reason=reason, **said)


def _stand(act: Act) -> None:
    if (row := _initiative_of(act, *BEFORE_COUNCIL)) is not None:
        amount_clp, record = act.item.amount_clp, act.paper
        investments.stand_by_silence(
            row, happened_on=act.on, record=record, amount_clp=amount_clp, actor=act.actor
        )


def _report_of(item: AgendaItem) -> str:
    """The report that the agenda goes by, as the initiative names it."""
    if item.committee is None:
        return ""
    on = item.reported_on
    return f"Informe {item.committee.name}" + (f", {on:%d-%m-%Y}" if on else "")


def _number_of(agreement: Agreement) -> str:
    """The number of an agreement, as the papers of an initiative name it."""
    if agreement.number is None:
        return agreement.code
    return f"{agreement.number}/{agreement.year}"


def _counts_in_words(agreement: Agreement) -> str:
    """The count of its vote, in the language of the papers: ``13 a favor, 18 en contra``."""
    counts = ((word.es, getattr(agreement.vote, word.key) or 0) for word in CHOICES)
    return ", ".join(f"{count} {label.lower()}" for label, count in counts if count)


EFFECTS: Final[Mapping[str, Effects]] = {
    "initiative": Effects(
        studied=_study,
        on_agenda=_take_up,
        postponed=_postpone,
        withdrawn=_withdraw,
        decided=_decide,
        silent=_stand,
    ),
    "matter": Effects(),  # the Council keeps it: its own acts move it
}
