"""What became of imports, and the names that nobody reviewed."""

from alameda.intake.selectors.reports import (
    ALL_COLUMNS,
    ROW_COLUMNS,
    FileReport,
    Numbers,
    Report,
    Tell,
    all_rows,
    get_run,
    refused_rows,
    report_of,
    runs,
    told,
)

__all__ = [
    "ALL_COLUMNS",
    "ROW_COLUMNS",
    "FileReport",
    "Numbers",
    "Report",
    "Tell",
    "all_rows",
    "get_run",
    "refused_rows",
    "report_of",
    "runs",
    "told",
]
