r"""Does requirements.lock hold what pyproject.toml asks? Answered without a network.

A lock is made again with::

    .venv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q \
        pyproject.toml --group dev --python-version 3.11 -o requirements.lock
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)


def read_lock(path: Path) -> dict[str, list[Version]]:
    """Each package of a lock with its versions (one a platform, at times)."""
    found: dict[str, list[Version]] = {}
    for entry in ENTRY.finditer(path.read_text(encoding="utf-8")):
        name = canonicalize_name(entry["name"])
        found.setdefault(name, []).append(Version(entry["version"]))
    return found


def unhashed(path: Path) -> list[str]:
    """Entries of a lock that no hash follows."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        line.split(" ")[0]
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if ENTRY.match(line) and "--hash=" not in following
    ]


def python_faults() -> list[str]:
    """What pyproject.toml asks and the lock does not hold."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = ROOT / "requirements.lock"
    locked = read_lock(lock)
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    faults = [f"{entry} has no hash in {lock.name}" for entry in unhashed(lock)]
    for text in asked:
        wanted = Requirement(text)
        versions = locked.get(canonicalize_name(wanted.name), [])
        if not any(wanted.specifier.contains(version, prereleases=True) for version in versions):
            has = ", ".join(map(str, versions)) or "nothing"
            faults.append(f"pyproject.toml asks {text}; {lock.name} holds {has}")
    return faults


def npm_faults() -> list[str]:
    """What package.json asks and its lock does not hold; locks that name where to download."""
    package, lock = ROOT / "package.json", ROOT / "package-lock.json"
    if not lock.is_file():
        return ["package.json has no package-lock.json"]
    asked = json.loads(package.read_text(encoding="utf-8"))
    locked = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    groups = ("dependencies", "devDependencies")
    wanted = {(group, *pair) for group in groups for pair in asked.get(group, {}).items()}
    held = {(group, *pair) for group in groups for pair in locked[""].get(group, {}).items()}
    faults = [f"package.json and its lock differ on {name}" for _, name, _ in wanted ^ held]
    entries = {name: entry for name, entry in locked.items() if name}
    faults += [f"{name} has no hash" for name, entry in entries.items() if "integrity" not in entry]
    faults += [
        f"{name} names a registry in package-lock.json"
        for name, entry in entries.items()
        if "://" in str(entry.get("resolved", ""))
    ]
    return faults


def main() -> int:
    """Print each fault; 1 when there is one."""
    faults = [*python_faults(), *npm_faults()]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
