"""A file is said to be signed where it carries a signature, and for nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.documents.rules.papers import find_paper
from alameda.documents.rules.signatures import is_signed
from alameda.documents.rules.typesetting import typeset
from alameda.documents.tests.samples import AT, SAMPLES

DER = "3082010a06092a864886f70d010702a081fc"


def signed(contents: str = DER, *, shift: int = 0, first: int = 0) -> bytes:
    """A PDF with a signature dictionary; ``shift`` moves its range, ``first`` its beginning."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite"
    told = b" /ByteRange [%d %010d %010d %010d] /Contents "
    middle = f"<{contents}>".encode()
    tail = b" >>\nendobj\ntrailer << /Root 2 0 R >>\n%%EOF\n"
    before = len(head) + len(told % (0, 0, 0, 0))
    after = before + len(middle)
    return head + told % (first, before + shift, after + shift, len(tail) - shift) + middle + tail


def test_a_signature_is_found_where_it_stands() -> None:
    assert is_signed(signed())
    assert is_signed(signed(f"{DER}{'0' * 64}"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7 firmado, signed, /Sig /ByteRange /Contents",
        b"%PDF-1.7 /ByteRange [0 0 0 0] /Contents <3082>",
        b"%PDF-1.7 /ByteRange [0 999999999999 999999999999 9] <3082>",
        signed("0" * 64),
        signed("not hex"),
        signed(""),
        signed(shift=7),
        signed(first=3),
    ],
)
def test_what_only_looks_like_one_is_none(body: bytes) -> None:
    assert not is_signed(body)


def test_no_paper_that_is_made_here_says_that_it_is_signed() -> None:
    for key, data in SAMPLES.items():
        paper = find_paper(key, 1)
        assert paper is not None
        assert not is_signed(typeset(paper, data, at=AT))


@given(st.binary(max_size=400))
def test_no_bytes_break_it(noise: bytes) -> None:
    assert not is_signed(noise)
    assert is_signed(signed() + noise)
