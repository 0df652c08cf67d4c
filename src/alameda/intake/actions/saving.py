"""The last resort: what the database refuses becomes the refusal of a row, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import DataError, IntegrityError, connection, transaction

Row = TypeVar("Row")


def settle() -> None:
    """Ask now for the constraints that the database would ask for at the end.

    Raises:
        IntegrityError: one does not hold.
    """
    connection.check_constraints()


@transaction.atomic
def together_or_apart(
    rows: Sequence[Row],
    *,
    save: Callable[[Sequence[Row]], None],
    again: Callable[[Row], Row],
    refuse: Callable[[Row, str], None],
) -> None:
    """Save rows together; where the database refuses, each by itself, giving up those it refuses.

    Args:
        rows: what is to be saved.
        save: saves some of them, whole or not at all; it may change them, and it takes those that
            were given up, to account for them.
        again: a row as it was, for ``save`` to begin anew.
        refuse: gives a row up, with the name of the rule that it broke.
    """
    spare = [again(row) for row in rows]
    if not _broken_by(rows, save):
        return
    for row in spare:
        mine = again(row)
        if broken := _broken_by([mine], save):
            refuse(row, broken)
            save([row])


def _broken_by(rows: Sequence[Row], save: Callable[[Sequence[Row]], None]) -> str:
    """The rule of the database that rows break; empty where they are saved."""
    try:
        with transaction.atomic():
            save(rows)
    except (DataError, IntegrityError) as error:
        told = getattr(error.__cause__, "diag", None)
        return str(getattr(told, "constraint_name", None) or type(error).__name__)
    return ""
