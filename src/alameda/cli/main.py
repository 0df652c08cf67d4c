"""``alameda``: finds the command, runs it, and turns errors into one line.

Exit status: 0 done or yes, 1 the answer is no, 2 it could not run.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import importlib.metadata
import importlib.util
import sys
import tempfile
import traceback
from collections.abc import Sequence

from alameda.cli.errors import CANNOT_RUN, CannotRunError
from alameda.cli.hiding import hidden
from alameda.foundation.errors import AlamedaError
from alameda.settings.env import BadVariableError

COMMANDS = (
    "demo",
    "init",
    "address",
    "serve",
    "worker",
    "person",
    "unit",
    "body",
    "seat",
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
        print(f"alameda: {hidden(str(error))}", file=sys.stderr)
    except KeyboardInterrupt:
        print("alameda: stopped.", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:  # noqa: BLE001  a person gets a sentence; the trace goes to a file
        print(f"alameda: {hidden(foreseen(error) or unforeseen(error))}", file=sys.stderr)
    return CANNOT_RUN


def foreseen(error: Exception) -> str:
    """What to say of trouble that every command may meet, whatever it was doing; else nothing."""
    if "No space left" in str(error) or getattr(error, "errno", 0) == errno.ENOSPC:
        return "The disk is full. Free some space, then run the same command again: it goes on."
    if isinstance(error, PermissionError) or getattr(error, "errno", 0) == errno.EROFS:
        return (
            f"{getattr(error, 'filename', None) or 'A file'} cannot be used by this account: "
            f"{getattr(error, 'strerror', None) or error}. Use an account that may, or choose "
            "another folder."
        )
    return ""


def unforeseen(error: Exception) -> str:
    """What to say of an error nobody foresaw; its trace is kept for whoever mends it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="alameda-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(hidden("".join(traceback.format_exception(error))))
    said = " ".join(str(error).split()) or "no reason given"
    return (
        f"this should not have happened: {type(error).__name__}: {said} "
        f"Please report it with the details in {report.name}"
    )


if __name__ == "__main__":
    sys.exit(main())
