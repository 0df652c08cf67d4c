"""Bringing registers in, and taking an import back."""

from alameda.investments.actions.imports.run import (
    ImportUnfinishedError,
    Watch,
    import_folder,
)

__all__ = ["ImportUnfinishedError", "Watch", "import_folder"]
