"""Importing real boundaries of comunas from a GeoJSON file: all of it, or nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.actions import publish, write_down
from alameda.territory.actions.region import lock_territory
from alameda.territory.events import BoundariesImported
from alameda.territory.models import Comuna
from alameda.territory.policies import may_change_territory
from alameda.territory.rules.geojson import (
    Boundary,
    DocumentError,
    DocumentFault,
    Fault,
    Refusal,
    read_boundaries,
)
from alameda.territory.selectors import region

MAX_BYTES: Final = 100 * 1024 * 1024
SOURCE_LENGTH: Final = 200


@dataclass(frozen=True, kw_only=True)
class BoundaryReport:
    """What became of every feature of the file.

    Attributes:
        changed: codes of the comunas whose boundary is new or has changed.
        unchanged: codes of those that had that very boundary.
        elsewhere: codes of comunas of other regions, left out.
        missing: codes of comunas of this region that the file does not have.
        refused: features that cannot be used; with any of them nothing is stored.
    """

    changed: list[str]
    unchanged: list[str]
    elsewhere: list[str]
    missing: list[str]
    refused: list[Refusal]

    @property
    def features(self) -> int:
        """How many features the file has."""
        return len(self.changed + self.unchanged + self.elsewhere) + len(self.refused)


class BoundariesRefusedError(RuleBrokenError):
    """Some features cannot be used, so nothing was stored; ``report`` says which and why."""

    code = "boundaries-refused"

    def __init__(self, sentence: str, *, report: BoundaryReport) -> None:
        super().__init__(sentence)
        self.report = report


@transaction.atomic
def import_boundaries(
    file: Path | str | BinaryIO, *, source: str, actor: Actor, cut_property: str = "cut"
) -> BoundaryReport:
    """Store the boundaries of the region's comunas, and publish the fact.

    Comunas of other regions are left out. One feature that cannot be used stops all. The same file
    again changes nothing and publishes nothing.

    Args:
        file: path or open binary file, GeoJSON in degrees of WGS 84, at most 100 MB.
        source: who made the boundaries, shown wherever they are drawn.
        actor: who imports them; needs the ``operator`` or ``data_steward`` role.
        cut_property: the property of each feature that holds the code of its comuna.

    Raises:
        NotAllowedError: the actor may not change the territory.
        NotFoundError: no region was loaded yet.
        BadInputError: the file cannot be read as a whole.
        BoundariesRefusedError: some features cannot be used; it carries the report.
    """
    lock_territory()
    if not may_change_territory(actor):
        raise NotAllowedError(_("Only the operator or the data steward changes the territory."))
    if not source.strip() or len(source) > SOURCE_LENGTH:
        raise BadInputError(_("Say in up to 200 letters who made the boundaries."), field="source")
    served = region()
    content = _content(file)
    boundaries, refused = _parsed(content, cut_property)
    known = {comuna.cut: comuna for comuna in Comuna.objects.all()}
    here = [boundary for boundary in boundaries if boundary.cut in known]
    changed = [one for one in here if _differs(known[one.cut], one, source)]
    report = _report(known, boundaries, changed, refused)
    if refused:
        raise BoundariesRefusedError(_refused_sentence(report), report=report)
    if not here:
        raise BadInputError(_("The file has no comuna of this region."), field="file")
    for boundary in changed:
        _store(known[boundary.cut], boundary, source)
    if changed:
        publish(
            BoundariesImported(
                subject=f"region-{served.code}",
                source=source,
                sha256=hashlib.sha256(content).hexdigest(),
                changed=report.changed,
            ),
            actor=actor,
        )
        pks = [known[boundary.cut].pk for boundary in changed]
        write_down("territory.comuna", pks, subject=f"region-{served.code}", actor=actor)
    return report


def fault_sentence(fault: Fault) -> str:
    """What is wrong with a feature, for a person."""
    return {
        Fault.NOT_A_FEATURE: _("It is not a GeoJSON feature."),
        Fault.NO_CODE: _("It has no code of a comuna of five digits."),
        Fault.TWICE: _("The file has this comuna twice."),
        Fault.NOT_A_POLYGON: _("Its geometry is neither a polygon nor several."),
        Fault.EMPTY: _("Its geometry is empty."),
        Fault.OPEN_RING: _("A ring has fewer than four points or does not end where it starts."),
        Fault.NOT_NUMBERS: _("A point is not two numbers."),
        Fault.OUTSIDE_CHILE: _(
            "A point is outside Chile: are these degrees of longitude and latitude, in that order?"
        ),
        Fault.NO_AREA: _("A ring encloses no area."),
        Fault.TOO_MANY_POSITIONS: _("The file has more points than we accept: simplify it."),
    }[fault]


def _content(file: Path | str | BinaryIO) -> bytes:
    try:
        if isinstance(file, Path | str):
            with Path(file).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        else:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInputError(
            _("The file cannot be read: %(reason)s.") % {"reason": error.strerror or ""},
            field="file",
        ) from error
    if len(content) > MAX_BYTES:
        raise BadInputError(_("The file has more than 100 MB: simplify it."), field="file")
    return content


def _parsed(content: bytes, cut_property: str) -> tuple[list[Boundary], list[Refusal]]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInputError(_("The file is not JSON."), field="file") from error
    try:
        return read_boundaries(document, cut_property=cut_property)
    except DocumentError as error:
        sentence = {
            DocumentFault.NOT_A_COLLECTION: _("The file is not a GeoJSON feature collection."),
            DocumentFault.NO_FEATURES: _("The file has no features."),
            DocumentFault.OTHER_COORDINATES: _("The coordinates are not degrees of WGS 84."),
        }[error.fault]
        raise BadInputError(sentence, field="file") from error


def _differs(comuna: Comuna, boundary: Boundary, source: str) -> bool:
    return comuna.boundary != boundary.geometry or comuna.boundary_source != source


def _report(
    known: dict[str, Comuna],
    boundaries: list[Boundary],
    changed: list[Boundary],
    refused: list[Refusal],
) -> BoundaryReport:
    read = {boundary.cut for boundary in boundaries}
    new = {boundary.cut for boundary in changed}
    return BoundaryReport(
        changed=sorted(new),
        unchanged=sorted((read & known.keys()) - new),
        elsewhere=sorted(read - known.keys()),
        missing=sorted(known.keys() - read),
        refused=refused,
    )


def _refused_sentence(report: BoundaryReport) -> str:
    first = report.refused[0]
    return _(
        "%(refused)s of %(features)s features cannot be used, so nothing was stored. "
        "The first is number %(position)s (%(cut)s): %(fault)s"
    ) % {
        "refused": len(report.refused),
        "features": report.features,
        "position": first.position,
        "cut": first.cut or "?",
        "fault": fault_sentence(first.fault),
    }


def _store(comuna: Comuna, boundary: Boundary, source: str) -> None:
    comuna.boundary = boundary.geometry
    comuna.boundary_source = source
    (
        comuna.boundary_west,
        comuna.boundary_south,
        comuna.boundary_east,
        comuna.boundary_north,
    ) = boundary.box
    comuna.save(
        update_fields=[
            "boundary",
            "boundary_source",
            "boundary_west",
            "boundary_south",
            "boundary_east",
            "boundary_north",
        ]
    )
