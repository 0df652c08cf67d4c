"""Registering initiatives: kept as drafts, entered, corrected with a reason, withdrawn."""

from alameda.investments.actions.registering.correcting import correct_initiative
from alameda.investments.actions.registering.entering import (
    change_draft,
    enter_draft,
    register_draft,
    register_initiative,
)
from alameda.investments.actions.registering.withdrawing import withdraw_initiative

__all__ = [
    "change_draft",
    "correct_initiative",
    "enter_draft",
    "register_draft",
    "register_initiative",
    "withdraw_initiative",
]
