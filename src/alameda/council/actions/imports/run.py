"""An import of past sessions, from its file to its report, in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alameda.council import events, policies
from alameda.council.actions.imports.decisions import DecisionWriter
from alameda.council.actions.imports.members import MemberWriter, new_body
from alameda.council.actions.imports.reading import read_tables
from alameda.council.actions.imports.writing import SessionWriter
from alameda.council.models import Ballot, Body, Finding, PastImport, Session, Vote
from alameda.council.rules.imports.checks import check_past
from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.profile import Profile, ProfileError, parse_profile
from alameda.council.rules.imports.rows import read_past
from alameda.council.rules.imports.shapes import Past
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError
from alameda.record.actions import publish, publish_many

FOLDER = Path(__file__).resolve().parents[2] / "profiles"


@dataclass(frozen=True)
class Report:
    """What became of an import.

    Attributes:
        number: of the import.
        rows: read.
        created: rows that were not there before.
        updated: rows that the file changed.
        unchanged: rows that were there, the same.
        refused: rows that were not taken.
        findings: how many of each kind, refusals too.
        reading: how each table was read: sheet, header row, encoding, delimiter.
    """

    number: int
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    findings: dict[str, int]
    reading: dict[str, dict[str, Any]] = field(default_factory=dict)


def profile_names() -> list[str]:
    """The names of the profiles that ship with Alameda."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_profile(name: str) -> Profile:
    """A profile by its name, or by the path of its TOML file.

    Raises:
        BadInputError: there is no such profile, or it says something it may not.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file() or (not name.endswith(".toml") and name not in profile_names()):
        said = {"name": name, "names": ", ".join(profile_names())}
        raise BadInputError(_("There is no profile “%(name)s”. There are: %(names)s.") % said)
    try:
        return parse_profile(path.read_text(encoding="utf-8"))
    except (ProfileError, UnicodeDecodeError) as error:
        said = {"name": path.name, "reason": str(error)}
        raise BadInputError(_("The profile %(name)s cannot be used: %(reason)s") % said) from error


@transaction.atomic
def import_past(path: Path, *, profile: str, actor: Actor) -> Report:
    """Bring past sessions in, whole or not at all; run again, it changes what the file changed.

    Args:
        path: a JSON file, a workbook (XLSX or ODS), or a folder with a file for each table.
        profile: name of a profile, or path of its TOML file.
        actor: who imports; needs the ``data_steward`` or the ``council_secretary`` role.

    Raises:
        NotAllowedError: the actor may not import.
        BadInputError: there is no such profile.
        FileRefusedError: the file cannot be read.

    Source: docs/rules/past-sessions.md.
    """
    if not policies.may_import(actor):
        raise NotAllowedError(_("Only data stewards and the secretary import past sessions."))
    how = read_profile(profile)
    source = read_tables(path, profile=how)
    council = _locked_council(how)
    past = read_past(source.tables, how, taken=_taken(how))
    past.found.extend(check_past(past, how))
    past.found.extend(_gone(past, how))
    past.found.extend(Found("not-read", name, "", {"value": name}) for name in source.others)
    last = PastImport.objects.aggregate(last=Max("number"))["last"] or 0
    run = PastImport.objects.create(
        number=last + 1,
        profile=how.name,
        file_name=path.name[:240],
        fingerprint=source.fingerprint,
        started_at=timezone.now(),
        by_role=actor.public_name[:120],
        note=past.statement,
    )
    report = _written(past, how, run=run, council=council, actor=actor)
    return replace(report, reading=source.reading)


def _locked_council(profile: Profile) -> Body:
    """The Council's row, held to the end: numbers are given out, and imports follow each other."""
    if not Body.objects.filter(kind="council").exists():
        new_body(
            profile.council_slug,
            profile.council_name,
            kind="council",
            starts_on=profile.term[0],
        )
    return Body.objects.select_for_update(of=("self",)).get(kind="council")


def _taken(profile: Profile) -> dict[tuple[str, int, int], str]:
    others = Session.objects.filter(body__kind="council").exclude(
        source_key__startswith=f"{profile.name}:"
    )
    rows = others.values_list("kind", "year", "number", "code")
    return {(kind, year, number): code for kind, year, number, code in rows}


def _gone(past: Past, profile: Profile) -> list[Found]:
    """What an earlier import brought of these sessions, and this file no longer has."""
    refused = {(found.table, found.row) for found in past.found if found.is_refusal}
    start = f"{profile.name}:vote:"
    kept = {f"{profile.name}:session:{key}" for key in past.sessions}
    table = profile.tables["votes"].name
    votes = Vote.objects.filter(session__source_key__in=kept, source_key__startswith=start)
    found = []
    for key, code in votes.values_list("source_key", "code"):
        own = key.removeprefix(start)
        if own not in past.votes and (table, own) not in refused:
            found.append(Found("row-gone", table, own, {"value": code}))
    return found + _gone_ballots(past, profile, refused)


def _gone_ballots(past: Past, profile: Profile, refused: set[tuple[str, str]]) -> list[Found]:
    start, table = f"{profile.name}:vote:", profile.tables["ballots"].name
    slugs = {slugify(row.name)[:120]: key for key, row in past.councillors.items()}
    named = {(ballot.vote, ballot.councillor) for ballot in past.ballots}
    keys = [f"{start}{key}" for key in past.votes]
    rows = Ballot.objects.filter(vote__source_key__in=keys).values_list(
        "vote__source_key", "councillor__slug", "councillor__code"
    )
    found = []
    for source_key, slug, code in rows:
        vote, member = source_key.removeprefix(start), slugs.get(slug, "")
        if (vote, member) not in named and (table, f"{vote}/{member}") not in refused:
            session = past.votes[vote].session
            values = {"value": code}
            row = f"{vote}/{member or code}"
            found.append(Found("row-gone", table, row, values, session=session, vote=vote))
    return found


def _written(
    past: Past, profile: Profile, *, run: PastImport, council: Body, actor: Actor
) -> Report:
    members = MemberWriter(past, profile, run=run, council=council)
    sessions = SessionWriter(members)
    decisions = DecisionWriter(sessions, actor=actor)
    counts: Counter[str] = Counter()
    for writer in (members, sessions, decisions):
        writer.write()
        publish_many(writer.facts, actor=actor)
        counts.update(writer.counts)
    found = [*past.found, *decisions.refused]
    Finding.objects.bulk_create(_finding(one, run, sessions, decisions) for one in found)
    refused = sum(one.is_refusal for one in found)
    kinds = dict(sorted(Counter(one.kind for one in found).items()))
    report = Report(
        number=run.number,
        rows=past.rows,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=refused,
        findings=kinds,
    )
    _finish(run, report, actor=actor)
    return report


def _finding(
    one: Found, run: PastImport, sessions: SessionWriter, decisions: DecisionWriter
) -> Finding:
    return Finding(
        run=run,
        kind=one.kind,
        is_refusal=one.is_refusal,
        table=one.table[:40],
        row=one.row[:80],
        values=one.values,
        session=sessions.sessions.get(one.session),
        vote=decisions.votes.get(one.vote),
    )


def _finish(run: PastImport, report: Report, *, actor: Actor) -> None:
    numbers: dict[str, Any] = {
        name: getattr(report, name)
        for name in ("rows", "created", "updated", "unchanged", "refused")
    }
    for name, value in numbers.items():
        setattr(run, name, value)
    run.finished_at = timezone.now()
    run.save()
    publish(
        events.PastImportFinished(
            subject=f"importacion-consejo-{run.number}",
            profile=run.profile,
            fingerprint=run.fingerprint,
            findings=report.findings,
            **numbers,
        ),
        actor=actor,
    )
