"""Bringing registers in, and taking an import back."""

from alameda.intake.actions.locking import ImportBusyError
from alameda.investments.actions.imports.run import WrongRegionError, import_folder, take_back
from alameda.investments.actions.imports.runs import ImportUnfinishedError, Watch
from alameda.investments.actions.imports.undo import ImportTouchedError, TakenBack

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
