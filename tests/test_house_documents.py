"""What the code cites of the documents is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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


def test_the_code_cites_its_documents() -> None:
    assert len(citations()) > 30


@pytest.mark.parametrize(("source", "document", "section"), sorted(set(citations())))
def test_what_is_cited_is_there(source: str, document: str, section: str) -> None:
    path = HERE / "docs" / document

    assert path.is_file(), f"{source} cites docs/{document}, which does not exist"
    if section:
        assert section in headings(path.read_text(encoding="utf-8")), f"{source}: no “{section}”"
