"""Bringing past sessions in from a file, whole or not at all."""

from alameda.council.actions.imports.reading import read_tables
from alameda.council.actions.imports.run import Report, import_past, read_profile
from alameda.intake.actions.lines import FileRefusedError

__all__ = ["FileRefusedError", "Report", "import_past", "read_profile", "read_tables"]
