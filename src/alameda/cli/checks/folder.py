"""The folder of an instance: finished, its secrets kept, its files there, its disk not full."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alameda.cli.checks.finding import Finding
from alameda.cli.instance import Instance
from alameda.record.rules import files
from alameda.settings import env

LOW_DISK_BYTES = 2**30
BACKUPS = "backups.json"
BACKUP_AGE_MAX = timedelta(days=2)
OTHERS = 0o077  # modes of the group and of everybody


def look_at_folder(instance: Instance) -> Iterator[Finding]:
    """What can be seen without its database."""
    yield Finding(
        "instance",
        instance.is_complete,
        "complete" if instance.is_complete else "it was never finished",
        "Run the command that made it again.",
    )
    yield _look_at_secret(instance.folder / "secret.key")
    yield from _look_at_keys(instance.folder)
    yield from _look_at_password(instance)
    yield _look_at_files(instance.folder / "files")
    yield from _look_at_disks(instance)


def _look_at_secret(key: Path) -> Finding:
    """The secret that signs sessions and links: whose it is, and whether it guards anything."""
    if told := os.environ.get("ALAMEDA_SECRET_KEY"):
        trouble = env.trouble_of_secret(told)
        found = "ALAMEDA_SECRET_KEY " + (trouble or "names one")
        return Finding("secret key", not trouble, found, "Name a long one made by chance.")
    if not key.is_file():
        mend = f"Put {key} back from a copy of the folder."
        return Finding("secret key", is_good=False, found="it is missing", remedy=mend)
    trouble = _trouble_of_mode(key) or _trouble_of_content(key)
    mend = f"Only its owner may read {key}, and nobody may guess it: chmod 600 {key}"
    if trouble and not _trouble_of_mode(key):
        mend = (
            f"Make another: python3 -c 'import secrets; print(secrets.token_urlsafe(48))' > {key}"
        )
    found = trouble or f"mode {key.stat().st_mode & 0o777:o}"
    return Finding("secret key", not trouble, found, mend)


def _trouble_of_content(key: Path) -> str:
    try:
        return env.trouble_of_secret(key.read_text(encoding="ascii").strip())
    except (OSError, UnicodeError):
        return "it cannot be read"


def _trouble_of_mode(path: Path) -> str:
    mode = path.stat().st_mode & 0o777
    return f"mode {mode:o}: others may read it" if mode & OTHERS else ""


def _look_at_keys(folder: Path) -> Iterator[Finding]:
    """The record's keys, where it has begun."""
    lost = files.missing_keys(folder)
    if lost and files.last_remembered(folder):
        yield Finding(
            "record keys",
            is_good=False,
            found=f"lost: {', '.join(lost)}",
            remedy="Put back what was lost from a backup: the record goes on with no other.",
        )
        return
    paths = [folder / name for name in (files.SIGNING_KEY, files.MARKING_KEY)]
    open_ones = [path for path in paths if path.is_file() and _trouble_of_mode(path)]
    names = ", ".join(f"{path.name} has {_trouble_of_mode(path)}" for path in open_ones)
    yield Finding(
        "record keys",
        not open_ones,
        names or ("not made yet" if lost else "there, for their owner alone"),
        f"Only their owner may read them: chmod 600 {' '.join(map(str, open_ones))}",
    )


def _look_at_password(instance: Instance) -> Iterator[Finding]:
    """The password of the instance's own database."""
    if os.environ.get("DATABASE_URL"):
        return
    path = instance.server().folder / "password"
    if not path.is_file():
        return  # the look at the database says it
    trouble = _trouble_of_mode(path)
    yield Finding(
        "database password",
        not trouble,
        trouble or "for its owner alone",
        f"Only its owner may read it: chmod 600 {path}",
    )


def _look_at_files(folder: Path) -> Finding:
    """Where documents are kept."""
    owner_writes = 0o300
    found, mend = "there, and can be written", ""
    if not folder.is_dir():
        found = "the folder is gone, and every document with it"
        mend = f"Put {folder} back from a backup."
    elif folder.stat().st_mode & owner_writes != owner_writes or not os.access(folder, os.W_OK):
        found = "the folder cannot be written: no document can be kept"
        mend = f"Let its owner write: chmod u+rwx {folder}; see that its disk is not read-only."
    return Finding("files", not mend, found, mend)


def _look_at_disks(instance: Instance) -> Iterator[Finding]:
    """Room for what comes: where the folder is, and where the database is, if elsewhere."""
    free = shutil.disk_usage(instance.folder).free
    yield Finding(
        "disk",
        free > LOW_DISK_BYTES,
        f"{free / 2**30:.1f} GB are free",
        f"Free some space on the disk of {instance.folder}.",
    )
    if os.environ.get("DATABASE_URL"):
        return
    place = instance.server().folder
    if place.is_dir() and place.stat().st_dev != instance.folder.stat().st_dev:
        free = shutil.disk_usage(place).free
        yield Finding(
            "database disk",
            free > LOW_DISK_BYTES,
            f"{free / 2**30:.1f} GB are free",
            f"Free some space on the disk of {place}.",
        )


def look_at_backups(instance: Instance) -> Finding:
    """How old the last backup is, as ``alameda backup`` noted it."""
    now = datetime.now(UTC)
    mend = f"Make one now, and every night: alameda backup DIR --data {instance.folder}"
    at = _last_backup(instance.folder / BACKUPS)
    if at is None:
        is_young = instance.is_demo or now - _moment(instance.created_at, now) < BACKUP_AGE_MAX
        is_note = not instance.is_demo
        return Finding("backup", is_young, "no backup yet", mend, is_note=is_note)
    age = now - at
    found = f"the last one is {age.days} days and {age.seconds // 3600} hours old"
    return Finding("backup", age < BACKUP_AGE_MAX, found, mend)


def _last_backup(path: Path) -> datetime | None:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return max((datetime.fromisoformat(row["at"]) for row in rows), default=None)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _moment(told: str, otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        return otherwise
