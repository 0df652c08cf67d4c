"""What others rely on changes only where somebody sees it."""

from __future__ import annotations

import pytest

from tools.contracts import CONTRACTS, FOLDER


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_is_as_it_was_last_read(name: str) -> None:
    kept = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    now = CONTRACTS[name]().splitlines()

    gone = [line for line in kept if line not in set(now)]
    new = [line for line in now if line not in set(kept)]
    assert (gone, new) == ([], []), "run .venv/bin/python tools/contracts.py, and read its diff"
    assert kept == now


def test_the_contracts_hold_something() -> None:
    assert len(CONTRACTS["addresses.txt"]().splitlines()) > 100
    assert '"/api/v1/initiatives"' in CONTRACTS["openapi.json"]()
