"""``alameda demo``: a running region with demonstration data, nothing to configure."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path

from alameda.cli import database
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import REGIONS, SCALES, Instance, create, is_instance, read
from alameda.cli.running import Place, check_port
from alameda.cli.running import run as run_site
from alameda.cli.serve import announce

SEED = 2026


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("demo", help="run a region with demonstration data")
    parser.add_argument("--data", type=Path, default=Path("alameda-demo"), help="its folder")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--scale", choices=SCALES, help="how much data (small)")
    parser.add_argument("--region", choices=REGIONS, help=f"whose territory ({REGIONS[0]})")
    parser.add_argument("--seed", type=int, help="the same seed gives the same region")
    parser.add_argument("--no-open", action="store_true", help="open no browser")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Make the region if it is new, serve it, and stay."""
    place = Place(args.host, args.port, args.workers)
    check_port(place, args.data.absolute())
    instance = find_or_create(args)

    def ready(url: str) -> None:
        announce(url)
        if not args.no_open:
            webbrowser.open(url)

    return run_site(instance, place, prepare=fill, ready=ready)


def find_or_create(args: argparse.Namespace) -> Instance:
    """The demonstration in the folder, new where the folder is.

    Raises:
        CannotRunError: what is there is not what was asked.
    """
    folder = args.data.absolute()
    wanted = {"region": args.region, "scale": args.scale, "seed": args.seed}
    asked = {name: value for name, value in wanted.items() if value is not None}
    if not is_instance(folder):
        defaults = {"region": REGIONS[0], "scale": SCALES[0], "seed": SEED}
        return create(Instance(folder=folder, is_demo=True, **{**defaults, **asked}))
    found = read(folder)
    if not found.is_demo:
        raise CannotRunError(
            f"{folder} holds a real instance, not a demonstration. Serve it with: "
            f"alameda serve --data {folder}; or choose another folder with --data."
        )
    for name, value in asked.items():
        if getattr(found, name) != value:
            raise CannotRunError(
                f"The demonstration in {folder} has {name} {getattr(found, name)}, not {value}. "
                "Choose another folder with --data, or remove that one."
            )
    return found


def fill(instance: Instance) -> Instance:
    """Load the region and invent its portfolio, once."""
    if instance.is_complete:
        return instance
    database.load_region(instance)
    database.invent(instance)
    return instance.completed()
