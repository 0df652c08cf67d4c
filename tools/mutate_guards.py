r"""Is each guard against hostile input held by a test? Removes one after another, and expects red.

    .venv/bin/python tools/mutate_guards.py [WORD ...]     only those whose name holds a word

The guards are in ``tools/guards.toml``. All happens in a copy of this folder: each guard is taken
out of the copy, its tests run, and it is put back. A guard whose removal no test notices survives:
it is named, and the answer is 1; so it is where the tests are red before anything is removed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tools" / "guards.toml"
LINKED = (".venv", "node_modules")
BUILT = "src/alameda/ui/static/ui/built"
SECONDS_MAX = 300
GREEN, RED = 0, 1


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One guard, and what holds it.

    Attributes:
        name: what it refuses, in words; the folder's name first.
        path: the file it stands in.
        text: the guard, as it is written there, once.
        instead: what stands there without it.
        tests: those that must go red; files or single tests.
    """

    name: str
    path: str
    text: str
    instead: str
    tests: list[str]

    def fault(self, root: Path) -> str:
        """Why this entry cannot be tried; empty where it can."""
        path = root / self.path
        if not path.is_file():
            return f"{self.name}: there is no {self.path}"
        times = path.read_text(encoding="utf-8").count(self.text)
        if times != 1:
            return f"{self.name}: its text stands {times} times in {self.path}"
        if self.text == self.instead:
            return f"{self.name}: nothing is removed"
        lost = [test for test in self.tests if not (root / test.split("::")[0]).exists()]
        return f"{self.name}: there is no {lost[0]}" if lost else ""


def read_table(path: Path = TABLE) -> list[Guard]:
    """Every guard of the table."""
    return [Guard(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["guard"]]


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of this folder, as it stands now, changes and all; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="alameda-guards-"))
    folder.chmod(0o755)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    try:
        compiled = [str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.mo")]
        for name in [*listed.stdout.decode().split("\0"), *compiled]:
            if name and (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        for name in (*LINKED, BUILT):
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).symlink_to(ROOT / name)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The address of one PostgreSQL for all runs, so that migrations run once."""
    if told := os.environ.get("DATABASE_URL"):
        yield told
        return
    from alameda.cli.postgres import Server

    folder = Path(tempfile.mkdtemp(prefix="alameda-guards-pg-"))
    folder.chmod(0o711)  # ours: the account that runs the server passes through it
    started = Server(folder / "pg", is_durable=False)
    try:
        yield started.start()
    finally:
        started.stop()
        shutil.rmtree(folder, ignore_errors=True)


def run(folder: Path, tests: list[str], *, database: str) -> tuple[int, str]:
    """The status of pytest in the copy, and the end of what it said."""
    python = folder / ".venv" / "bin" / "python"
    env = {
        **os.environ,
        "DATABASE_URL": database,
        "PYTHONPATH": str(folder / "src"),  # before the folder that .venv was installed from
        "PYTHONDONTWRITEBYTECODE": "1",  # two states of a file may share a second and a size
    }
    command = [python, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=False,
            timeout=SECONDS_MAX,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return RED, f"stopped after {SECONDS_MAX} s"
    return done.returncode, done.stdout[-2_000:]


def outcome_of(guard: Guard, folder: Path, *, database: str) -> str:
    """Try one guard in the copy: empty where it dies, else what is wrong."""
    path = folder / guard.path
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(guard.text, guard.instead), encoding="utf-8")
    try:
        status, said = run(folder, guard.tests, database=database)
    finally:
        path.write_text(whole, encoding="utf-8")
    if status == GREEN:
        return "SURVIVES: no test notices that it is gone"
    return "" if status == RED else f"cannot be tried (pytest said {status}):\n{said}"


def main(words: list[str]) -> int:
    """Try each guard that is asked for; 1 where one survives or cannot be tried."""
    table = read_table()
    guards = [one for one in table if not words or any(word in one.name for word in words)]
    faults = [fault for guard in guards if (fault := guard.fault(ROOT))]
    if faults or not guards:
        print("\n".join(faults or ["No guard has such a name."]))
        return 1
    wrong = 0
    with copied() as folder, server() as database:
        tests = sorted({test for guard in guards for test in guard.tests})
        status, said = run(folder, tests, database=database)
        if status != GREEN:
            print(f"The tests are not green to begin with:\n{said}")
            return 1
        for guard in guards:
            outcome = outcome_of(guard, folder, database=database)
            wrong += bool(outcome)
            print(f"{guard.name}: {outcome or 'dies'}", flush=True)
    print(f"{len(guards) - wrong} of {len(guards)} guards are held by a test.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
