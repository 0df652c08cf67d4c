"""OKLCH to sRGB and the contrast of WCAG 2.2, in plain arithmetic, and the tokens of a theme."""

from __future__ import annotations

import math
import re
from pathlib import Path

ASSETS = Path(__file__).parents[1] / "assets"
Rgb = tuple[float, float, float]
COLOUR = re.compile(r"oklch\(([\d.]+)\s+([\d.]+)\s+([\d.]+)\)")
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((oklch\([^)]*\)),\s*(oklch\([^)]*\))\);")


def srgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """Linear sRGB of an OKLCH colour, cut to what a screen can show."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in linear)
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Relative luminance of a linear colour."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """The ratio of WCAG, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def parse(text: str) -> Rgb:
    """A colour as the style sheets write it."""
    found = COLOUR.fullmatch(text)
    assert found, text
    lightness, chroma, hue = (float(part) for part in found.groups())
    return srgb(lightness, chroma, hue)


def tokens(theme: str, *, is_dark: bool) -> dict[str, Rgb]:
    """Every colour token of a theme: the common ones, with the theme's own over them."""
    sheets = [ASSETS / "tokens.css", *([ASSETS / f"themes/{theme}.css"] if theme else [])]
    return {
        name: parse(dark if is_dark else light)
        for sheet in sheets
        for name, light, dark in PAIR.findall(sheet.read_text(encoding="utf-8"))
    }
