"""What the code cites of the documents is there."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
CITED = re.compile(r'docs/((?:\w+/)*[\w-]+\.md)((?:,? (?:and )?"[^"]+")*)')


def headings(text: str) -> set[str]:
    """The titles and subtitles of a document."""
    return {line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")}


def citations() -> list[tuple[str, str, str]]:
    """Who cites, which document, and which section of it; empty where the whole."""
    found = []
    for path in sorted((HERE / "src" / "alameda").rglob("*")):
        if path.suffix not in {".py", ".toml"} or "/built/" in str(path):
            continue
        text = re.sub(r"\n\s*#?\s*", " ", path.read_text(encoding="utf-8"))
        for document, sections in CITED.findall(text):
            found.extend(
                (str(path.relative_to(HERE)), document, section)
                for section in re.findall(r'"([^"]+)"', sections) or [""]
            )
    return found


def missing(document: str, section: str) -> str:
    """What is wrong with a citation; empty where it holds."""
    path = HERE / "docs" / document
    if not path.is_file():
        return f"docs/{document} does not exist"
    is_there = not section or section in headings(path.read_text(encoding="utf-8"))
    return "" if is_there else f"docs/{document} has no “{section}”"


def test_what_is_cited_is_there() -> None:
    cited = set(citations())
    assert len(cited) > 30
    wrong = [
        f"{source}: {fault}"
        for source, document, section in sorted(cited)
        if (fault := missing(document, section))
    ]
    assert wrong == []


def test_the_rule_on_citations_sees_what_is_not_there() -> None:
    assert missing("no-such.md", "") == "docs/no-such.md does not exist"
    assert "has no" in missing("architecture.md", "No such section")
    assert missing("architecture.md", "The map") == ""


def held_by() -> list[tuple[str, str]]:
    """Where a test of the findings of attackers stands, and its name."""
    text = (HERE / "docs" / "security.md").read_text(encoding="utf-8")
    _before, _title, section = text.partition("## Findings of attackers")
    return re.findall(r"`([\w/]+\.py)::(\w+)`", section)


def without_test(where: str, name: str) -> str:
    """What is wrong with a test that is named; empty where it is there."""
    path = HERE / where if where.startswith("tests/") else HERE / "src" / "alameda" / where
    if not path.is_file():
        return f"{where} does not exist"
    is_there = f"\ndef {name}(" in path.read_text(encoding="utf-8")
    return "" if is_there else f"{where} has no {name}"


def test_every_finding_of_an_attacker_is_held_by_a_test_that_is_there() -> None:
    named = held_by()
    assert len(named) > 40
    assert [fault for where, name in named if (fault := without_test(where, name))] == []
    section = (HERE / "docs" / "security.md").read_text(encoding="utf-8").split("| Held by |")[1]
    rows = [row for row in section.splitlines() if row.startswith("| ")]
    assert [row for row in rows if "::test_" not in row] == []


def test_the_rule_on_findings_sees_a_test_that_is_not_there() -> None:
    assert without_test("tests/no_such.py", "test_it") == "tests/no_such.py does not exist"
    assert "has no" in without_test("tests/test_house_documents.py", "test_it")
    assert without_test("record/tests/test_keys.py", "test_a_lost_key_is_never_made_anew") == ""
