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
