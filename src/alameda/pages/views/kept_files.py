"""A costly document for everybody: made once for each state of what it tells, and kept in a file.

Whoever asks while it is made gets the one before it; where there is none, the front of the process
asks again a moment later, and no thread waits meanwhile.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from alameda.foundation.bodies import AGAIN
from alameda.ui.freshness import VERSION

FOLDER = "kept"
PIECE_BYTES = 256 * 1024
LEVEL = 6  # of compression: written once, read many times
RETRY_SECONDS = "5"
NAME_SIGNS = 32


def kept_file(
    request: HttpRequest,
    name: str,
    state: str,
    *,
    make: Callable[[], Iterable[bytes]],
    content_type: str,
) -> HttpResponseBase:
    """The document as it is in that state, or as it last was while somebody makes it anew.

    Args:
        request: read for what the reader has already, and takes.
        name: of the document, in plain letters: one file of it is kept.
        state: of all that it tells: plain letters and digits.
        make: its pieces; called by one process at a time.
        content_type: of the document.
    """
    folder = settings.DATA_DIR / FOLDER
    folder.mkdir(mode=0o750, exist_ok=True)
    wanted = folder / f"{name}.{VERSION}.{state[:NAME_SIGNS]}.gz"
    if not wanted.exists():
        _make(wanted, make)
    found = wanted if wanted.exists() else _former(wanted)
    if found is None:
        request.META[AGAIN] = True
        return HttpResponse(
            status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_SECONDS}
        )
    return _answer(request, found, content_type)


def _make(wanted: Path, make: Callable[[], Iterable[bytes]]) -> None:
    """Write the document, unless somebody else is writing it; what was before it goes away."""
    name = wanted.name.partition(".")[0]
    with (wanted.parent / f"{name}.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if wanted.exists():
            return
        beside = wanted.parent / f"{name}.half"
        with gzip.open(beside, "wb", compresslevel=LEVEL) as file:
            file.writelines(make())
        former = [path for path in _all(wanted) if path != wanted]
        beside.replace(wanted)
        for path in former:
            path.unlink(missing_ok=True)


def _all(wanted: Path) -> list[Path]:
    return list(wanted.parent.glob(f"{wanted.name.partition('.')[0]}.*.gz"))


def _former(wanted: Path) -> Path | None:
    return next(iter(_all(wanted)), None)


def _answer(request: HttpRequest, found: Path, content_type: str) -> HttpResponseBase:
    etag = f'W/"{found.stem}"'
    known = {word.strip() for word in request.headers.get("If-None-Match", "").split(",")}
    answer: HttpResponseBase
    if etag in known:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = StreamingHttpResponse(_pieces(found), content_type=content_type)
        answer["Content-Encoding"] = "gzip"
    else:
        answer = StreamingHttpResponse(_unpacked(found), content_type=content_type)
    answer["ETag"] = etag
    patch_vary_headers(answer, ("Accept-Encoding",))
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _unpacked(path: Path) -> Iterator[bytes]:
    with contextlib.closing(gzip.open(path, "rb")) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
