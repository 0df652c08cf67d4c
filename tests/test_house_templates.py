"""What a template names is there: Django looks for it only when the line is drawn."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "alameda"
NAMED = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")


def templates() -> dict[str, str]:
    """The text of each template of ours, by the name that others call it."""
    return {
        str(path).split("/templates/", 1)[1]: path.read_text(encoding="utf-8")
        for path in sorted(SOURCE.glob("**/templates/**/*.html"))
    }


def missing(texts: dict[str, str]) -> list[str]:
    """Which template names one that is not there."""
    return [
        f"{name} names {named}"
        for name, text in texts.items()
        for named in NAMED.findall(text)
        if named not in texts
    ]


def test_every_template_that_another_names_is_there() -> None:
    found = templates()

    assert len(found) > 50
    assert missing(found) == []


def test_one_that_is_not_there_is_named() -> None:
    texts = {"a.html": "{% include 'b.html' with x=1 %}{% include \"gone.html\" %}", "b.html": ""}

    assert missing(texts) == ["a.html names gone.html"]
