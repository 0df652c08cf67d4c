"""Bytes that no document has are forgotten: at once where an act fails, in the night the rest."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from alameda.acting.actions import act_once
from alameda.documents.actions.keeping import keep
from alameda.documents.actions.sweeping import AGE_S, PART, sweep
from alameda.documents.models import Blob
from alameda.foundation.actor import SYSTEM, VISITOR
from alameda.foundation.errors import NotAllowedError, RuleBrokenError

pytestmark = pytest.mark.django_db
TEXT = "text/plain"


def place(blob: Blob) -> Path:
    return Path(default_storage.path(blob.path))


def attach(body: bytes, *, is_refused: bool) -> Blob:
    """Keep bytes in an act, which is refused afterwards."""

    def act() -> Blob:
        kept.append(keep(body, media_type=TEXT))
        if is_refused:
            raise RuleBrokenError("no")
        return kept[0]

    kept: list[Blob] = []
    if not is_refused:
        act_once("", act=act, actor=SYSTEM)
        return kept[0]
    with pytest.raises(RuleBrokenError):
        act_once("", act=act, actor=SYSTEM)
    return kept[0]


def test_an_act_that_is_refused_leaves_no_bytes_and_one_that_is_not_keeps_them() -> None:
    kept = attach(b"que queda", is_refused=False)
    gone = attach(b"que se va", is_refused=True)
    again = attach(b"que queda", is_refused=True)  # the same bytes, of a document that has them

    assert place(kept).exists()
    assert place(again) == place(kept)
    assert not place(gone).exists()
    assert Blob.objects.count() == 1


def test_the_night_forgets_what_has_stood_without_a_row_for_a_day() -> None:
    kept = keep(b"con fila", media_type=TEXT)
    with transaction.atomic():
        old, young = keep(b"viejo", media_type=TEXT), keep(b"joven", media_type=TEXT)
        transaction.set_rollback(True)
    half = place(old).parent / f"{PART}abc"
    half.write_bytes(b"a")
    long_ago = time.time() - AGE_S - 60
    for path in (place(kept), place(old), half):
        os.utime(path, (long_ago, long_ago))

    with pytest.raises(NotAllowedError):
        sweep(actor=VISITOR)
    assert place(old).exists()
    assert sweep(actor=SYSTEM) == 2

    assert not place(old).exists()
    assert not half.exists()
    assert place(young).exists()
    assert place(kept).exists()


def test_no_other_account_of_the_machine_reads_the_names_of_what_is_kept() -> None:
    root = Path(default_storage.path(""))
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)

    path = place(keep(b"reservado", media_type=TEXT))

    way = [path.parent, path.parent.parent, root]
    assert [each.stat().st_mode & 0o007 for each in way] == [0, 0, 0]
