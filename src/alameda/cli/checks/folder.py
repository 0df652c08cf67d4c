"""The folder of an instance."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from alameda.cli.checks.finding import Finding
from alameda.cli.instance import Instance

LOW_DISK_BYTES = 2**30


def look_at_folder(instance: Instance) -> Iterator[Finding]:
    """The folder: finished, its secret kept, its disk not full."""
    yield Finding(
        "instance",
        instance.is_complete,
        "complete" if instance.is_complete else "it was never finished",
        "Run the command that made it again.",
    )
    key = instance.folder / "secret.key"
    mode = key.stat().st_mode & 0o777 if key.is_file() else 0
    yield Finding(
        "secret key",
        mode == 0o600,  # noqa: PLR2004  read and written by its owner only
        f"mode {mode:o}" if mode else "it is missing",
        f"Only its owner may read {key}: chmod 600.",
    )
    free = shutil.disk_usage(instance.folder).free
    yield Finding(
        "disk",
        free > LOW_DISK_BYTES,
        f"{free / 2**30:.1f} GB are free",
        f"Free some space on the disk of {instance.folder}.",
    )
