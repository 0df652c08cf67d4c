"""What becomes of a matter that was put before the Council. Pure.

A matter answers a question of somebody outside (concession, environmental opinion), or it is
adopted or not (plan, regulation, appointment, budget frame …). Postponed, it stays before the
Council; without a decision in its term, the governor's proposal stands.

Source: docs/rules/council-decisions.md, "Matters".
"""

from __future__ import annotations

from alameda.council.rules import vocabulary

ANSWERED = ("concession", "environmental")
FINAL = (
    "adopted", "answered_yes", "answered_no", "refused", "stood_by_silence", "withdrawn",
)  # fmt: skip


# What is registered as a matter; the rest is kept elsewhere or is no matter at all.
REGISTERED = (
    "budget_frame", "budget_change", "concession", "environmental", "appointment", "control_head",
    "plan", "regulation", "corporation", "overrule", "assignments", "observation", "audit",
    "other",
)  # fmt: skip


# What decides money: never put before the Council without its amount and its fund.
MONEY = ("budget_frame", "budget_change")


def state_decided(business: str, outcome: str) -> str:
    """The state that a decision of the Council leads to, by kind of business."""
    is_approved = outcome == "approved"
    if business in ANSWERED:
        return "answered_yes" if is_approved else "answered_no"
    return "adopted" if is_approved else "refused"


def moves_of(business: str, state: str) -> tuple[str, ...]:
    """The states that a matter of that kind may go to from where it is."""
    if state in FINAL:
        return ()
    decided = (state_decided(business, "approved"), state_decided(business, "refused"))
    after = (*decided, *_silence(business), "withdrawn")
    # From the floor, the Council may decide what nobody had put on an agenda.
    return ("before_council", *after) if state == "entered" else after


def _silence(business: str) -> tuple[str, ...]:
    has_clock = vocabulary.business(business).clock == "core.silence"
    return ("stood_by_silence",) if has_clock else ()
