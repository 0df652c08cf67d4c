"""``alameda init``: an empty instance of a region."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from alameda.cli import database
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import REGIONS, Instance, create, is_instance, opened, read
from alameda.settings import addresses, env


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("init", help="make an empty instance of a region")
    parser.add_argument("--data", type=Path, required=True, help="folder of the new instance")
    parser.add_argument("--region", choices=REGIONS, required=True)
    parser.add_argument("--base-url", default="", help="public address, such as https://…")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Make the folder, the database, its tables and the facts of the region."""
    folder = args.data.absolute()
    if is_instance(folder):
        instance = read(folder)
        if instance.is_complete or instance.is_demo or instance.region != args.region:
            raise CannotRunError(f"{folder} already holds an instance of {instance.region}.")
    else:
        create(Instance(folder=folder, region=args.region, base_url=public_address(args.base_url)))
    with opened(folder) as instance:
        database.migrate(instance, env.read().database_url)
        database.load_region(instance)
        database.place_entries()
        instance.completed()
    if args.json:
        print(json.dumps({"data": str(folder), "region": args.region}))
    else:
        print(f"An empty instance of {args.region} is in {folder}.")
        print(f"Serve it with: alameda serve --data {folder} --port 8000")
    return 0


def public_address(told: str) -> str:
    """The public address, without a trailing slash.

    Raises:
        CannotRunError: it is no web address.
    """
    if trouble := addresses.trouble_of(told, is_local_good=True):
        raise CannotRunError(f"{told} {trouble}.")
    return addresses.plain(told)
