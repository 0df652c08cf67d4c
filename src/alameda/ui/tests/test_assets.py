"""What a page loads is small, ours, and says nothing inline."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[1]
BUILT = UI / "static/ui/built"
KILOBYTE = 1_024
SHEETS = sorted((UI / "assets").rglob("*.css"))


def built(name: str) -> bytes:
    path = BUILT / name
    if not path.is_file():
        pytest.fail(f"{name} is not built: run ./dev setup, or npm ci && npm run build")
    return path.read_bytes()


def test_the_styles_weigh_at_most_ten_kilobytes() -> None:
    assert len(gzip.compress(built("main.css"), 9)) <= 10 * KILOBYTE


def test_the_script_weighs_at_most_sixteen_kilobytes() -> None:
    assert len(gzip.compress(built("main.js"), 9)) <= 16 * KILOBYTE


def test_nothing_comes_from_elsewhere() -> None:
    assert b"url(http" not in built("main.css")
    assert b"@font-face" not in built("main.css")
    assert not re.search(rb"""["']https?://[^"']*\.(?:js|css)""", built("main.js"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_are_tokens_never_literals(sheet: Path) -> None:
    if sheet.stem in {"tokens", "tokens-old"} or sheet.parent.name == "themes":
        return
    assert not re.search(
        r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)\(", sheet.read_text(encoding="utf-8")
    )


def test_every_component_sheet_is_bundled() -> None:
    main = (UI / "assets/main.css").read_text(encoding="utf-8")
    unbundled = [
        sheet.name
        for sheet in SHEETS
        if sheet.name != "main.css" and f"{sheet.relative_to(UI / 'assets')}" not in main
    ]
    assert unbundled == []
