"""What a web process learns before its first visitor."""

from __future__ import annotations


def warm_up() -> list[str]:
    """The pages worth asking for once."""
    return ["/"]
