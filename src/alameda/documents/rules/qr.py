"""The square code of a paper: what a phone reads from it is an address, and nothing else. Pure."""

from __future__ import annotations

import io

import segno

# Fifteen in a hundred of its squares may be spoilt, as by a fold or a stamp.
CORRECTION = "m"


def qr_svg(address: str) -> str:
    """An address as a QR code (ISO/IEC 18004), in SVG: black on white, with its quiet zone."""
    drawn = io.BytesIO()
    code = segno.make_qr(address, error=CORRECTION, boost_error=False)
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, light="white", nl=False)
    return drawn.getvalue().decode()
