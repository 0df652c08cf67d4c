"""Instances for the tests of copies, each command run as an operator runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.test_ground_cli import ALAMEDA, environment

POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")
# Uploads documents until it is told to stop, and says how long each took.
WRITER = """
import io, json, sys, time
from pathlib import Path
from alameda.cli.instance import opened
data, number, until = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
with opened(data):
    from alameda.documents.actions import upload_document
    from alameda.documents.models import Document
    from alameda.foundation.actor import SYSTEM
    took, began, count = [], time.time(), 0
    while time.time() - began < until:
        started = time.perf_counter()
        upload_document(
            file=io.BytesIO(f"a;b\\n{number};{count}\\n".encode()), name="table.csv",
            title=f"Table {number}-{count}", visibility=Document.Visibility.PUBLIC, actor=SYSTEM,
        )
        took.append(time.perf_counter() - started)
        count += 1
        if count == 1:
            print("writing", flush=True)
print(json.dumps(took))
"""


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    status: int
    out: str
    said: str

    @property
    def answer(self) -> dict[str, Any]:
        """What it answered machines."""
        told: dict[str, Any] = json.loads(self.out)
        return told


def run(*words: object, seconds: float = 900, **more: str) -> Ran:
    """Run a command ``alameda``, with more variables."""
    done = subprocess.run(
        [*ALAMEDA, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        env={**environment(), **more},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def good(*words: object, **more: str) -> Ran:
    """Run a command that must succeed."""
    ran = run(*words, **more)
    assert ran.status == 0, ran.said + ran.out
    return ran


def script(text: str, *words: object, **more: str) -> Ran:
    """Run a few lines of Python that know ``alameda``."""
    done = subprocess.run(
        [sys.executable, "-c", text, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        env={**environment(), **more},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def write_documents(data: Path, number: object, seconds: float) -> subprocess.Popen[str]:
    """A writer at work: its first act is done when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(data), str(number), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout
    assert process.stdout.readline() == "writing\n"
    return process


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path there."""
    return {
        os.fspath(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
