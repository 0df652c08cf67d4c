"""An import of registers of investment, from its folder to its report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.intake.actions import runs
from alameda.intake.actions.locking import only_import
from alameda.intake.actions.profiles import read_profile
from alameda.intake.actions.reading import go_through, plan_of
from alameda.intake.actions.runs import Watch
from alameda.intake.actions.survey import survey_folder
from alameda.intake.actions.undo import TakenBack, taken_back
from alameda.intake.rules.keys import row_key
from alameda.intake.selectors import Report, report_of
from alameda.investments import policies
from alameda.investments.actions.imports.chunk import InitiativeRows, Known, write_chunk
from alameda.investments.actions.imports.names import load_aliases, names_for
from alameda.investments.actions.imports.portfolio import IMPORTER
from alameda.investments.rules.imports.identity import Digits, named_in
from alameda.investments.rules.imports.profile import ANY_REGION, Profile, Register, parse_profile
from alameda.territory.models import Region

FOLDER = Path(__file__).resolve().parents[2] / "profiles"
CHUNK_ROWS = 500


class WrongRegionError(RuleBrokenError):
    """The profile belongs to another region."""

    code = "wrong-region"


def import_folder(
    folder: Path,
    *,
    profile: str,
    actor: Actor,
    is_dry_run: bool = False,
    watch: Watch | None = None,
) -> Report:
    """Bring the registers of a folder in, or go on with an import that was interrupted.

    Args:
        folder: where the files are; those that the profile does not know are left alone.
        profile: name of a profile, or path of its TOML file.
        actor: who imports; needs the ``data_steward`` role.
        is_dry_run: report the same numbers and write nothing.
        watch: whom to tell how it goes.

    Raises:
        NotAllowedError: the actor may not import.
        BadInputError: no such folder, profile or file.
        ImportBusyError: another import is at work.
        ImportUnfinishedError: an import of other files was interrupted.
        ImportFailedError: the database could not go on.

    Source: docs/rules/imports.md.
    """
    if not policies.may_import(actor):
        raise NotAllowedError(_("Only the data steward imports registers."))
    found, sha256 = read_profile(profile, folder=FOLDER, parse=parse_profile)
    _check_region(found)
    watch = watch or Watch()
    with only_import(), runs.told_plainly():
        digits = Digits()

        def key_of(row: Mapping[str, str], register: Register) -> str:
            digits.add(named_in(row, register.identity, found))
            return row_key(row, register)[0]

        survey = survey_folder(
            folder,
            found.registers,
            profile=found.name,
            profile_sha256=sha256,
            key_of=key_of,
            on_file=watch.on_file,
        )

        def go() -> Report:
            run = runs.begin(IMPORTER, plan_of(survey, profile=found.name), actor=actor)
            load_aliases(found)
            known = Known.now(found, names_for(found), digits)
            go_through(
                run,
                survey,
                reader=lambda source: InitiativeRows(source, known),
                write=lambda file, works: write_chunk(run, file, works, known, actor=actor),
                watch=watch,
                size=CHUNK_ROWS,
            )
            runs.finish(IMPORTER, run, actor=actor)
            return report_of(run, ignored=survey.ignored, is_dry_run=is_dry_run)

        return runs.rehearsed(go) if is_dry_run else go()


def take_back(number: int | None, *, actor: Actor) -> TakenBack:
    """Put the portfolio back to what it was before an import, whole or not at all.

    Args:
        number: public number of the import; nothing: the last one not taken back.
        actor: who takes it back; needs the ``data_steward`` role.

    Raises:
        NotAllowedError: the actor may not.
        NotFoundError: there is no such import.
        ImportBusyError: an import is at work.
        ImportTouchedError: a later act changed what it had written.
        RuleBrokenError: it was taken back already, or there is none.

    Source: docs/rules/imports.md, "Taking an import back".
    """
    if not policies.may_import(actor):
        raise NotAllowedError(_("Only the data steward takes an import back."))
    return taken_back(IMPORTER, number, actor=actor)


def _check_region(profile: Profile) -> None:
    region = Region.objects.first()
    if region is None or profile.region not in {region.code, ANY_REGION}:
        raise WrongRegionError(
            _("The profile %(profile)s is of the region %(wanted)s; this instance serves %(code)s.")
            % {
                "profile": profile.name,
                "wanted": profile.region,
                "code": region.code if region else "–",
            }
        )
