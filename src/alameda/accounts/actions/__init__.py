"""Every write of people, units and roles."""

from alameda.accounts.actions.attempts import forget_attempts
from alameda.accounts.actions.roles import SUBJECT, end_role, grant_role

__all__ = [
    "SUBJECT",
    "end_role",
    "forget_attempts",
    "grant_role",
]
