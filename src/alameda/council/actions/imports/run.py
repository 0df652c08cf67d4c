"""An import of past sessions, from its file to its report, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.imports.archive import IMPORTER
from alameda.council.actions.imports.decisions import DecisionWriter
from alameda.council.actions.imports.gone import Gone
from alameda.council.actions.imports.members import MemberWriter, new_body
from alameda.council.actions.imports.reading import Source, read_tables
from alameda.council.actions.imports.writing import SessionWriter
from alameda.council.events.imports import PastImportFinished
from alameda.council.models import Body, Councillor, Finding, PastImport, Session
from alameda.council.rules.imports.checks import check_past
from alameda.council.rules.imports.defects import Found
from alameda.council.rules.imports.profile import Profile, parse_profile
from alameda.council.rules.imports.rows import keys_in, plain_name, read_past
from alameda.council.rules.imports.shapes import Past
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.intake.actions import runs
from alameda.intake.actions.bulk import put_off_constraints
from alameda.intake.actions.kept import Kept
from alameda.intake.actions.lines import told_name
from alameda.intake.actions.locking import only_import
from alameda.intake.actions.profiles import read_profile
from alameda.intake.actions.runs import Listed, Plan
from alameda.intake.actions.undo import TakenBack, taken_back
from alameda.intake.models import ImportRun
from alameda.intake.selectors import report_of
from alameda.record.actions import publish_many

FOLDER = Path(__file__).resolve().parents[2] / "profiles"


@dataclass(frozen=True)
class Report:
    """What became of an import.

    Attributes:
        number: of the import; in a dry run, the one it would have had.
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


def import_past(path: Path, *, profile: str, actor: Actor, is_dry_run: bool = False) -> Report:
    """Bring past sessions in, whole or not at all; run again, it changes what the file changed.

    Args:
        path: a JSON file, a workbook (XLSX or ODS), or a folder with a file for each table.
        profile: name of a profile, or path of its TOML file.
        actor: who imports; needs the ``data_steward`` or the ``council_secretary`` role.
        is_dry_run: report the same numbers and write nothing.

    Raises:
        NotAllowedError: the actor may not import.
        BadInputError: there is no such profile.
        FileRefusedError: the file cannot be read.
        ImportBusyError: another import is at work.
        ImportFailedError: the database could not go on.

    Source: docs/rules/past-sessions.md.
    """
    if not policies.may_import(actor):
        raise NotAllowedError(_("Only data stewards and the secretary import past sessions."))
    how, _sha256 = read_profile(profile, folder=FOLDER, parse=parse_profile)
    with only_import(), runs.told_plainly():
        source = read_tables(path, profile=how)

        @transaction.atomic
        def go() -> Report:
            return _brought_in(source, told_name(path), how, actor=actor)

        return runs.rehearsed(go) if is_dry_run else go()


def take_back(number: int | None, *, actor: Actor) -> TakenBack:
    """Put the Council's archive back to what it was before an import, whole or not at all.

    Args:
        number: of the import; nothing: the last one not taken back.
        actor: who takes it back; needs the ``data_steward`` or the ``council_secretary`` role.

    Raises:
        NotAllowedError: the actor may not.
        NotFoundError: there is no such import.
        ImportBusyError: an import is at work.
        ImportTouchedError: a later act changed or used what it had written.
        RuleBrokenError: it was taken back already, there is none, or it kept nothing.

    Source: docs/rules/past-sessions.md, "Taking an import back".
    """
    if not policies.may_import(actor):
        raise NotAllowedError(_("Only data stewards and the secretary take an import back."))
    return taken_back(IMPORTER, number, actor=actor)


def _brought_in(source: Source, file_name: str, profile: Profile, *, actor: Actor) -> Report:
    tables = tuple(
        Listed(
            name=table.name,
            sha256=source.fingerprint,
            register=kind,
            rows=len(source.tables.get(table.name, ())),
            reading=source.reading.get(table.name, {}),
        )
        for kind, table in profile.tables.items()
    )
    plan = Plan(profile.name, source.fingerprint, tables)
    account = runs.begin(IMPORTER, plan, actor=actor)
    put_off_constraints()
    kept = Kept(account, IMPORTER.shape)
    council = _locked_council(profile, kept)
    past = _read(source, profile)
    past.found.extend(check_past(past, profile))
    past.found.extend(Gone(past, profile).found())
    past.found.extend(Found("not-read", name, "", {"value": name}) for name in source.others)
    run = PastImport.objects.create(
        number=account.number,
        account=account,
        profile=profile.name,
        file_name=file_name[:240],
        fingerprint=source.fingerprint,
        started_at=account.started_at,
        by_role=actor.public_name[:120],
        note=past.statement,
    )
    members = MemberWriter(past, profile, run=run, council=council, kept=kept)
    return replace(_written(members, actor=actor), reading=source.reading)


def _locked_council(profile: Profile, kept: Kept) -> Body:
    """The Council's row, held to the end: numbers are given out, and imports follow each other."""
    if not Body.objects.filter(kind="council").exists():
        body = new_body(
            profile.council_slug,
            profile.council_name,
            kind="council",
            starts_on=profile.term[0],
        )
        kept.make([body.subject])
        kept.make([body])
    return Body.objects.select_for_update(of=("self",)).get(kind="council")


def _read(source: Source, profile: Profile) -> Past:
    """The rows that hold together, with each other and with what keeps its name and number."""
    taken = {place: code for place, _key, code in _sessions_of(profile, is_ours=False)}
    held = _held(source, profile)
    while True:
        past = read_past(source.tables, profile, taken=taken, held=held)
        places = {(row.kind, row.starts_at.year, row.number) for row in past.sessions.values()}
        staying = {
            place: code
            for place, key, code in _sessions_of(profile, is_ours=True)
            if key not in past.sessions and place in places
        }
        if not staying:
            return past
        taken |= staying


def _sessions_of(
    profile: Profile, *, is_ours: bool
) -> Iterable[tuple[tuple[str, int, int], str, str]]:
    """Place, key and code of each session of the Council that this source brought, or did not."""
    start = f"{profile.name}:session:"
    rows = Session.objects.filter(body__kind="council")
    ours = rows.filter(source_key__startswith=start)
    found = ours if is_ours else rows.exclude(source_key__startswith=start)
    for kind, year, number, key, code in found.values_list(
        "kind", "year", "number", "source_key", "code"
    ):
        yield (kind, year, number), key.removeprefix(start), code


def _held(source: Source, profile: Profile) -> dict[tuple[str, str], str]:
    """The key of each member and committee that an earlier file brought and this one lacks."""
    found: dict[tuple[str, str], str] = {}
    for kind, of, rows in (
        ("councillors", "councillor", Councillor.objects.all()),
        ("committees", "committee", Body.objects.all()),
    ):
        start = f"{profile.name}:{of}:"
        keys = keys_in(source.tables, profile.tables[kind])
        ours = rows.filter(source_key__startswith=start)
        for source_key, name in ours.values_list("source_key", "name"):
            key = source_key.removeprefix(start)
            if key not in keys:
                found[kind, plain_name(name)] = key
    return found


def _written(members: MemberWriter, *, actor: Actor) -> Report:
    past, run = members.past, members.run
    members.write()
    sessions = SessionWriter(members)
    sessions.write()
    decisions = DecisionWriter(sessions, actor=actor)
    decisions.write()
    facts = [*members.facts, *sessions.told(), *decisions.facts]
    found = [*past.found, *members.found, *decisions.refused]
    findings = [_finding(one, run, sessions, decisions) for one in found]
    sessions.point(findings)
    members.kept.save(actor=actor)
    publish_many(facts, actor=actor)
    Finding.objects.bulk_create(findings)
    refused = [one for one in found if one.is_refusal]
    account = _account_of(run)
    members.accounts.write(account, past, members.profile, refused)
    return _finish(run, found, actor=actor)


def _account_of(run: PastImport) -> ImportRun:
    return ImportRun.objects.get(past_import=run)


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


def _finish(run: PastImport, found: list[Found], *, actor: Actor) -> Report:
    account = _account_of(run)
    total = report_of(account).total
    kinds = dict(sorted(Counter(one.kind for one in found).items()))
    report = Report(
        number=run.number,
        rows=total.rows_in,
        created=total.created,
        updated=total.updated,
        unchanged=total.unchanged,
        refused=total.refused,
        findings=kinds,
    )
    for name in ("rows", "created", "updated", "unchanged", "refused"):
        setattr(run, name, getattr(report, name))
    fact = PastImportFinished(
        subject=account.code,
        profile=run.profile,
        fingerprint=run.fingerprint,
        findings=report.findings,
        rows=run.rows,
        created=run.created,
        updated=run.updated,
        unchanged=run.unchanged,
        refused=run.refused,
    )
    runs.finish(IMPORTER, account, actor=actor, fact=fact)
    run.finished_at = account.finished_at
    run.save()
    return report
