"""The profiles that a module ships with, and those that a path names."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError
from alameda.intake.rules.profile import ProfileError

P = TypeVar("P")


def profile_names(folder: Path) -> list[str]:
    """The names of the profiles in a module's folder."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def read_profile(
    name: str, *, folder: Path, parse: Callable[[str, Mapping[str, Any]], P]
) -> tuple[P, str]:
    """A profile by its name, or by the path of its TOML file; with its SHA-256.

    Args:
        name: as it stands in the folder, without ``.toml``; or a path that ends so.
        folder: of the module.
        parse: makes it of its name and its tables; raises ``ProfileError``.

    Raises:
        BadInputError: there is no such profile, or it says something it may not.
    """
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    names = profile_names(folder)
    if not path.is_file() or (not name.endswith(".toml") and name not in names):
        raise BadInputError(
            _("There is no profile “%(name)s”. There are: %(names)s.")
            % {"name": name, "names": ", ".join(names)}
        )
    content = path.read_bytes()
    try:
        profile = parse(path.stem, tomllib.loads(content.decode()))
    except (ProfileError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            _("The profile %(name)s cannot be used: %(reason)s")
            % {"name": path.name, "reason": error}
        ) from error
    return profile, hashlib.sha256(content).hexdigest()
