"""What waits for somebody: one thing with its clock, and all of it together."""

from alameda.acting.selectors.narrowing import (
    CLOCKS,
    Axis,
    Narrowing,
    by_words,
    kind_axis,
    narrowed,
    options_of,
)
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
    lanes_of,
    rooms_of,
    tell_duties,
    waiting_in,
)

__all__ = [
    "CLOCKS",
    "Axis",
    "Due",
    "Lane",
    "Narrowing",
    "Pick",
    "Task",
    "Waiting",
    "by_words",
    "due_by_clock",
    "due_by_term",
    "due_of_term",
    "due_on_day",
    "kind_axis",
    "lanes_by_term",
    "lanes_of",
    "narrowed",
    "options_of",
    "rooms_of",
    "tell_duties",
    "waiting_in",
]
