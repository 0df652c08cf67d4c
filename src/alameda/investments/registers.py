"""What the imports of investments bring in, and how they are shown."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from alameda.intake.views import Shown
from alameda.investments.actions.imports.portfolio import IMPORTER

SHOWN: Final = Shown(
    importer=IMPORTER,
    module=_("Investments"),
    home="/inversiones/",
    about=_(
        "Where the portfolio comes from: each reading of the registers, with what became of every"
        " row."
    ),
    undone=_(
        "The portfolio is as it was before this import. What the record says of it stays, with a"
        " line that says it was taken back."
    ),
    has_quality=True,
)
