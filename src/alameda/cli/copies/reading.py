"""Reading a copy: a folder as it lies, an archive unpacked first; each piece held by its digest."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from alameda.cli.copies import manifest
from alameda.cli.copies.manifest import NAME, DamagedError, Manifest
from alameda.cli.copies.writing import CHUNK, measured
from alameda.cli.errors import CannotRunError

AGE = b"age-encryption.org/"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PART = re.compile(r"(.+)\.\d{6}\.part")
COPY = re.compile(r"alameda-[0-9a-f]{8}-\d{8}T\d{6}Z(\.tar(\.age)?)?")


@dataclass(frozen=True)
class Copy:
    """A copy whose every piece was held against its digest.

    Attributes:
        place: the folder where its pieces lie.
        manifest: what it says of itself.
    """

    place: Path
    manifest: Manifest


def opened(source: Path, *, identity: Path | None, room: Path) -> Copy:
    """A copy, checked to its last byte.

    Args:
        source: its folder, its archive, or a folder of copies: then the latest.
        identity: file with the age identity, for an encrypted one.
        room: an empty folder, where an archive is unpacked.

    Raises:
        DamagedError: a piece is missing, or is not what it was.
        CannotRunError: there is no copy there, or it cannot be read.
    """
    source = latest_in(source)
    try:
        if source.is_dir():
            if identity:
                raise CannotRunError(f"{source} is not encrypted: leave --identity out.")
            return _checked(source, source)
        with source.open("rb") as file:
            _unpack(file, source, room, identity)
        return _checked(room, source)
    except FileNotFoundError as error:
        raise CannotRunError(f"There is no copy in {source}.") from error
    except OSError as error:
        where = room if error.errno in FULL else source
        raise CannotRunError(f"{where} cannot be used: {error.strerror or error}.") from error


def latest_in(source: Path) -> Path:
    """The latest copy, where a folder of copies is named and not a copy.

    Raises:
        CannotRunError: it holds copies of more than one instance.
    """
    if not source.is_dir() or (source / NAME).is_file():
        return source
    found = [path for path in source.iterdir() if COPY.fullmatch(path.name)]
    if len({path.name.rpartition("-")[0] for path in found}) > 1:
        raise CannotRunError(f"{source} holds copies of several instances. Name one of them.")
    return max(found, key=lambda path: path.name.partition(".")[0], default=source)


def _checked(place: Path, source: Path) -> Copy:
    """Hold every piece against the manifest."""
    told = manifest.read((place / NAME).read_bytes(), source)
    for piece in told.pieces:
        manifest.check_name(piece.name)
        try:
            found = measured(piece.name, place / piece.name)
        except FileNotFoundError:
            raise DamagedError(
                f"The copy in {source} is damaged: {piece.name} is missing. Take an earlier copy."
            ) from None
        if found != piece:
            raise DamagedError(
                f"The copy in {source} is damaged: {piece.name} is not what it was "
                f"({found.size:,} bytes, {piece.size:,} were written). Take an earlier copy."
            )
    return Copy(place, told)


def _unpack(file: IO[bytes], source: Path, room: Path, identity: Path | None) -> None:
    """Unpack an archive, decrypting it where it is encrypted."""
    is_encrypted = file.read(len(AGE)) == AGE
    file.seek(0)
    if is_encrypted and identity is None:
        raise CannotRunError(
            f"{source} is encrypted. Name the file with the age identity: --identity FILE"
        )
    if identity and not is_encrypted:
        raise CannotRunError(f"{source} is not encrypted: leave --identity out.")
    if identity is None:
        _untar(file, source, room)
        return
    with _decrypted(file, source, identities_in(identity)) as plain:
        _untar(plain, source, room)


def _untar(stream: IO[bytes], source: Path, room: Path) -> None:
    """Write the members of a tar; a dump in parts becomes one file again."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK) as tar:
            for member in tar:
                # A sparse member may say that it holds terabytes, and be some bytes.
                is_plain = member.isreg() and not member.issparse()
                content = tar.extractfile(member) if is_plain else None
                if content is None:
                    raise DamagedError(f"The copy is damaged: {member.name!r} is no file.")
                manifest.check_name(member.name)
                name, is_part = PART.subn(r"\1", member.name)
                path = room / name
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if is_part else os.O_EXCL)
                with os.fdopen(os.open(path, flags, 0o600), "ab" if is_part else "wb") as out:
                    shutil.copyfileobj(content, out, CHUNK)
    except (tarfile.TarError, EOFError) as error:
        raise DamagedError(
            f"The copy in {source} is damaged: it is no whole archive ({error})."
        ) from error
    if not (room / NAME).is_file():
        raise DamagedError(f"The copy in {source} is damaged: its end is missing.")


@contextlib.contextmanager
def _decrypted(file: IO[bytes], source: Path, identities: list[object]) -> Iterator[IO[bytes]]:
    """What an encrypted file says, decrypted in a thread of its own.

    Raises:
        CannotRunError: it is for others, or was changed.
    """
    import pyrage

    reader, writer = os.pipe()
    failed: list[Exception] = []

    def work() -> None:
        try:
            with os.fdopen(writer, "wb") as out:
                pyrage.decrypt_io(file, out, identities)
        except Exception as error:  # noqa: BLE001  told below, in the thread that waits
            failed.append(error)

    thread = threading.Thread(target=work, name="age", daemon=True)
    thread.start()
    try:
        with os.fdopen(reader, "rb") as plain:
            yield plain
            while plain.read(CHUNK):  # what follows the archive's end; so nobody waits for us
                pass
    except DamagedError:
        thread.join()
        if not failed:
            raise
    thread.join()
    if failed:
        _explain(source, failed[0])


def _explain(source: Path, error: Exception) -> None:
    said = str(error)
    if "matching keys" in said or "No matching" in said:
        raise CannotRunError(
            f"{source} was encrypted for somebody else: that identity does not open it."
        ) from error
    raise DamagedError(
        f"The copy in {source} is damaged: it cannot be decrypted to its end ({said})."
    ) from error


def identities_in(path: Path) -> list[object]:
    """The age identities in a file, as ``age-keygen`` writes it.

    Raises:
        CannotRunError: it holds none.
    """
    import pyrage

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found: list[object] = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.strip() and not line.startswith("#")
        ]
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read: {error.strerror}.") from error
    except (pyrage.IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise CannotRunError(f"{path} holds no age identity (AGE-SECRET-KEY-1…).")
    return found
