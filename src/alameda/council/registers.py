"""What the imports of past sessions bring in, and how they are shown."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from alameda.council.actions.imports.archive import IMPORTER
from alameda.council.rules.imports.defects import sentence
from alameda.intake.models import ImportRow
from alameda.intake.views import Shown


def _told(row: ImportRow, language: str) -> str:
    said = {"column": row.column, "value": row.value, "expected": row.detail, "most": row.detail}
    return sentence(row.reason, said, language=language)


SHOWN: Final = Shown(
    importer=IMPORTER,
    module=_("Council"),
    home="/consejo/",
    about=_(
        "Sessions held before this site, as their source published them. Nothing is repaired:"
        " every defect that was found is told."
    ),
    undone=_(
        "The archive is as it was before this import. What the record says of it stays, with a"
        " line that says it was taken back."
    ),
    tell=_told,
)
