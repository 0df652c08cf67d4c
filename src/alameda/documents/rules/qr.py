"""The square code of a paper: what a phone reads from it is an address, and nothing else. Pure."""

from __future__ import annotations

import segno

# Fifteen in a hundred of its squares may be spoilt, as by a fold or a stamp.
CORRECTION = "m"
SVG = "http://www.w3.org/2000/svg"


def qr_svg(address: str) -> str:
    """An address as a QR code (ISO/IEC 18004), in SVG: black on white, with its quiet zone."""
    code = segno.make_qr(address, error=CORRECTION, boost_error=False)
    inline = code.svg_inline(light="white")
    return inline.replace("<svg ", f'<svg xmlns="{SVG}" ', 1)  # a file of its own names its kind
