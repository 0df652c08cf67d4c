"""The templates: what has landed never changes, and what they make everybody can read."""

from __future__ import annotations

import hashlib
import io
import itertools
import threading
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from alameda.documents.rules.papers import PAPERS, ROOT, Paper, find_paper
from alameda.documents.rules.qr import qr_svg
from alameda.documents.rules.typesetting import TypesettingError, typeset
from alameda.documents.tests.samples import AT, SAMPLES

# Written by hand when a version lands, never afterwards: an edit must fail here, and not only
# where the edited number stands.
LANDED = {
    "common/1.typ": "9c493812e806c6180c2865518fdc813dfd6f03332141bc9c350d5ddcb315db56",
    "council_certificate/1.typ": "8ab75fde6e4ce2d4d61d23b3b15634d452bec65b9c2fc0499ce330ee965819f7",
    "council_minutes/1.typ": "0414ac36f701d254a559794edceb5656835b0ff4520be66a7dad2e67c1937098",
    "council_summons/1.typ": "201b07fb3fd2b4feac62dc54b0b06ffcbcbfdd8f8adbcb1dc6919ec406e03656",
    "silence_record/1.typ": "407e543344072ad9733a4ceee483b31709c16040e71e2fa1eafc50cdbe39a8b1",
    "common/2.typ": "de772e73b9e8f6d402f008d055602adac4fa3e830623931d7759e41845266260",
    "council_certificate/2.typ": "ec810c91b2e7003949e33663d0b5677eb3e8feb535889121e23b6b2480010e77",
    "council_minutes/2.typ": "386d0c68eadac00d6bd11afc2ea234fb77dc6e20beb1d1fc89101691124f9203",
    "council_summons/2.typ": "f18d70dc7736398f273bee9013d8fb030995df8c9bc9e069805abc1c40360de9",
    "silence_record/2.typ": "2b90debff5869df9b5c44029699eb6c9391c61cfe0081a7ba368eff233d04b02",
}
VERIFY_URL = "https://gobierno.example/doc/D-2026-000001/"
each_paper = pytest.mark.parametrize(
    "paper", PAPERS, ids=lambda paper: f"{paper.key}-{paper.version}"
)


def told(paper: Paper, /, **more: Any) -> dict[str, Any]:
    given = {
        "document_code": "D-2026-000001",
        "document_version": 1,
        "verify_url": VERIFY_URL,
        "qr_svg": qr_svg(VERIFY_URL),
    }
    return {**SAMPLES[paper.key], **given, **more}


def read(paper: Paper, **more: Any) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(typeset(paper, told(paper, **more), at=AT)))


def tags(pdf: pikepdf.Pdf) -> list[str]:
    """Every structure tag, in reading order."""
    found: list[str] = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                waiting.append(node.K)
    return found


def test_every_template_that_landed_is_what_it_was() -> None:
    found = {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(ROOT.rglob("*.typ"))
    }

    assert found == LANDED


@each_paper
def test_every_template_is_registered_with_its_own_digest(paper: Paper) -> None:
    assert paper.is_intact
    assert find_paper(paper.key, paper.version) is paper
    assert "/common/" in paper.path.read_text(encoding="utf-8")


def test_the_newest_version_is_the_one_that_is_used() -> None:
    assert find_paper("council_minutes") == find_paper("council_minutes", 2)
    assert find_paper("council_minutes", 9) is None
    assert find_paper("nothing") is None


@each_paper
def test_a_paper_says_its_language_its_title_and_what_it_conforms_to(paper: Paper) -> None:
    pdf = read(paper)
    meta = pdf.open_metadata()

    assert str(pdf.Root.Lang).lower() == "es-cl"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert meta["dc:title"]
    assert meta["dc:creator"] == ["Gobierno Regional de Ñuble"]
    assert meta["pdfuaid:part"] == "1"
    assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
    assert meta["xmp:CreateDate"].startswith("2026-04-09T14:30:15")


@each_paper
def test_a_paper_has_one_title_and_headings_that_skip_no_level(paper: Paper) -> None:
    levels = [int(tag[2:]) for tag in tags(read(paper)) if tag[:2] == "/H" and tag[2:].isdigit()]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("key", ["council_certificate", "council_minutes", "council_summons"])
def test_a_table_says_which_cells_are_its_headers(key: str) -> None:
    paper = find_paper(key)
    assert paper is not None

    found = tags(read(paper))

    assert "/Table" in found
    assert "/TH" in found
    assert found.index("/TH") > found.index("/Table")


@each_paper
def test_the_checker_of_pdf_ua_finds_no_fault(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(typeset(paper, told(paper), at=AT))

    report = pdfua.validate(str(path))

    assert report.outcomes
    assert [(finding.rule_id, finding.message) for finding in report.findings] == []


@each_paper
def test_the_fonts_are_inside_and_none_is_of_this_machine(paper: Paper) -> None:
    names = {
        str(font.BaseFont) for page in read(paper).pages for font in page.Resources.Font.values()
    }

    assert names
    assert all("LibertinusSerif" in name.replace("-", "") for name in names)


@each_paper
def test_what_is_typed_is_shown_and_never_run(paper: Paper) -> None:
    plain = told(paper)
    hostile = {**plain, "government": '#panic("x") $ * _ @ref <label> \\ [ ] " //'}

    assert typeset(paper, hostile, at=AT) != typeset(paper, plain, at=AT)


@each_paper
def test_what_may_be_empty_may_be_empty(paper: Paper) -> None:
    nothing = {
        key: type(value)()
        for key, value in SAMPLES[paper.key].items()
        if isinstance(value, str | list | dict) and key not in {"title", "session_title"}
    }
    kept = {"government": "Gobierno", "check_url": "https://gobierno.example/x/1"}

    assert typeset(paper, told(paper, **{**nothing, **kept}), at=AT)


@pytest.mark.parametrize("approved", [None, True, "2026-05-06", "Acta aprobada por el acuerdo A-1"])
def test_minutes_say_in_many_ways_that_they_were_approved(approved: object) -> None:
    paper = find_paper("council_minutes")
    assert paper is not None

    assert typeset(paper, told(paper, approved=approved), at=AT)


def test_a_certificate_is_made_of_a_vote_whose_source_says_little() -> None:
    paper = find_paper("council_certificate")
    assert paper is not None
    unknown = dict.fromkeys(("number", "present", "in_office", "needed", "place"))

    assert typeset(paper, told(paper, **unknown), at=AT)


def test_a_real_document_bears_no_mark_of_a_demonstration() -> None:
    paper = find_paper("silence_record")
    assert paper is not None

    assert len(typeset(paper, told(paper), at=AT)) > len(
        typeset(paper, told(paper, is_demo=False), at=AT)
    )


def test_threads_make_the_same_bytes() -> None:
    paper = find_paper("council_summons")
    assert paper is not None
    expected = typeset(paper, told(paper), at=AT)
    made: list[bytes] = []

    def work() -> None:
        made.extend(typeset(paper, told(paper), at=AT) for _time in range(10))

    threads = [threading.Thread(target=work) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [expected] * 60


def test_data_that_do_not_fit_are_refused() -> None:
    paper = find_paper("council_summons")
    assert paper is not None

    with pytest.raises(TypesettingError):
        typeset(paper, told(paper, items="nothing"), at=AT)
