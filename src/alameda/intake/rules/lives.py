"""The life of an import: running until it is done; either may be taken back. Pure."""

from __future__ import annotations

from alameda.foundation.lives import Life
from alameda.foundation.vocabulary import Named

IMPORT_LIFE = Life(
    (
        Named("running", "En curso, o interrumpida", "Running, or interrupted"),
        Named("done", "Terminada", "Done"),
        Named("undone", "Deshecha", "Taken back"),
    ),
    (("running", "done"), ("running", "undone"), ("done", "undone")),
)
