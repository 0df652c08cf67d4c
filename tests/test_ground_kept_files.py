"""Costly documents for everybody: made once for each state, by one process at a time."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from alameda.cli.front import Answer, Front
from alameda.foundation.bodies import AGAIN
from alameda.pages.views.kept_files import FOLDER, kept_file

READERS = 12


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


class Document:
    """A document that takes its time: it is whole once ``may_end`` says so."""

    def __init__(self) -> None:
        self.made = 0
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()

    def pieces(self) -> Iterator[bytes]:
        self.made += 1
        self.begun.set()
        yield b"one "
        assert self.may_end.wait(10)
        yield str(self.made).encode()

    def ask(self, state: str, **headers: str) -> tuple[HttpResponseBase, bool]:
        """The answer, and whether it has to be asked for again."""
        request = RequestFactory().get("/", headers=headers)
        answer = kept_file(request, "doc", state, make=self.pieces, content_type="text/plain")
        return answer, bool(request.META.get(AGAIN))


def text(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_document_is_made_once_for_each_state_and_only_the_newest_is_kept(
    tmp_path: Path,
) -> None:
    document = Document()
    assert [text(document.ask("a")[0]) for _reader in range(READERS)] == [b"one 1"] * READERS
    packed, _again = document.ask("a", **{"accept-encoding": "gzip"})
    assert gzip.decompress(text(packed)) == b"one 1"
    assert document.ask("a", **{"if-none-match": packed["ETag"]})[0].status_code == 304
    assert document.made == 1

    assert text(document.ask("b")[0]) == b"one 2"
    assert document.ask("b", **{"if-none-match": packed["ETag"]})[0].status_code == 200
    assert len(list((tmp_path / FOLDER).glob("*.gz"))) == 1


def test_who_asks_meanwhile_gets_what_was_before_and_holds_no_thread() -> None:
    document = Document()
    document.may_end.clear()
    maker = threading.Thread(target=document.ask, args=["a"])
    maker.start()
    assert document.begun.wait(10)
    for _reader in range(READERS):
        answer, is_again = document.ask("a")
        assert (answer.status_code, is_again) == (503, True)
    document.may_end.set()
    maker.join()
    assert text(document.ask("a")[0]) == b"one 1"

    document.begun.clear()
    document.may_end.clear()
    maker = threading.Thread(target=document.ask, args=["b"])
    maker.start()
    assert document.begun.wait(10)
    assert {text(document.ask("b")[0]) for _reader in range(READERS)} == {b"one 1"}
    document.may_end.set()
    maker.join()
    assert document.made == 2


def test_a_document_that_fails_is_made_by_the_next_one() -> None:
    document = Document()

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept_file(RequestFactory().get("/"), "doc", "a", make=broken, content_type="text/plain")
    assert text(document.ask("a")[0]) == b"one 1"


def test_the_front_asks_again_for_what_others_are_making() -> None:
    import asyncio

    times = iter([True, True, False])

    def application(environ: dict[str, object], start: object) -> list[bytes]:
        is_again = next(times)
        if is_again:
            environ[AGAIN] = True
        start("503 Wait" if is_again else "200 OK", [])  # type: ignore[operator]
        return [b""]

    def ask() -> Answer:
        return asyncio.run(Front(application)._answered({"PATH_INFO": "/"}))

    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread
        answer = apart.submit(ask).result()
    assert answer.status == 200
