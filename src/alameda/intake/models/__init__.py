"""The tables of an import: runs, files, rows, what they changed, and reviewed names."""

from alameda.intake.models.names import NameReview
from alameda.intake.models.runs import Alias, ImportChange, ImportFile, ImportRow, ImportRun
from alameda.intake.models.sourced import Sourced
from alameda.intake.models.written import WrittenName

__all__ = [
    "Alias",
    "ImportChange",
    "ImportFile",
    "ImportRow",
    "ImportRun",
    "NameReview",
    "Sourced",
    "WrittenName",
]
