"""The keys of a record: another's place nothing, lost ones are put back and never made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from alameda.record import selectors
from alameda.record.actions import RecordBrokenError
from alameda.record.models import Entry, Pending, Refusal
from alameda.record.rules import files
from alameda.record.tests.conftest import Grow
from alameda.record.tests.facts import lay


@pytest.mark.django_db
def test_another_mark_places_nothing_and_refuses_nothing_for_good(
    grow: Grow, sequence: Grow, data_dir: Path, tmp_path: Path
) -> None:
    grow(2)
    lay(1)
    files.ensure_keys(tmp_path / "other")
    own = (data_dir / "record.mac").read_bytes()
    (tmp_path / "other/record.mac").replace(data_dir / "record.mac")
    files.ensure_keys.cache_clear()
    with pytest.raises(RecordBrokenError, match="not the one that marked"), transaction.atomic():
        sequence(10)
    assert Pending.objects.count() == 1
    assert not Refusal.objects.exists()

    (data_dir / "record.mac").write_bytes(own)
    files.ensure_keys.cache_clear()
    assert sequence(10) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["record.key", "record.mac"])
def test_a_lost_key_is_never_made_anew(
    grow: Grow, sequence: Grow, data_dir: Path, name: str
) -> None:
    grow(2)
    own = (data_dir / name).read_bytes()
    (data_dir / name).unlink()
    files.ensure_keys.cache_clear()
    for act in (lambda: grow(1), lambda: sequence(1), selectors.verifier_key, selectors.audit):
        with pytest.raises(selectors.KeysLostError, match=name), transaction.atomic():
            act()
    with pytest.raises(files.KeyFileError, match=name):
        files.ensure_keys(data_dir)
    assert not (data_dir / name).exists()
    assert Entry.objects.count() == 2

    (data_dir / name).write_bytes(own)
    grow(1)
    assert Entry.objects.count() == 3
