"""What imports publish of themselves, whatever they bring in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class ImportStarted(Fact):
    """An import began.

    Attributes:
        profile: name of the profile that reads the files.
        fingerprint: SHA-256 of the files and the profile.
        files: name and SHA-256 of each file.
    """

    words = _("An import started")

    profile: str
    fingerprint: str
    files: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class ImportFinished(Fact):
    """An import ended, with what became of its rows.

    Attributes:
        rows: rows in all the files.
        created: rows that made something.
        updated: rows that changed something.
        unchanged: rows that were so already.
        refused: rows that were not taken.
    """

    words = _("An import finished")

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class ImportTakenBack(Fact):
    """An import was taken back: what it made is gone and what it changed is as before.

    Its earlier facts stay in the record; this one says that they no longer hold.

    Attributes:
        removed: rows of any table that it had made.
        restored: rows that it had changed.
    """

    words = _("An import was taken back")

    removed: int
    restored: int
