"""What a command says when it cannot run: one line, and what to do."""

from __future__ import annotations

CANNOT_RUN = 2


class CannotRunError(Exception):
    """The command cannot run (exit status 2); the sentence says why and what to do."""
