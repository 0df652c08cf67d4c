"""Browsers that do not know light-dark() get the light colours, plainly."""

from __future__ import annotations

import re

from alameda.ui.tests.colours import ASSETS, Rgb, tokens


def linear(text: str) -> Rgb:
    """A hexadecimal colour as linear sRGB."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    return red, green, blue


def test_every_colour_has_its_plain_twin() -> None:
    sheet = (ASSETS / "tokens-old.css").read_text(encoding="utf-8")
    plain = {name: linear(value) for name, value in re.findall(r"--([\w-]+): #(\w{6});", sheet)}
    wanted = tokens("", is_dark=False)

    assert plain.keys() == wanted.keys()
    for name, colour in wanted.items():
        apart = max(abs(one - two) for one, two in zip(plain[name], colour, strict=True))
        assert apart < 0.005, name
