"""``alameda``: finds the command, runs it, and turns errors into one line.

Exit status: 0 done or yes, 1 the answer is no, 2 it could not run.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.util
import sys
import tempfile
import traceback
from collections.abc import Sequence

from alameda.cli.errors import CANNOT_RUN, CannotRunError
from alameda.foundation.errors import AlamedaError
from alameda.settings.env import BadVariableError

COMMANDS = (
    "demo",
    "init",
    "serve",
    "worker",
    "imports",
    "export",
    "record",
    "backup",
    "restore",
    "upgrade",
    "doctor",
)


def parser(wanted: str = "") -> argparse.ArgumentParser:
    """The parser of every command that this build has; of one alone where that is what is asked."""
    top = argparse.ArgumentParser(
        prog="alameda", description="Open government in one system.", allow_abbrev=False
    )
    top.add_argument(
        "--version", action="version", version=f"Alameda {importlib.metadata.version('alameda')}"
    )
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        if importlib.util.find_spec(f"alameda.cli.{name}"):
            importlib.import_module(f"alameda.cli.{name}").add_parser(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    args = parser(words[0] if words else "").parse_args(words)
    try:
        return int(args.func(args))
    except (CannotRunError, AlamedaError, BadVariableError) as error:
        print(f"alameda: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("alameda: stopped.", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:  # noqa: BLE001  a person gets a sentence; the trace goes to a file
        print(f"alameda: {unforeseen(error)}", file=sys.stderr)
    return CANNOT_RUN


def unforeseen(error: Exception) -> str:
    """What to say of an error nobody foresaw; its trace is kept for whoever mends it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="alameda-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        traceback.print_exception(error, file=report)
    said = " ".join(str(error).split()) or "no reason given"
    return (
        f"this should not have happened: {type(error).__name__}: {said} "
        f"Please report it with the details in {report.name}"
    )


if __name__ == "__main__":
    sys.exit(main())
