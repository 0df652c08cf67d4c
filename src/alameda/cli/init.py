"""``alameda init``: an empty instance of a region."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from alameda.cli import database
from alameda.cli.arguments import address
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import REGIONS, Instance, create, is_instance, opened, read, say
from alameda.cli.person import add_operator, address_said
from alameda.settings import addresses, env


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("init", help="make an empty instance of a region")
    parser.add_argument("--data", type=Path, required=True, help="folder of the new instance")
    parser.add_argument("--region", choices=REGIONS, required=True)
    parser.add_argument("--base-url", default="", help="public address, such as https://…")
    parser.add_argument("--operator", default="", metavar="EMAIL", help="who keeps its people")
    parser.add_argument("--operator-name", default="", metavar="NAME", help="of the operator")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Make the folder, the database, its tables and the facts of the region."""
    folder = args.data.absolute()
    email = address(args.operator) if args.operator else ""
    if args.operator_name and not email:
        raise CannotRunError("Say the address of the operator too: --operator EMAIL")
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
        name = args.operator_name
        if not email and is_terminal() and not args.json:
            email, name = ask_for_operator()
        told = add_first(instance, email, name, is_json=args.json) if email else {}
    if args.json:
        print(json.dumps({"data": str(folder), "region": args.region, **told}))
        return 0
    print(f"An empty instance of {args.region} is in {folder}.")
    if not email:
        print(
            "Nobody can sign in yet. Add its operator with: alameda person add "
            f"--data {folder} --email EMAIL --name NAME --role operator --invite link"
        )
    print(f"Serve it with: alameda serve --data {folder} --port 8000")
    return 0


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def ask_for_operator() -> tuple[str, str]:
    """Ask who will be the operator; nothing where the answer is left empty."""
    print("Who will be its operator, who adds all other people? Leave it empty to say it later.")
    while True:
        try:
            told = input("E-mail address: ").strip()
            if not told:
                return "", ""
            return address(told), input("Name: ").strip()
        except CannotRunError as error:
            print(error)
        except EOFError:
            return "", ""


def add_first(instance: Instance, email: str, name: str, *, is_json: bool) -> dict[str, str]:
    """Make the operator, and show the link of their invitation, once.

    Raises:
        CannotRunError: they cannot be added; the instance itself is made.
    """
    from django.utils import translation

    from alameda.foundation.errors import AlamedaError

    with translation.override("en"):
        try:
            link = add_operator(email=email, name=name or email.partition("@")[0])
        except AlamedaError as error:
            raise CannotRunError(
                f"The instance is made, its operator is not: {error} Try again with: alameda "
                f"person add --data {instance.folder} --email EMAIL --name NAME --role operator "
                "--invite link"
            ) from error
    if not is_json:
        print(f"Invitation of {email}, shown only now; it works once, during 14 days:\n{link}")
        if where := address_said(instance):
            say(where)
    return {"operator": email, "link": link}


def public_address(told: str) -> str:
    """The public address, without a trailing slash.

    Raises:
        CannotRunError: it is no web address.
    """
    if trouble := addresses.trouble_of(told, is_local_good=True):
        raise CannotRunError(f"{told} {trouble}.")
    return addresses.plain(told)
