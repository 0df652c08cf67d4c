"""What waits for somebody: a thing with its clock."""

from alameda.acting.selectors.tasks import Due, Task, due_by_term, due_on_day

__all__ = ["Due", "Task", "due_by_term", "due_on_day"]
