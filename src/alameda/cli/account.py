"""Which account runs the database: ours, or an unprivileged one when we are root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

ACCOUNTS = ("alameda", "postgres", "nobody")  # the first that exists serves when we are root
SYSTEM_FOLDER = Path("/var/lib/alameda")


class AccountError(Exception):
    """No account can run the database; the sentence says what to do."""


class PopenOptions(TypedDict, total=False):
    """What makes ``subprocess`` run a program as an account."""

    user: int
    group: int
    extra_groups: list[int]
    cwd: str


@dataclass(frozen=True)
class Account:
    """An account of the system.

    Attributes:
        uid: its number; None means our own account, and nothing to change.
        gid: its group.
        name: for people.
    """

    uid: int | None = None
    gid: int = 0
    name: str = "this account"

    def options(self) -> PopenOptions:
        """How to start a program as this account."""
        if self.uid is None:
            return {"cwd": "/"}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}

    def give(self, path: Path) -> None:
        """Make this account the owner of something that we made."""
        if self.uid is not None:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Whether this account can enter the folder, through all its parents."""
        if self.uid is None:
            return os.access(path, os.X_OK)
        ask = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        return subprocess.run(ask, check=False, **self.options()).returncode == 0


def choose(folder: Path, told: str) -> Account:
    """The account for the database in a folder.

    Args:
        folder: where the database is or will be; the owner of an existing one goes on with it.
        told: the name an operator chose, or empty.
    """
    if os.geteuid() != 0:
        return Account()
    data = folder / "data"
    if data.is_dir() and data.stat().st_uid != 0:
        facts = data.stat()
        return Account(facts.st_uid, facts.st_gid, f"account number {facts.st_uid}")
    for name in (told,) if told else ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return Account(found.pw_uid, found.pw_gid, name)
    wanted = told or "nobody"
    raise AccountError(
        f"PostgreSQL refuses to run as root and there is no ordinary account {wanted} to run it. "
        "Make one and name it in ALAMEDA_PG_ACCOUNT, or start Alameda as an ordinary user."
    )


def place_for(instance: Path, told: str) -> Path:
    """Where the database of an instance lives: its own ``pg/``, or a folder of the system.

    The second only when we are root and the account that runs the database may not enter the
    instance's folder: the modes of folders that are not ours are never changed.
    """
    own = instance / "pg"
    nearest = next(path for path in (own, *own.parents) if path.is_dir())
    if choose(own, told).can_reach(nearest):
        return own
    name = "-".join(instance.parts[1:])[-80:]
    return system_folder() / "clusters" / name


def system_folder() -> Path:
    """The folder of the system that is ours when we are root, made with open doors."""
    for folder in (SYSTEM_FOLDER, SYSTEM_FOLDER / "clusters"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    return SYSTEM_FOLDER
