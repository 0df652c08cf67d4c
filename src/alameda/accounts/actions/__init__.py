"""Every write of people, units and roles."""

from alameda.accounts.actions.attempts import forget_attempts, forget_sessions
from alameda.accounts.actions.invitations import accept_invitation, invite_person
from alameda.accounts.actions.people import (
    add_person,
    close_person,
    correct_person,
    reopen_person,
)
from alameda.accounts.actions.roles import SUBJECT, end_role, grant_role
from alameda.accounts.actions.units import add_unit, change_unit, end_unit

__all__ = [
    "SUBJECT",
    "accept_invitation",
    "add_person",
    "add_unit",
    "change_unit",
    "close_person",
    "correct_person",
    "end_role",
    "end_unit",
    "forget_attempts",
    "forget_sessions",
    "grant_role",
    "invite_person",
    "reopen_person",
]
