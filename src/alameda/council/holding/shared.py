"""What every holding of the Council says alike: why a column is not held, and from which import."""

from __future__ import annotations

from typing import Final

from alameda.foundation.written import digest
from alameda.record.rules.holding import Told

CHANGED: Final = "a trigger of the database moves it"
VERSION: Final = "counts the changes; no page shows it"
DEMO: Final = "an instance is a demonstration or it is none"
SUBJECT: Final = "its code is the same"
SOURCE: Final = "where an import read it; the entry of the import says which file"
MOMENT: Final = "the moment of the entry says it"
UNSAID: Final = "no fact says it yet"


def imported(told: Told) -> str:
    """Code of the import that a fact is of: taking it back unsays what the fact says."""
    return f"importacion-consejo-{told['import_number']}"


def taken(told: Told, *names: str, **others: str) -> dict[str, object]:
    """Columns that have the same name in the fact, and those that have another there."""
    return {
        **{name: told[name] for name in names},
        **{column: told[name] for column, name in others.items()},
    }


def money(told: Told) -> dict[str, object]:
    """Where the money comes from, of a fact that says it."""
    return {name: told[name] for name in ("fund", "paper") if name in told.payload}


def text_digest(text: str) -> str:
    """A text as facts carry it: by its digest; nothing where there is none."""
    return digest(text) if text else ""
