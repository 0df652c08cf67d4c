"""The profiles that ship with Alameda, and those that a path names."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError
from alameda.investments.rules.imports.profile import Profile, ProfileError, parse_profile

FOLDER = Path(__file__).resolve().parents[2] / "profiles"


def profile_names() -> list[str]:
    """The names of the profiles that ship with Alameda."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_profile(name: str) -> tuple[Profile, str]:
    """A profile by its name, or by the path of its TOML file; with its SHA-256.

    Raises:
        BadInputError: there is no such profile, or it says something it may not.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file() or (not name.endswith(".toml") and name not in profile_names()):
        raise BadInputError(
            _("There is no profile “%(name)s”. There are: %(names)s.")
            % {"name": name, "names": ", ".join(profile_names())}
        )
    content = path.read_bytes()
    try:
        profile = parse_profile(path.stem, tomllib.loads(content.decode()))
    except (ProfileError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            _("The profile %(name)s cannot be used: %(reason)s")
            % {"name": path.name, "reason": error}
        ) from error
    return profile, hashlib.sha256(content).hexdigest()
