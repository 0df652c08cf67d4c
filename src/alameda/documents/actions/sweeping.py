"""Forgetting the files that no document has: what an interrupted act left behind."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from alameda.documents.actions.keeping import forget
from alameda.documents.models import Blob
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError

AGE_S = 24 * 3600.0
AT_ONCE = 500
_DIGEST = re.compile(r"[0-9a-f]{64}")
PART = ".part-"


def sweep(*, actor: Actor) -> int:
    """Forget what has stood without a row for a day; how many files there were.

    Raises:
        NotAllowedError: only the system sweeps.
    """
    if actor.kind != "system":
        raise NotAllowedError(_("Only the system forgets files."))
    try:
        root = Path(default_storage.path("blobs"))
    except NotImplementedError:  # a storage elsewhere leaves no halves
        return 0
    before = time.time() - AGE_S
    old = (path for path in root.rglob("*") if path.is_file() and path.stat().st_mtime < before)
    return sum(_sweep_some(batch) for batch in _batches(old))


def _batches(paths: Iterator[Path]) -> Iterator[list[Path]]:
    while batch := list(islice(paths, AT_ONCE)):
        yield batch


def _sweep_some(paths: list[Path]) -> int:
    parts = [path for path in paths if path.name.startswith(PART)]
    for path in parts:
        path.unlink(missing_ok=True)
    told = {path.name for path in paths if _DIGEST.fullmatch(path.name)}
    kept = set(Blob.objects.filter(sha256__in=told).values_list("sha256", flat=True))
    return len(parts) + sum(forget(sha256) for sha256 in sorted(told - kept))
