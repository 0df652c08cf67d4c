"""A phone reads the address of a paper from the paper itself."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from alameda.documents.rules.papers import PAPERS, Paper, find_paper
from alameda.documents.rules.qr import qr_svg
from alameda.documents.rules.typesetting import typeset
from alameda.documents.tests.samples import AT, SAMPLES

NEWEST = [found for key in SAMPLES if (found := find_paper(key)) is not None]
LONG = "https://gobierno-de-una-region-con-nombre-largo.example.cl/doc/D-2026-000001/"
SCALE = 150 / 72  # pixels a point: as a phone sees a printed page, and not better


def read_codes(pdf: bytes) -> list[str]:
    """What a reader of codes finds on the pages of a PDF."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            image = page.render(scale=SCALE).to_pil()
            found += [code.text for code in zxingcpp.read_barcodes(image)]
    return found


@pytest.mark.parametrize("paper", NEWEST, ids=lambda paper: paper.key)
@pytest.mark.parametrize("is_demo", [True, False])
def test_the_code_of_every_paper_is_read_from_its_pages(paper: Paper, *, is_demo: bool) -> None:
    data = {
        **SAMPLES[paper.key],
        "document_code": "D-2026-000001",
        "document_version": 1,
        "is_demo": is_demo,
        "verify_url": LONG,
        "qr_svg": qr_svg(LONG),
    }

    assert read_codes(typeset(paper, data, at=AT)) == [LONG]


def test_no_paper_of_the_first_version_bears_a_code_and_every_newest_one_does() -> None:
    newest = {paper.key: paper.version for paper in NEWEST}

    assert newest == dict.fromkeys(SAMPLES, 2)
    assert {paper.key for paper in PAPERS} == set(SAMPLES)
