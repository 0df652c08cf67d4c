"""Taking a copy of an instance, running or not; nobody who writes waits for it.

The database first, in one picture; then the files. A document is written to the disk before the
row that names it, under its digest, and is never changed or removed: so each document that the
picture names is there when the files are copied. The history of the record is cut where the
picture ends, else the copy would seem to have lost what was signed a moment later.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alameda.cli.copies import database, manifest
from alameda.cli.copies.manifest import DATABASE, FILES, Head, Manifest, Piece
from alameda.cli.copies.reading import COPY
from alameda.cli.copies.writing import PARTIAL, Archive, Folder, Place, recipients_of
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance

LIST = "backups.json"
LOCK = "backup.lock"
ARCHIVES = (".tar", ".tar.age")
# Of this machine and of this moment: a copy has no use for them.
LEFT_OUT = {"running.lock", LOCK, LIST, "migrated"}
HISTORY = "record.checkpoints"


@dataclass(frozen=True)
class Taken:
    """A copy that is whole.

    Attributes:
        place: its folder or file.
        manifest: what it says of itself.
        written: bytes that this run wrote; what an earlier copy held is not among them.
        pruned: older copies that were removed.
    """

    place: Path
    manifest: Manifest
    written: int
    pruned: tuple[Path, ...] = ()


def take(
    instance: Instance, url: str, target: Path, *, recipients: Sequence[str] = (), keep: int = 0
) -> Taken:
    """Copy a whole instance.

    Args:
        instance: which.
        url: its database.
        target: a folder of copies, made where there is none; or an archive, by its name
            (``.tar``, ``.tar.age``).
        recipients: of ``age``, who alone can read it; in a folder, each copy is then an archive.
        keep: how many copies of this instance to leave in the folder; 0: all.

    Raises:
        CannotRunError: it could not be taken; nothing of it is left, and earlier ones are whole.
    """
    with alone(instance):
        return take_alone(instance, url, target, recipients=recipients, keep=keep)


def take_alone(
    instance: Instance, url: str, target: Path, *, recipients: Sequence[str] = (), keep: int = 0
) -> Taken:
    """The same, by who is alone already.

    Raises:
        CannotRunError: as ``take``.
    """
    target = target.absolute()
    is_archive = target.name.endswith(ARCHIVES)
    _check(target, is_archive=is_archive, recipients=recipients, keep=keep)
    name = f"{_name(instance)}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    with _failing_in_words(target):
        if not is_archive:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = _place(instance, target, name, recipients=recipients, is_archive=is_archive)
        try:
            whole = _fill(place, instance, url)
            place.finish(whole)
        except BaseException:
            place.abandon()
            raise
    pruned = _prune(instance, target, keep) if keep else ()
    _list(instance, place.target, whole)
    return Taken(place.target, whole, place.written, pruned)


def _check(target: Path, *, is_archive: bool, recipients: Sequence[str], keep: int) -> None:
    """Refuse what cannot be meant, before anything is read."""
    recipients_of(recipients)
    if is_archive and keep:
        raise CannotRunError("--keep counts the copies in a folder; name a folder, not a file.")
    if is_archive and target.exists():
        raise CannotRunError(f"{target} is there already. Name another file, or a folder.")
    if is_archive and target.name.endswith(".age") and not recipients:
        raise CannotRunError(f"{target.name} would not be encrypted. Say for whom: --to-recipient")
    if is_archive and recipients and not target.name.endswith(".age"):
        raise CannotRunError(f"An encrypted copy is named so: {target.name}.age")
    if not is_archive and target.exists() and not target.is_dir():
        raise CannotRunError(f"{target} is a file. Name a folder, or a file that ends in .tar.")


@contextlib.contextmanager
def alone(instance: Instance) -> Iterator[None]:
    """One copy or upgrade at a time: what another left half is then surely nobody's.

    Raises:
        CannotRunError: another is at work.
    """
    try:
        lock = (instance.folder / LOCK).open("a", encoding="ascii")
    except OSError as error:
        raise CannotRunError(f"{instance.folder} cannot be written: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRunError(
                f"{instance.folder} is being copied or upgraded already. Wait until that ends."
            ) from None
        yield


@contextlib.contextmanager
def _failing_in_words(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotRunError(
            f"The copy could not be written to {target}: {error.strerror or error}. "
            "Nothing of it was left; earlier copies are as they were."
        ) from error


def _name(instance: Instance) -> str:
    """How copies of this instance are named: those of another never count as its own."""
    return f"alameda-{hashlib.sha256(instance.origin.encode()).hexdigest()[:8]}"


def _place(
    instance: Instance, target: Path, name: str, *, recipients: Sequence[str], is_archive: bool
) -> Folder | Archive:
    if is_archive:
        _remove(target.with_name(f".{target.name}{PARTIAL}"))
        return Archive(target, recipients)
    for half in target.glob(f".{_name(instance)}-*{PARTIAL}"):
        _remove(half)
    if recipients:
        return Archive(target / f"{name}.tar.age", recipients)
    return Folder(target / name, _latest(instance, target))


def _latest(instance: Instance, target: Path) -> tuple[Path, dict[str, Piece]] | None:
    """The latest whole copy in the folder, and its documents."""
    for folder in reversed(copies_in(target, _name(instance))):
        with contextlib.suppress(OSError, CannotRunError):
            told = manifest.read((folder / manifest.NAME).read_bytes(), folder)
            held = {one.name: one for one in told.pieces if one.name.startswith(f"{FILES}/")}
            return folder, held
    return None


def copies_in(target: Path, name: str) -> list[Path]:
    """The whole copies of an instance in a folder, oldest first."""
    found = [path for path in target.glob(f"{name}-*") if COPY.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name.partition(".")[0])


def _fill(place: Place, instance: Instance, url: str) -> Manifest:
    """Write every piece; what there is to say of them."""
    folder = instance.folder
    with database.held(url) as picture:
        with database.dumped(url, picture) as stream:
            pieces = [place.put(DATABASE, stream)]
        pieces.append(place.put(HISTORY, io.BytesIO(_history(folder / HISTORY, picture.head))))
    own = [path for path in folder.iterdir() if _is_its_own(path)]
    documents = [path for path in (folder / FILES).rglob("*") if path.is_file()]
    pieces += [
        place.put_file(path.relative_to(folder).as_posix(), path)
        for path in (*sorted(own), *sorted(documents))
        if not path.name.startswith(".")  # being written now: no row names it yet
    ]
    return Manifest(
        at=picture.at,
        region=instance.region,
        origin=instance.origin,
        program=importlib.metadata.version("alameda"),
        postgresql=picture.postgresql,
        head=picture.head,
        migrations=picture.migrations,
        pieces=tuple(pieces),
        missing=_missing(pieces, picture.blobs),
    )


def _is_its_own(path: Path) -> bool:
    """Whether a file of an instance's folder is part of what it is: its facts and its keys."""
    is_passing = path.name in LEFT_OUT or path.suffix in {".lock", ".new"} or path.name[0] == "."
    return path.is_file() and not path.is_symlink() and not is_passing and path.name != HISTORY


def _history(path: Path, head: Head) -> bytes:
    """The record's history up to the picture; what cannot be read stays, and will be named."""
    if not path.is_file():
        return b""
    kept = []
    for line in path.read_bytes().splitlines(keepends=True):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            if json.loads(line)["number"] > head.number:
                break
        kept.append(line)
    return b"".join(kept)


def _missing(pieces: Sequence[Piece], blobs: dict[str, int]) -> tuple[str, ...]:
    """Documents that the picture names, and whose bytes are not among the pieces."""
    held = {(piece.sha256, piece.size) for piece in pieces}
    return tuple(sorted(sha256 for sha256, size in blobs.items() if (sha256, size) not in held))


def _prune(instance: Instance, target: Path, keep: int) -> tuple[Path, ...]:
    """Remove older copies of this instance."""
    old = copies_in(target, _name(instance))[:-keep]
    for path in old:
        # Under the name of half a copy first: a removal cut short leaves nothing that looks whole.
        half = path.with_name(f".{path.name}{PARTIAL}")
        path.rename(half)
        _remove(half)
    return tuple(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _list(instance: Instance, place: Path, whole: Manifest) -> None:
    """Note the copy in the instance's folder, for whoever asks how old the last one is."""
    path = instance.folder / LIST
    taken = read_list(instance.folder)
    head = {"root": whole.head.root, "size": whole.head.size, "bytes": whole.size}
    taken.append({"at": whole.at, "to": str(place), **head})
    fresh = path.with_name(f".{LIST}")
    try:
        fresh.write_text(json.dumps(taken[-1000:], indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise CannotRunError(
            f"The copy in {place} is whole, but could not be noted in {path}: {error.strerror}."
        ) from error


def read_list(folder: Path) -> list[dict[str, object]]:
    """The copies taken of an instance, oldest first; none where the list cannot be read."""
    try:
        told = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
