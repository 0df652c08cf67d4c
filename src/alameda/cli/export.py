"""``alameda export``: the whole portfolio as files that depend on nothing but its content."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import opened
from alameda.foundation.cells import neutral


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("export", help="write the whole portfolio as files")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("out", type=Path, help="folder to write in; made when there is none")
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Write one file a table."""
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRunError(f"{args.out} cannot be written: {error.strerror}.") from error
    with opened(args.data):
        from alameda.investments.selectors import export

        for name in export.table_names():
            path = args.out / f"{name}.{'csv' if args.format == 'csv' else 'jsonl'}"
            write = _csv if args.format == "csv" else _json
            count = write(path, export.columns_of(name), export.rows_of(name))
            print(f"{path.name:<28}{count:>10,}")
    return 0


def _csv(path: Path, columns: list[str], rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row[name]) for name in columns])
            count += 1
    return count


def _json(path: Path, _columns: list[str], rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, sort_keys=True, default=str) + "\n")
            count += 1
    return count


def _cell(value: object) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "" if value is None else neutral(value) if isinstance(value, str) else str(value)
