"""The Spanish of the interface speaks one way: to « usted », with « » for what it quotes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from alameda.council.rules.imports.defects import DEFECTS, REFUSALS
from alameda.intake.rules import reasons

SOURCE = Path(__file__).parents[1] / "src" / "alameda"
LINES = re.compile(r'^(msgstr(?:\[\d\])?) ((?:".*"\n?)+)', re.MULTILINE)
# What only a sentence to « tú » says, or an order to « tú » after a sentence about something else.
FAMILIAR = re.compile(
    r"\b(?:tú|tu|tus|ti|contigo|tuy[oa]s?|puedes|tienes|debes|quieres|eres|haz|deshaz)\b"
    r"|[.:,] (?:corrígelo|define|usa|crea|elige|escribe|guárdal[oa]|repite|revisa)\b",
    re.IGNORECASE,
)


def translated() -> list[str]:
    """Every sentence of the interface in Spanish."""
    found = []
    for path in sorted(SOURCE.glob("*/locale/es/LC_MESSAGES/django.po")):
        for _key, quoted in LINES.findall(path.read_text(encoding="utf-8")):
            found.append("".join(ast.literal_eval(line) for line in quoted.splitlines() if line))
    return found + [each.es for each in (*REFUSALS, *DEFECTS, *reasons.REFUSALS, *reasons.NOTES)]


def faults(sentences: list[str]) -> list[str]:
    """The sentences that quote or speak otherwise."""
    return [
        each
        for each in sentences
        if "“" in each or "”" in each or FAMILIAR.search(each) is not None
    ]


def test_spanish_quotes_with_its_own_marks_and_speaks_to_usted() -> None:
    found = translated()

    assert len(found) > 2_000
    assert faults(found) == []


def test_other_marks_and_another_person_are_seen() -> None:
    wrong = ["No encontramos “plaza”", "Puedes volver.", "Falta el servidor: define su nombre."]

    assert faults([*wrong, "No encontramos «plaza»", "Usted puede volver."]) == wrong
