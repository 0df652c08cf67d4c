"""Bringing registers in, and taking an import back."""

from alameda.intake.actions.locking import ImportBusyError
from alameda.intake.actions.runs import ImportUnfinishedError, Watch
from alameda.intake.actions.undo import ImportTouchedError, TakenBack
from alameda.investments.actions.imports.run import WrongRegionError, import_folder, take_back

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
