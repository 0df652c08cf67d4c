"""Bringing past sessions in from a file, whole or not at all, and taking them back."""

from alameda.council.actions.imports.reading import read_tables
from alameda.council.actions.imports.run import Report, import_past, take_back
from alameda.intake.actions.lines import FileRefusedError

__all__ = ["FileRefusedError", "Report", "import_past", "read_tables", "take_back"]
