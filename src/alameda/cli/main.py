"""``alameda``: finds the command, runs it, and turns errors into one line.

Exit status: 0 done or yes, 1 the answer is no, 2 it could not run.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Sequence

from alameda.cli.errors import CANNOT_RUN, CannotRunError
from alameda.foundation.errors import AlamedaError

COMMANDS = ("demo", "init", "serve", "imports", "export", "record", "doctor")


def parser() -> argparse.ArgumentParser:
    """The parser of every command that this build has."""
    top = argparse.ArgumentParser(
        prog="alameda", description="Open government in one system.", allow_abbrev=False
    )
    top.add_argument(
        "--version", action="version", version=f"Alameda {importlib.metadata.version('alameda')}"
    )
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        if importlib.util.find_spec(f"alameda.cli.{name}"):
            importlib.import_module(f"alameda.cli.{name}").add_parser(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    args = parser().parse_args(arguments)
    try:
        return int(args.func(args))
    except (CannotRunError, AlamedaError) as error:
        print(f"alameda: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("alameda: stopped.", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    return CANNOT_RUN


if __name__ == "__main__":
    sys.exit(main())
