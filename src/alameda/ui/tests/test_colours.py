"""Every theme can be read, light and dark."""

from __future__ import annotations

from itertools import pairwise

import pytest

from alameda.ui.tests.colours import ASSETS, contrast, srgb, tokens

THEMES = ["", *sorted(path.stem for path in (ASSETS / "themes").glob("*.css"))]
TEXT = 4.5
SHAPE = 3.0
TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "brand", "warm", "leaf")
        for ground in ("paper", "shade")
    ),
    *((ink, "brand-1") for ink in ("on-light", "brand", "ink")),
    ("on-light", "brand-2"),
    ("on-light", "brand-3"),
    ("on-dark", "brand-4"),
    ("on-dark", "brand-5"),
    ("brand-ink", "brand"),
]
SHAPE_PAIRS = [
    *((shape, ground) for shape in ("edge", "brand-4") for ground in ("paper", "shade")),
    ("warm", "line"),
    ("brand", "line"),
]


def test_the_arithmetic_agrees_with_known_colours() -> None:
    assert contrast(srgb(1, 0, 0), srgb(0, 0, 0)) == pytest.approx(21, abs=0.01)
    red = srgb(0.62796, 0.25768, 29.234)
    assert red == pytest.approx((1, 0, 0), abs=0.001)
    assert contrast(red, srgb(1, 0, 0)) == pytest.approx(4.0, abs=0.02)


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_their_ground(theme: str, is_dark: bool) -> None:
    colour = tokens(theme, is_dark=is_dark)
    weak = {
        f"{ink} on {ground}": round(contrast(colour[ink], colour[ground]), 2)
        for ink, ground in TEXT_PAIRS
        if contrast(colour[ink], colour[ground]) < TEXT
    }
    assert weak == {}


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_edges_and_shapes_stand_out(theme: str, is_dark: bool) -> None:
    colour = tokens(theme, is_dark=is_dark)
    weak = {
        f"{shape} on {ground}": round(contrast(colour[shape], colour[ground]), 2)
        for shape, ground in SHAPE_PAIRS
        if contrast(colour[shape], colour[ground]) < SHAPE
    }
    assert weak == {}


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_steps_of_the_mosaic_go_one_way(theme: str, is_dark: bool) -> None:
    colour = tokens(theme, is_dark=is_dark)
    away = [contrast(colour[f"brand-{step}"], colour["paper"]) for step in range(1, 6)]
    assert away == sorted(away)
    assert all(later / sooner > 1.15 for sooner, later in pairwise(away))


def test_every_theme_changes_the_same_dozen_properties() -> None:
    common = set(tokens("", is_dark=False))
    for theme in THEMES[1:]:
        text = (ASSETS / f"themes/{theme}.css").read_text(encoding="utf-8")
        assert f'data-region="{theme}"' in text
        assert set(tokens(theme, is_dark=False)) == common
