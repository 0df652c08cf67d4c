"""``alameda backup``: a whole copy of an instance, while everything runs."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from alameda.cli.copies.taking import Taken, take
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import reached, read


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "backup",
        help="copy a whole instance, while it runs",
        description="Database, documents and keys. Exit status: 0 the copy is whole, 1 it is, and "
        "documents were lost before (they are named), 2 there is none.",
    )
    parser.add_argument(
        "target", type=Path, metavar="DIR|FILE", help="folder of copies, or a file .tar, .tar.age"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument(
        "--to-recipient",
        action="append",
        default=[],
        metavar="age1…",
        help="encrypt for this age recipient (again for more)",
    )
    parser.add_argument(
        "--keep", type=int, default=0, metavar="N", help="then leave only the N latest in DIR"
    )
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Take the copy, and say what is in it."""
    if args.keep < 0:
        raise CannotRunError("--keep must be 1 or more.")
    instance = read(args.data)
    if not instance.is_complete:
        raise CannotRunError(f"{instance.folder} was never finished: there is nothing to copy.")
    started = time.monotonic()
    with reached(instance) as url:
        taken = take(instance, url, args.target, recipients=args.to_recipient, keep=args.keep)
    seconds = time.monotonic() - started
    print(as_json(taken, seconds) if args.json else in_words(taken, seconds))
    return 1 if taken.manifest.missing else 0


def as_json(taken: Taken, seconds: float) -> str:
    """The answer for machines."""
    whole = taken.manifest
    return json.dumps(
        {
            "at": whole.at,
            "to": str(taken.place),
            "size": whole.head.size,
            "root": whole.head.root,
            "bytes": whole.size,
            "written": taken.written,
            "pieces": len(whole.pieces),
            "missing": list(whole.missing),
            "pruned": [str(path) for path in taken.pruned],
            "seconds": round(seconds, 1),
        },
        indent=2,
    )


def in_words(taken: Taken, seconds: float) -> str:
    """The answer for people."""
    whole = taken.manifest
    lines = [
        f"The copy is whole, in {seconds:.1f} s: {taken.place}",
        f"{_mb(whole.size)} in {len(whole.pieces):,} pieces, {_mb(taken.written)} of them new.",
        f"The record in it has {whole.head.size:,} entries, root {whole.head.root or 'none yet'}.",
    ]
    lines += [f"Removed: {path}" for path in taken.pruned]
    if whole.missing:
        lines.append(
            f"WRONG: {len(whole.missing)} documents that the database names were lost before: "
            f"{', '.join(whole.missing[:5])}. Put them back from an earlier copy."
        )
    return "\n".join(lines)


def _mb(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"
