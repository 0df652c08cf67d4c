"""Where a copy is written: a folder with its files, or one archive, encrypted where it is asked.

Both are written under another name and renamed when all is on the disk: half a copy never has the
name of a whole one. A copy holds keys: only its owner may read it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import tarfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

from alameda.cli.copies.manifest import NAME, Manifest, Piece
from alameda.cli.errors import CannotRunError

CHUNK = 1 << 20
PART_BYTES = 1 << 23  # of a dump, whose length is not known before it ends, in an archive
PARTIAL = ".partial"


class Place(Protocol):
    """Somewhere a copy is written to."""

    def put(self, name: str, stream: IO[bytes]) -> Piece:
        """Write a piece whose length is not known yet."""

    def put_file(self, name: str, path: Path) -> Piece:
        """Write a piece that is a file now."""

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, wait for the disk, and give the copy its name."""

    def abandon(self) -> None:
        """Leave nothing behind."""


class Hashed(io.RawIOBase):
    """A stream that counts and hashes what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._sum = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """It is read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read on."""
        chunk = self._stream.read(size)
        self._sum.update(chunk)
        self.size += len(chunk)
        return chunk

    def piece(self, name: str) -> Piece:
        """What was read, as a piece of that name."""
        return Piece(name, self.size, self._sum.hexdigest())


def measured(name: str, path: Path) -> Piece:
    """A file as it is now."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Piece(name, file.tell(), sha256)


def partial_of(target: Path) -> Path:
    """The name of a copy until it is whole."""
    return target.with_name(f".{target.name}{PARTIAL}")


class Folder:
    """A copy as a folder; a file that an earlier copy holds is linked, not written again.

    Args:
        target: the folder to be.
        earlier: a whole copy beside it, and its pieces.
    """

    def __init__(self, target: Path, earlier: tuple[Path, dict[str, Piece]] | None) -> None:
        self.target = target
        self.written = 0
        self._place = partial_of(target)
        self._earlier, self._held = earlier or (target, {})
        self._place.mkdir(mode=0o700)

    def put(self, name: str, stream: IO[bytes]) -> Piece:
        """Write a piece whose length is not known yet."""
        hashed = Hashed(stream)
        with _new_file(self._path(name)) as file:
            shutil.copyfileobj(hashed, file, CHUNK)
            _settle(file)
        self.written += hashed.size
        return hashed.piece(name)

    def put_file(self, name: str, path: Path) -> Piece:
        """Link the file of an earlier copy, where it is still the same; else write it."""
        held = self._held.get(name)
        if held and held.size == path.stat().st_size and self._link(held):
            return held
        with path.open("rb") as stream:
            return self.put(name, stream)

    def _link(self, held: Piece) -> bool:
        """Whether the earlier copy's file is as it was, and could be linked."""
        former = self._earlier / held.name
        try:
            if measured(held.name, former) != held:
                return False
            self._path(held.name).hardlink_to(former)
        except OSError:  # gone, or a disk without links: it is written again
            return False
        return True

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, wait for the disk, and give the copy its name."""
        with _new_file(self._place / NAME) as file:
            file.write(manifest.as_bytes())
            _settle(file)
        for folder in (self._place, *(path for path in self._place.rglob("*") if path.is_dir())):
            _settle_folder(folder)
        self._place.rename(self.target)
        _settle_folder(self.target.parent)

    def abandon(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._place, ignore_errors=True)

    def _path(self, name: str) -> Path:
        path = self._place / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path


class Archive:
    """A copy as one tar, which nobody but the recipients can read where there are any.

    Args:
        target: the file to be.
        recipients: of ``age``; none: the archive is not encrypted.
    """

    def __init__(self, target: Path, recipients: Sequence[str] = ()) -> None:
        self.target = target
        self.written = 0
        self._place = partial_of(target)
        known = recipients_of(recipients)
        self._file = _new_file(self._place)
        self._age = Encrypting(self._file, known) if known else None
        self._tar = tarfile.open(  # noqa: SIM115  closed by finish or abandon
            fileobj=self._age.entry if self._age else self._file,
            mode="w|",
            format=tarfile.PAX_FORMAT,
            bufsize=CHUNK,
        )

    def put(self, name: str, stream: IO[bytes]) -> Piece:
        """Write it in parts, ``NAME.000000.part`` and on: a tar says each length beforehand."""
        hashed = Hashed(stream)
        number = 0
        while (chunk := _filled(hashed, PART_BYTES)) or not number:
            self._add(f"{name}.{number:06}.part", len(chunk), io.BytesIO(chunk))
            number += 1
        return hashed.piece(name)

    def put_file(self, name: str, path: Path) -> Piece:
        """Write a piece that is a file now."""
        with path.open("rb") as stream:
            hashed = Hashed(stream)
            self._add(name, os.fstat(stream.fileno()).st_size, hashed)
            return hashed.piece(name)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, wait for the disk, and give the copy its name."""
        raw = manifest.as_bytes()
        self._add(NAME, len(raw), io.BytesIO(raw))
        with self._told():
            self._tar.close()
            if self._age:
                self._age.close()
        self.written = self._file.tell()
        _settle(self._file)
        self._file.close()
        self._place.rename(self.target)
        _settle_folder(self.target.parent)

    def abandon(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(Exception):  # it failed already; what it says now is no news
            if self._age:
                self._age.close()
        with contextlib.suppress(OSError):
            self._file.close()
        self._place.unlink(missing_ok=True)

    def _add(self, name: str, size: int, stream: Any) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        with self._told():
            self._tar.addfile(info, stream)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Where encrypting failed first, that is the reason, and not the pipe that it closed."""
        try:
            yield
        except BrokenPipeError:
            if self._age:
                self._age.close()
            raise


class Encrypting:
    """Encrypts what is written to ``entry`` into a file, in a thread of its own."""

    def __init__(self, out: IO[bytes], recipients: Sequence[object]) -> None:
        reader, writer = os.pipe()
        self.entry = os.fdopen(writer, "wb", buffering=0)
        self._reader = os.fdopen(reader, "rb")
        self._out = out
        self._recipients = recipients
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="age", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        import pyrage

        try:
            with self._reader:  # closed in any case, so that the writer never waits for us
                pyrage.encrypt_io(self._reader, self._out, self._recipients)
        except Exception as error:  # noqa: BLE001  told by close, in the thread that waits
            self._error = error

    def close(self) -> None:
        """Wait until all is encrypted.

        Raises:
            OSError: it could not be written.
        """
        self.entry.close()
        self._thread.join()
        if self._error:
            raise OSError(str(self._error)) from self._error


def recipients_of(told: Sequence[str]) -> list[object]:
    """The recipients that an operator named.

    Raises:
        CannotRunError: one is none.
    """
    if not told:
        return []
    import pyrage

    found = []
    for text in told:
        try:
            found.append(pyrage.x25519.Recipient.from_str(text.strip()))
        except pyrage.RecipientError as error:
            raise CannotRunError(
                f"{text} is no age recipient: it begins with age1, as age-keygen prints it."
            ) from error
    return found


def _filled(stream: Hashed, size: int) -> bytes:
    """As many bytes as asked for, but at the end: a pipe gives what it has."""
    chunks: list[bytes] = []
    while size > 0 and (chunk := stream.read(size)):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _new_file(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _settle(file: IO[bytes]) -> None:
    """Wait until the disk has the file."""
    file.flush()
    os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
