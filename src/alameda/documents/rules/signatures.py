"""Whether a PDF carries an electronic signature: by the signature itself, never by its name. Pure.

A signature of a PDF (ISO 32000-2, 12.8) is a dictionary whose ``/ByteRange`` names the bytes before
and after its ``/Contents``, which is the signature in hexadecimal. Both have to stand plainly in
the file, for the range names their places. Whose signature it is, and whether it holds, is not
asked here: only that the file has one.
"""

from __future__ import annotations

import re

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
RANGES_MAX = 100
CONTENTS_LETTERS_MAX = 8_000_000
_HEX = re.compile(rb"<([0-9A-Fa-f\s]+)>")
_SEQUENCE = 0x30  # what a PKCS #7 message begins with, in DER


def is_signed(body: bytes) -> bool:
    """Whether a PDF carries at least one signature.

    Args:
        body: the whole file.
    """
    for count, found in enumerate(RANGE.finditer(body)):
        if count >= RANGES_MAX:
            break
        if _is_signature(body, *(int(number) for number in found.groups())):
            return True
    return False


def _is_signature(body: bytes, start: int, length: int, after: int, rest: int) -> bool:
    """Whether the range leaves out a signature, and nothing else."""
    end = start + length
    if start != 0 or not end < after <= len(body) or after + rest > len(body):
        return False
    if after - end > CONTENTS_LETTERS_MAX:
        return False
    found = _HEX.fullmatch(body[end:after].strip())
    if found is None:
        return False
    digits = b"".join(found[1].split())
    told = bytes.fromhex(digits.decode("ascii") + "0" * (len(digits) % 2))
    return told[0] == _SEQUENCE and any(told[1:])
