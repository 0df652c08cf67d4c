"""Names of the source that nothing but tests uses, as vulture finds them.

Tests are not read, so what only they call is named too. Templates and the dotted names that
settings spell are read as uses. What a library calls by its form is in ``BY_FORM``; what stays
although nothing calls it, in ``STAYS``, with why; an entry that is used again is named as well.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from vulture import Vulture
from vulture.utils import VultureInputException

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "alameda"
NOT_READ = ["*/tests/*", "*/migrations/*"]
# Fields of models, schemas and forms are read by name elsewhere: vulture cannot judge variables.
KINDS = {"function", "class", "method", "property", "import", "unreachable_code"}
BY_DECORATOR = ["@router.*", "@api.*", "@*.setter", "@receiver", "@admin.*"]
BY_FORM = [
    "*Config",
    "format_email_subject",
    "is_safe_url",
    "prepare_value",
    "clean_*",
    "process_*",
    "__*__",
    "readable",
    "readinto",
    "ready",
    "send_messages",
]
KEPT_BETWEEN = "tests begin with nothing kept by this process"
REFERENCE = "the plain form of a rule, which tests and benches hold the quick one against"
STAYS = {
    "add_working_days": REFERENCE,
    "attendance_by_year": "tests read through it the yearly allowance of docs/rules/council.md",
    "band_of": REFERENCE,
    "briefs_of": "tests read through it what a module tells of its subjects",
    "comuna_at": "tests read through it whether a boundary is where it should be",
    "days_to_certify": "tests read through it how long a certificate took",
    "forget_labels": KEPT_BETWEEN,
    "forget_pace": KEPT_BETWEEN,
    "forget_pages": KEPT_BETWEEN,
    "forget_parts": KEPT_BETWEEN,
    "is_intact": "tests hold by it that a template that landed is not edited",
    "lateness_of": REFERENCE,
    "remade": "tests hold by it that a paper can be made again, byte by byte",
    "root_of": REFERENCE,
    "tree_root": REFERENCE,
}
SPELT = re.compile(r"alameda(?:[.:]\w+)+")
TOLD = re.compile(r"{%\s*(\w+)|\|(\w+)|\.(\w+)")


def spelt_in(source: Path) -> set[str]:
    """Last words of dotted names in texts, and texts that are a word given beside such a name."""
    found: set[str] = set()
    for path in source.rglob("*.py"):
        if "tests" in path.relative_to(source).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call | ast.Tuple | ast.List | ast.Assign):
                texts = [
                    one.value
                    for one in ast.walk(node)
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                ]
                dotted = [text for text in texts if SPELT.fullmatch(text)]
                found |= {re.split("[.:]", text)[-1] for text in dotted}
                if dotted and isinstance(node, ast.Call):
                    found |= {text for text in texts if text.isidentifier()}
    return found


def told_in(source: Path) -> set[str]:
    """Tags, filters and attributes that templates use."""
    found: set[str] = set()
    for path in source.glob("*/templates/**/*"):
        if path.suffix in {".html", ".txt", ".xml", ".svg"}:
            for told in TOLD.findall(path.read_text(encoding="utf-8")):
                found |= set(told)
    return found


def unused(source: Path) -> dict[str, str]:
    """Each unused name with where it stands and what it is."""
    finder = Vulture(ignore_names=BY_FORM, ignore_decorators=BY_DECORATOR)
    finder.scavenge([source], exclude=NOT_READ)
    for name in spelt_in(source) | told_in(source):
        finder.used_names.add(name)
    return {
        item.name: f"{item.filename}:{item.first_lineno}: {item.typ} {item.name}"
        for item in finder.get_unused_code(min_confidence=60)
        if item.typ in KINDS
    }


def faults(found: dict[str, str], stays: dict[str, str]) -> list[str]:
    """What is unused and should go, and what stays in the list for nothing."""
    gone = sorted(set(stays) - set(found))
    return [
        *(
            f"{where} is used by nothing but tests"
            for name, where in sorted(found.items())
            if name not in stays
        ),
        *(f"tools/unused.py: {name} is used, or is gone: strike it out" for name in gone),
    ]


def main() -> int:
    """Print each fault; 1 when there is one."""
    try:
        said = faults(unused(SOURCE), STAYS)
    except VultureInputException as error:
        said = [str(error)]
    for fault in said:
        print(fault)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
