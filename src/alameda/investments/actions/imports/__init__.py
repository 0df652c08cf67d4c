"""Bringing registers in, and taking an import back."""

from alameda.intake.actions.locking import ImportBusyError
from alameda.investments.actions.imports.run import (
    ImportUnfinishedError,
    Watch,
    WrongRegionError,
    import_folder,
)
from alameda.investments.actions.imports.undo import ImportTouchedError, TakenBack, take_back

__all__ = [
    "ImportBusyError",
    "ImportTouchedError",
    "ImportUnfinishedError",
    "TakenBack",
    "Watch",
    "WrongRegionError",
    "import_folder",
    "take_back",
]
