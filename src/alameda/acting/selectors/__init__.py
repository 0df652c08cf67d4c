"""What waits for somebody: one thing with its clock, and all of it together."""

from alameda.acting.selectors.tasks import (
    Due,
    Task,
    due_by_clock,
    due_by_term,
    due_of_term,
    due_on_day,
)
from alameda.acting.selectors.waiting import (
    Lane,
    Pick,
    Waiting,
    lanes_by_term,
    rooms_of,
    tell_duties,
    waiting_for,
)

__all__ = [
    "Due",
    "Lane",
    "Pick",
    "Task",
    "Waiting",
    "due_by_clock",
    "due_by_term",
    "due_of_term",
    "due_on_day",
    "lanes_by_term",
    "rooms_of",
    "tell_duties",
    "waiting_for",
]
