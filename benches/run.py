"""Run the benches and print each figure beside its reference: ``./dev bench [NAME …] [--json]``.

Every module of this folder that has ``run() -> list[Figure]`` is a bench. The exit status is 0
where every aim is met, 1 where one is not, 2 where a bench could not run.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import benches  # noqa: E402  the path above comes first
from benches import Figure  # noqa: E402  the path above comes first

Bench = Callable[[], list[Figure]]
COLUMNS = ("what", "measured", "reference in the same run", "aim", "met")


def find() -> dict[str, Bench]:
    """Every bench, by the name of its module."""
    found: dict[str, Bench] = {}
    for module in sorted(pkgutil.iter_modules(benches.__path__), key=lambda module: module.name):
        if module.name != "run" and not module.name.startswith("_"):
            function = getattr(importlib.import_module(f"benches.{module.name}"), "run", None)
            if callable(function):
                found[module.name] = function
    return found


def number(value: float) -> str:
    """A number with the digits that mean something."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def row(figure: Figure) -> tuple[str, ...]:
    """A figure as the cells of its line."""
    met = {True: "yes", False: "NO", None: ""}[figure.is_met]
    measured = f"{number(figure.value)} {figure.unit}".strip()
    return (figure.name, measured, figure.reference, figure.aim, met)


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Lines of equal columns, for a terminal."""
    lines = [COLUMNS, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    ruled = [lines[0], tuple("─" * width for width in widths), *lines[1:]]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in ruled
    )


def measure(found: dict[str, Bench]) -> tuple[dict[str, list[Figure]], dict[str, str]]:
    """Figures of each bench, and why others could not run."""
    figures: dict[str, list[Figure]] = {}
    broken: dict[str, str] = {}
    for name, run in found.items():
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        started = time.perf_counter()
        try:
            figures[name] = run()
        except Exception as error:  # noqa: BLE001  one broken bench does not silence the others
            broken[name] = f"{type(error).__name__}: {error}"
            traceback.print_exc()
        print(f"bench: {name}, {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return figures, broken


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for, and say how it went."""
    found = find()
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(found) or '-'}")
    parser.add_argument("--list", action="store_true", help="say which there are, and stop")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - found.keys()):
        parser.error(f"there is no bench {', '.join(unknown)}; there are: {', '.join(found)}")
    if options.list:
        print("\n".join(found))
        return 0
    figures, broken = measure({name: found[name] for name in options.names or found})
    if options.json:
        plain = {
            "figures": [
                {"bench": name, **dataclasses.asdict(figure)}
                for name, several in figures.items()
                for figure in several
            ],
            "broken": broken,
        }
        print(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        print(table([row(figure) for several in figures.values() for figure in several]))
        for name, reason in broken.items():
            print(f"\n{name} could not run: {reason}")
    if broken:
        return 2
    return int(any(figure.is_met is False for several in figures.values() for figure in several))


if __name__ == "__main__":
    sys.exit(main())
