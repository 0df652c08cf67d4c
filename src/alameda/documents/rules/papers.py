"""The templates that documents are made from; each version that has landed never changes.

A template lies in ``papers/KEY/VERSION.typ``, what they share in ``papers/common/VERSION.typ``.
To change one, write the next version and register it here: what was made before is made again
from its own version, byte for byte. Pure: no Django.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1] / "papers"
# What is given to every template beside its own keys: by the act that makes the document.
GIVEN = ("document_code", "document_version", "check_url", "verify_url", "qr_svg")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One version of a template.

    Attributes:
        key: its name for ever.
        version: from 1 on.
        keys: what its data must hold, besides what ``GIVEN`` names.
        sha256: of the template's file, so that nobody edits what has landed.
        common: version of the shared part that it imports.
        common_sha256: of that part.
    """

    key: str
    version: int
    keys: tuple[str, ...]
    sha256: str
    common: int
    common_sha256: str

    @property
    def path(self) -> Path:
        """The template's file."""
        return ROOT / self.key / f"{self.version}.typ"

    @property
    def common_path(self) -> Path:
        """The file of the shared part."""
        return ROOT / "common" / f"{self.common}.typ"

    @property
    def is_intact(self) -> bool:
        """Whether both files are what they were when they landed."""
        return (_digest(self.path), _digest(self.common_path)) == (self.sha256, self.common_sha256)

    def missing(self, data: dict[str, object]) -> list[str]:
        """The keys that the data lacks, in order."""
        return [key for key in self.keys if key not in data]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _keys(words: str) -> tuple[str, ...]:
    return tuple(f"government region is_demo {words}".split())


COMMON_1 = "9c493812e806c6180c2865518fdc813dfd6f03332141bc9c350d5ddcb315db56"
COMMON_2 = "de772e73b9e8f6d402f008d055602adac4fa3e830623931d7759e41845266260"
PAPERS = (
    Paper(
        key="council_certificate",
        version=1,
        keys=_keys(
            "number year code session_title session_on place title text outcome outcome_words"
            " counts present in_office majority_words needed names explanation secretary_title"
            " issued_on"
        ),
        sha256="8ab75fde6e4ce2d4d61d23b3b15634d452bec65b9c2fc0499ce330ee965819f7",
        common=1,
        common_sha256=COMMON_1,
    ),
    Paper(
        key="council_minutes",
        version=1,
        keys=_keys("code session_title session_on place present absent parts approved"),
        sha256="0414ac36f701d254a559794edceb5656835b0ff4520be66a7dad2e67c1937098",
        common=1,
        common_sha256=COMMON_1,
    ),
    Paper(
        key="council_summons",
        version=1,
        keys=_keys("code session_title first second place items broadcast_url"),
        sha256="201b07fb3fd2b4feac62dc54b0b06ffcbcbfdd8f8adbcb1dc6919ec406e03656",
        common=1,
        common_sha256=COMMON_1,
    ),
    Paper(
        key="silence_record",
        version=1,
        keys=_keys("code title matter_code received_on due_on basis text issued_on"),
        sha256="407e543344072ad9733a4ceee483b31709c16040e71e2fa1eafc50cdbe39a8b1",
        common=1,
        common_sha256=COMMON_1,
    ),
    Paper(
        key="council_certificate",
        version=2,
        keys=_keys(
            "number year code session_title session_on place title text outcome outcome_words"
            " counts present in_office majority_words needed names explanation secretary_title"
            " issued_on"
        ),
        sha256="ec810c91b2e7003949e33663d0b5677eb3e8feb535889121e23b6b2480010e77",
        common=2,
        common_sha256=COMMON_2,
    ),
    Paper(
        key="council_minutes",
        version=2,
        keys=_keys(
            "code session_title session_on place is_certified present absent parts approved"
        ),
        sha256="386d0c68eadac00d6bd11afc2ea234fb77dc6e20beb1d1fc89101691124f9203",
        common=2,
        common_sha256=COMMON_2,
    ),
    Paper(
        key="council_summons",
        version=2,
        keys=_keys("code session_title first second place items broadcast_url"),
        sha256="f18d70dc7736398f273bee9013d8fb030995df8c9bc9e069805abc1c40360de9",
        common=2,
        common_sha256=COMMON_2,
    ),
    Paper(
        key="silence_record",
        version=2,
        keys=_keys("code title matter_code received_on due_on basis text issued_on"),
        sha256="2b90debff5869df9b5c44029699eb6c9391c61cfe0081a7ba368eff233d04b02",
        common=2,
        common_sha256=COMMON_2,
    ),
)
_BY_NAME = {(paper.key, paper.version): paper for paper in PAPERS}


def find_paper(key: str, version: int | None = None) -> Paper | None:
    """A template by key and version, the newest where none is named; nothing where unknown."""
    if version is None:
        version = max((paper.version for paper in PAPERS if paper.key == key), default=0)
    return _BY_NAME.get((key, version))
