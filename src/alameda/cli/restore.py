"""``alameda restore``: an instance made of a copy, whole or said to be unfinished."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from alameda.cli.copies.returning import Returned, put_back
from alameda.settings import env

LOST = (
    "What was recorded after that moment is not in it: whoever keeps a later checkpoint of this "
    "record will see that it is gone."
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "restore",
        help="make an instance of a copy",
        description="Every piece is held against its digest before, and the whole record is "
        "verified after. Interrupted, it can be run again.",
    )
    parser.add_argument("source", type=Path, metavar="FROM", help="a copy: its folder or its file")
    parser.add_argument("--data", type=Path, required=True, help="folder of the new instance")
    parser.add_argument(
        "--identity", type=Path, metavar="FILE", help="the age identity of an encrypted copy"
    )
    parser.add_argument(
        "--database-url", default="", help="an empty PostgreSQL database (else DATABASE_URL)"
    )
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Restore, compare, and say so."""
    started = time.monotonic()
    url = args.database_url or env.read().database_url
    returned = put_back(args.source, args.data, url=url, identity=args.identity)
    seconds = time.monotonic() - started
    print(as_json(returned, seconds) if args.json else in_words(returned, seconds))
    return 0


def as_json(returned: Returned, seconds: float) -> str:
    """The answer for machines."""
    told = returned.manifest
    return json.dumps(
        {
            "data": str(returned.instance.folder),
            "at": told.at,
            "size": told.head.size,
            "root": told.head.root,
            "migrated": returned.migrated,
            "seconds": round(seconds, 1),
        },
        indent=2,
    )


def in_words(returned: Returned, seconds: float) -> str:
    """The answer for people."""
    told, folder = returned.manifest, returned.instance.folder
    root = told.head.root or "none yet"
    lines = [
        f"Restored as it was at {told.at}, in {seconds:.1f} s: {folder}",
        f"The record verifies: {told.head.size:,} entries, root {root}, equal to the copy's.",
        LOST,
        f"Serve it with: alameda serve --data {folder}",
    ]
    if returned.migrated:
        lines.insert(1, "Its tables were brought up to this version.")
    return "\n".join(lines)
