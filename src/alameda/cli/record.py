"""``alameda record``: check a public record, or keep a copy of it.

``verify`` needs nothing of the server but its files: a site's address or a folder with a copy of
them. Given an instance's own folder it checks every row of the database too: those of the record,
and those that pages show, against what the entries say.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import is_instance, opened
from alameda.cli.progress import Progress
from alameda.record.rules import tiles, verifier
from alameda.record.rules.holding import Held
from alameda.record.rules.note import NoteError, VerifierKey, parse_verifier_key
from alameda.record.rules.verifier import Fetch, MissingError, Report

WORKERS = 8
TIMEOUT_SECONDS = 30
FILE_BYTES_MAX = 32 * 2**20  # a bundle of 256 of the longest entries has 16 MiB
NOT_FOUND = 404
KEY_NOTE = (
    "The key came from the record itself. Note it down, and name it with --key from now on: {key}"
)


@dataclass(frozen=True)
class Source:
    """Where a record is read from.

    Attributes:
        fetch: reads one file of the log.
        key: the key it says is its own.
        workers: how many files to ask for at once.
        audit: checks the database behind it, where this is an instance.
    """

    fetch: Fetch
    key: Callable[[], str]
    workers: int = 1
    audit: Callable[[Progress], Report] | None = None


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``record`` and its commands."""
    record = subparsers.add_parser("record", help="check the public record, or copy it")
    commands = record.add_subparsers(dest="record_command", required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="check a whole record, one entry, or that its past is still the same",
        description="Exit status: 0 yes, 1 no (the entry is named), 2 could not check.",
    )
    verify.add_argument(
        "source", metavar="URL|DIR", help="a site, a copy of its record, or an instance's folder"
    )
    verify.add_argument("--key", metavar="VKEY", help="the verifier key you trust: name+hash+key")
    verify.add_argument("--index", type=int, metavar="N", help="only this entry")
    verify.add_argument("--old", type=Path, metavar="FILE", help="a checkpoint saved earlier")
    verify.add_argument(
        "--new", type=Path, metavar="FILE", help="a later one (default: the current one)"
    )
    verify.add_argument("--json", action="store_true", help="answer for machines")
    verify.set_defaults(func=run_verify)
    mirror = commands.add_parser("mirror", help="copy a record's files into a folder")
    mirror.add_argument("source", metavar="URL|DIR", help="a site, or an instance's folder")
    mirror.add_argument("out", type=Path, metavar="OUT", help="the folder of the copy")
    mirror.set_defaults(func=run_mirror)


def run_verify(args: argparse.Namespace) -> int:
    """Answer whether the record is what was signed."""
    if args.new and not args.old:
        raise CannotRunError("--new needs --old: the checkpoint saved earlier.")
    if args.old and args.index is not None:
        raise CannotRunError("Ask for --index or for --old, not for both at once.")
    old, new = _saved(args.old), _saved(args.new)
    with _source(args.source) as source:
        key, notes = _key(source, args.key)
        with Progress("Entries checked", is_quiet=args.json) as bar:
            if args.index is not None:
                report = verifier.verify_inclusion(source.fetch, key, index=args.index)
            elif old is not None:
                report = verifier.verify_consistency(source.fetch, key, old=old, new=new)
            else:
                report = _whole(source, key, bar)
    report.notes += notes
    print(json.dumps(_as_json(report), indent=2) if args.json else _in_words(report, args))
    return 0 if report.is_good else 1


def _whole(source: Source, key: VerifierKey, bar: Progress) -> Report:
    if source.audit is not None:
        return source.audit(bar)

    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.reach(done)

    return verifier.verify_log(source.fetch, key, progress=progress, workers=source.workers)


def run_mirror(args: argparse.Namespace) -> int:
    """Copy a record; full tiles that are there already are not fetched again."""
    with _source(args.source) as source:
        key, _notes = _key(source, None)
        try:
            head = source.fetch("checkpoint")
            checkpoint = verifier.read_checkpoint(head, key)
        except MissingError as error:
            raise CannotRunError("The record shows no checkpoint yet.") from error
        except NoteError as error:
            raise CannotRunError(f"The checkpoint is not to be trusted: {error}") from error
        wanted = [
            tile
            for level in (None, *tiles.levels_of(checkpoint.size))
            for tile in tiles.tiles_of_level(level, checkpoint.size)
        ]
        try:
            with Progress("Files copied", total=len(wanted)) as bar:
                for tile in bar.over(wanted):
                    if not (args.out / tile.path).is_file():
                        _write(args.out / tile.path, source.fetch(tile.path))
            _write(args.out / "key", f"{key}\n".encode())
            _write(args.out / "checkpoint", head)
        except MissingError as error:
            raise CannotRunError(f"The record has lost {error}. Verify it.") from error
        except OSError as error:
            raise CannotRunError(f"{args.out} cannot be written: {error.strerror}.") from error
    print(f"{checkpoint.size:,} entries copied to {args.out}.")
    return 0


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


# Where the record is


@contextlib.contextmanager
def _source(where: str) -> Iterator[Source]:
    if where.startswith(("http://", "https://")):
        yield _site(where)
        return
    folder = Path(where)
    if is_instance(folder):
        with opened(folder):
            yield _instance()
        return
    if not (folder / "checkpoint").is_file():
        raise CannotRunError(
            f"{folder} holds neither a copy of a record (a file named checkpoint) nor an instance."
        )
    yield Source(
        fetch=lambda path: _read(folder / path),
        key=lambda: _read(folder / "key").decode("ascii", "replace"),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingError(str(path)) from error
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read: {error.strerror}.") from error


def _site(address: str) -> Source:
    base = address.rstrip("/").removesuffix("/record") + "/record/"

    def fetch(path: str) -> bytes:
        request = urllib.request.Request(base + path)  # noqa: S310  the scheme was checked
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  same
                content: bytes = answer.read(FILE_BYTES_MAX)
                return content
        except urllib.error.HTTPError as error:
            with error:
                if error.code == NOT_FOUND:
                    raise MissingError(path) from error
                raise CannotRunError(f"{base}{path} answers {error.code}.") from error
        except (OSError, ValueError) as error:
            raise CannotRunError(f"{base}{path} cannot be read: {error}") from error

    return Source(
        fetch=fetch,
        key=lambda: fetch("key").decode("ascii", "replace"),
        workers=WORKERS,
    )


def _instance() -> Source:
    from alameda.record import selectors

    def audit(bar: Progress) -> Report:
        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.reach(done)

        return selectors.audit(progress=progress)

    return Source(
        fetch=selectors.fetch, key=lambda: str(selectors.stored_key()), workers=1, audit=audit
    )


def _saved(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read: {error.strerror}.") from error


def _key(source: Source, given: str | None) -> tuple[VerifierKey, list[str]]:
    try:
        if given:
            return parse_verifier_key(given), []
        text = source.key()
        key = parse_verifier_key(text)
    except MissingError as error:
        raise CannotRunError("The record shows no key. Name the one you trust: --key") from error
    except NoteError as error:
        raise CannotRunError(f"The verifier key cannot be used: {error}") from error
    return key, [] if source.audit else [KEY_NOTE.format(key=key)]


# The answer


def _in_words(report: Report, args: argparse.Namespace) -> str:
    head = report.checkpoint
    if report.is_good and head:
        if args.index is not None:
            said = f"Yes: entry {args.index} is in the record, unchanged."
            lines = [said, report.entry.decode(errors="replace")]
            lines += [f"Proof: {len(report.proof)} hashes lead to the signed root."]
        elif args.old:
            lines = [f"Yes: what was signed then is the beginning of these {head.size:,} entries."]
        else:
            many = f"{report.checked:,} {'entry' if report.checked == 1 else 'entries'}"
            lines = [f"Yes: {many}, all as they were signed, in their order."]
            if report.held is not None:
                lines.append(f"{report.held.rows:,} rows are what the entries say.")
        lines += [f"Signed by {head.origin}, root {b64encode(head.root).decode()}."]
    elif report.is_good:
        lines = ["Yes: nothing is wrong; nothing was signed yet either."]
    else:
        rows = report.held.findings if report.held else []
        found = [*(one.sentence for one in report.findings), *(one.sentence for one in rows)]
        more = " or more" if report.held and report.held.is_full else ""
        count = len(found)
        lines = [f"No: {count}{more} thing{'s are' if count > 1 else ' is'} wrong."]
        lines += [f"- {sentence}" for sentence in found]
    return "\n".join([*lines, *report.notes])


def _rows_as_json(held: Held | None) -> dict[str, object] | None:
    """What of the rows is held and what is not, table by table, and what is wrong."""
    if held is None:
        return None
    from alameda.record.selectors import tables_apart

    return {
        "held": held.rows,
        "findings": [{**asdict(one), "sentence": one.sentence} for one in held.findings],
        "is_full": held.is_full,
        "tables": [asdict(one) for one in held.covered],
        "tables_apart": tables_apart(),
    }


def _as_json(report: Report) -> dict[str, object]:
    head = report.checkpoint
    return {
        "is_good": report.is_good,
        "origin": head.origin if head else None,
        "size": head.size if head else None,
        "root": b64encode(head.root).decode() if head else None,
        "checked": report.checked,
        "findings": [asdict(finding) for finding in report.findings],
        "notes": report.notes,
        "rows": _rows_as_json(report.held),
        "proof": [one.hex() for one in report.proof],
        "entry": report.entry.decode(errors="replace") or None,
    }
