"""``alameda import council``: past sessions from a file, and what was found in them."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

from alameda.cli.instance import opened

if TYPE_CHECKING:
    from alameda.council.actions.imports import Report


def add_to(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command under ``import``."""
    parser = what.add_parser("council", help="past sessions of the Council")
    parser.add_argument("file", type=Path, help="a JSON, a workbook, or a folder of tables")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("--profile", required=True, help="how to read them: a name, or a .toml")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Import the file; 1 where some of its rows were refused."""
    with opened(args.data):
        from alameda.council.actions.imports import import_past
        from alameda.foundation.actor import SYSTEM

        report = import_past(args.file, profile=args.profile, actor=SYSTEM)
    if args.json:
        print(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
    else:
        _tell(report)
    return 1 if report.refused else 0


def _tell(report: Report) -> None:
    from alameda.intake.rules.readings import said

    print(
        f"{report.rows:,} rows: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.refused:,} refused."
    )
    for table, reading in report.reading.items():
        print(f"  {table}: {said(reading, language='en')}")
    for kind, count in report.findings.items():
        print(f"  {count:>6,}  {kind}")
    print(f"Report: /consejo/importaciones/{report.number}/")
