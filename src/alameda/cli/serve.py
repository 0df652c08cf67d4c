"""``alameda serve``: an instance, served until told to stop."""

from __future__ import annotations

import argparse
from pathlib import Path

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, read
from alameda.cli.running import Place
from alameda.cli.running import run as run_site


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("serve", help="serve an instance")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Start everything, say where, and stay."""
    instance = read(args.data)
    if not instance.is_complete:
        command = "demo" if instance.is_demo else f"init --region {instance.region}"
        raise CannotRunError(
            f"{instance.folder} was never finished. Finish it with: "
            f"alameda {command} --data {instance.folder}"
        )
    place = Place(args.host, args.port, args.workers)
    return run_site(instance, place, prepare=_nothing, ready=announce)


def announce(url: str) -> None:
    """The ready line, which machines wait for."""
    print(f"Alameda is ready: {url}", flush=True)


def _nothing(instance: Instance) -> Instance:
    return instance
