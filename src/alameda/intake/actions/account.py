"""What became of each row, written down beside the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence

from alameda.intake.actions.bulk import copy_rows
from alameda.intake.actions.drafts import Work
from alameda.intake.models import ImportFile, ImportRow

MOST_VALUE = 400
MOST_COLUMN = 80
_COLUMNS = (
    "file_id",
    "line",
    "outcome",
    "initiative_code",
    "column",
    "value",
    "reason",
    "detail",
    "notes",
)


def account(file: ImportFile, works: Sequence[Work]) -> None:
    """Account for a chunk of the rows of a file, in the transaction that writes them."""
    copy_rows(
        ImportRow,
        _COLUMNS,
        (
            (
                file.pk,
                work.line,
                work.outcome or "unchanged",
                work.code,
                work.column[:MOST_COLUMN],
                work.value[:MOST_VALUE],
                work.reason,
                work.detail[:MOST_VALUE],
                [list(note) for note in work.notes],
            )
            for work in works
        ),
    )
    file.rows_done += len(works)
    file.save(update_fields=["rows_done"])
