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

    verb = "import.started"
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

    verb = "import.finished"
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

    verb = "import.taken_back"
    formerly = ("import_taken.back",)  # named after the class, until verbs were written out
    words = _("An import was taken back")

    removed: int
    restored: int


@dataclass(frozen=True, kw_only=True)
class OrganisationNameAccepted(Fact):
    """Somebody reviewed the name of an organisation that an import brought: it stands as it is.

    Attributes:
        slug: of the organisation.
        name: its name.
    """

    verb = "organisation_name.accepted"
    words = _("The name of an organisation was accepted")

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class OrganisationNameJoined(Fact):
    """Somebody said that a name means another organisation.

    Attributes:
        slug: of the organisation of that name.
        name: the name.
        into: slug of the organisation that it means.
        rows: how many rows referred to the first and now refer to the other.
    """

    verb = "organisation_name.joined"
    words = _("The name of an organisation was joined into another")

    slug: str
    name: str
    into: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class OrganisationNamesSeparated(Fact):
    """Somebody said that two names that look alike mean two organisations.

    Attributes:
        slug: of the one.
        other: of the other.
    """

    verb = "organisation_names.separated"
    words = _("Two organisations with names alike were kept apart")

    slug: str
    other: str


@dataclass(frozen=True, kw_only=True)
class NameReviewUndone(Fact):
    """A decision on the name of an organisation was taken back.

    Attributes:
        act: ``accepted``, ``joined`` or ``apart``.
        slug: of the organisation that had been reviewed.
        other: of the one it was held against; empty where it was accepted.
    """

    verb = "name_review.undone"
    words = _("A decision on the name of an organisation was undone")

    act: str
    slug: str
    other: str
