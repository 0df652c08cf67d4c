"""``alameda import``: bring registers in, rehearse it, or take it back; sessions and boundaries."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import importlib.util
import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alameda.cli import boundaries
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import opened
from alameda.cli.progress import Progress

if TYPE_CHECKING:
    from alameda.council.actions.imports import Report as PastReport
    from alameda.intake.actions.plain import Plain
    from alameda.intake.actions.undo import TakenBack
    from alameda.intake.selectors import Report

KILOBYTES_A_MEGABYTE = 1024


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("import", help="bring registers in, or take an import back")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    investments = what.add_parser("investments", help="the registers of public investment")
    investments.add_argument("folder", type=Path, nargs="?", help="folder with the files")
    investments.add_argument("--data", type=Path, required=True, help="folder of the instance")
    investments.add_argument("--profile", default="", help="how to read them: a name, or a .toml")
    _add_ways(investments)
    investments.set_defaults(func=run)
    boundaries.add_to(what)
    council = what.add_parser("council", help="past sessions of the Council")
    council.add_argument(
        "file", type=Path, nargs="?", help="a JSON, a workbook, or a folder of tables"
    )
    council.add_argument("--data", type=Path, required=True, help="folder of the instance")
    council.add_argument("--profile", default="", help="how to read them: a name, or a .toml")
    _add_ways(council)
    council.set_defaults(func=run_council)
    register = what.add_parser("register", help="the register of any other module")
    register.add_argument("module", help="whose it is")
    register.add_argument("file", type=Path, nargs="?", help="the file")
    register.add_argument("--data", type=Path, required=True, help="folder of the instance")
    _add_ways(register)
    register.set_defaults(func=run_register)


def _add_ways(parser: argparse.ArgumentParser) -> None:
    """What every import can do besides bringing in."""
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen, write nothing"
    )
    parser.add_argument(
        "--undo",
        type=int,
        nargs="?",
        const=0,
        default=None,
        metavar="RUN",
        help="take an import back: the last one, or that number",
    )
    parser.add_argument("--json", action="store_true", help="answer for machines")


def run(args: argparse.Namespace) -> int:
    """Import, rehearse or take back; 1 where a file was refused whole."""
    _check(args, args.folder, "FOLDER")
    return _undo(args) if args.undo is not None else _import(args)


def _check(args: argparse.Namespace, source: Path | None, name: str) -> None:
    if args.undo is not None:
        if source or args.profile or args.dry_run:
            raise CannotRunError(f"--undo stands alone: alameda import {args.what} --undo [RUN]")
        return
    if not source or not args.profile:
        raise CannotRunError(
            f"Say which {name.lower()} and how to read it: "
            f"alameda import {args.what} {name} --profile NAME --data DIR"
        )


def _import(args: argparse.Namespace) -> int:
    started = time.monotonic()
    with opened(args.data):
        from alameda.foundation.actor import SYSTEM
        from alameda.investments.actions.imports import Watch, import_folder

        with Progress("Rows", is_quiet=args.json) as progress:

            def on_rows(done: int, total: int) -> None:
                progress.total = total
                progress.reach(done)

            report = import_folder(
                args.folder,
                profile=args.profile,
                actor=SYSTEM,
                is_dry_run=args.dry_run,
                watch=Watch(on_rows=on_rows),
            )
    seconds = time.monotonic() - started
    if args.json:
        told = {**report.as_json(), "seconds": round(seconds, 1), "peak_mb": peak_mb()}
        print(json.dumps(told, ensure_ascii=False))
    else:
        _tell(report, seconds)
    return 0 if report.is_whole else 1


def _undo(args: argparse.Namespace) -> int:
    with opened(args.data):
        from alameda.council.actions.imports import take_back as take_sessions_back
        from alameda.foundation.actor import SYSTEM
        from alameda.investments.actions.imports import take_back

        of = {"investments": take_back, "council": take_sessions_back}
        done = of[args.what](args.undo or None, actor=SYSTEM)
    _tell_undone(done, is_json=args.json)
    return 0


def _tell_undone(done: TakenBack, *, is_json: bool) -> None:
    if is_json:
        told = {"number": done.number, "removed": done.removed, "restored": done.restored}
        print(json.dumps(told))
    else:
        print(
            f"Import {done.number} was taken back: {done.removed:,} rows it had made are gone, "
            f"{done.restored:,} it had changed are as before. The record says so."
        )


def run_council(args: argparse.Namespace) -> int:
    """Import past sessions, rehearse or take back; 1 where some of their rows were refused."""
    _check(args, args.file, "FILE")
    if args.undo is not None:
        return _undo(args)
    with opened(args.data):
        from alameda.council.actions.imports import import_past
        from alameda.foundation.actor import SYSTEM

        report = import_past(args.file, profile=args.profile, actor=SYSTEM, is_dry_run=args.dry_run)
    if args.json:
        print(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
    else:
        _tell_council(report, is_dry_run=args.dry_run)
    return 1 if report.refused else 0


def run_register(args: argparse.Namespace) -> int:
    """Import a plain register, rehearse or take back; 1 where some of its rows were refused."""
    is_undoing = args.undo is not None
    if is_undoing == bool(args.file) or (is_undoing and args.dry_run):
        raise CannotRunError(
            "Say which file, or take an import back: alameda import register MODULE FILE --data DIR"
            " | alameda import register MODULE --undo [RUN] --data DIR"
        )
    started = time.monotonic()
    with opened(args.data):
        from alameda.foundation.actor import SYSTEM
        from alameda.intake.actions.plain import brought_in
        from alameda.intake.actions.plain import take_back as take_plain_back

        plain = _plain_of(args.module)
        if is_undoing:
            done = take_plain_back(plain, args.undo or None, actor=SYSTEM)
            _tell_undone(done, is_json=args.json)
            return 0
        report = brought_in(plain, args.file, actor=SYSTEM, is_dry_run=args.dry_run)
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _tell(report, time.monotonic() - started, address=plain.importer.address)
    return 1 if report.total.refused else 0


def _plain_of(module: str) -> Plain:
    """The register that a module declares in its ``registers.py``."""
    from django.apps import apps

    name = f"alameda.{module}.registers"
    if apps.is_installed(f"alameda.{module}") and importlib.util.find_spec(name):
        found: Plain | None = getattr(importlib.import_module(name), "PLAIN", None)
        if found is not None:
            return found
    raise CannotRunError(f"There is no module {module} that takes a plain register in.")


def _tell_council(report: PastReport, *, is_dry_run: bool) -> None:
    from alameda.intake.rules.readings import said

    print(
        f"{report.rows:,} rows: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.refused:,} refused."
    )
    for table, reading in report.reading.items():
        print(f"  {table}: {said(reading, language='en')}")
    for kind, count in report.findings.items():
        print(f"  {count:>6,}  {kind}")
    if is_dry_run:
        print("Rehearsed: nothing was written.")
    else:
        print(f"Report: /consejo/importaciones/{report.number}/")


def peak_mb() -> int:
    """The most memory this process has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / KILOBYTES_A_MEGABYTE if sys.platform != "darwin" else peak / 1024**2)


def _tell(report: Report, seconds: float, *, address: str = "/inversiones/importaciones/") -> None:
    head = ("file", "rows", "created", "updated", "unchanged", "refused")
    print(f"{head[0]:<48}" + "".join(f"{name:>11}" for name in head[1:]))
    for file in report.files:
        if file.error:
            print(f"{file.name:<48} REFUSED: {file.error}")
            continue
        print(f"{file.name:<48}" + "".join(f"{n:>11,}" for n in file.numbers.as_json().values()))
    print(f"{'total':<48}" + "".join(f"{n:>11,}" for n in report.total.as_json().values()))
    _tell_why(report)
    did = "Rehearsed: nothing was written" if report.is_dry_run else f"Import {report.number}"
    print(f"{did}. {seconds:.1f} s, {peak_mb()} MB at most.")
    if not report.is_dry_run:
        print(f"Report: {address}{report.number}/")


def _tell_why(report: Report) -> None:
    from alameda.intake.rules.readings import said
    from alameda.intake.rules.reasons import sentence

    for file in report.files:
        if not file.error:
            print(f"  {file.name}: {said(file.reading, language='en')}")
    for key, count in report.reasons:
        print(f"  refused {count:>6,}  {key}: {sentence(key, language='en')}")
    if report.new_organisations:
        print(f"  {len(report.new_organisations)} new names of organisations to review.")
