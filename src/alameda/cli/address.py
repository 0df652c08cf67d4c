"""``alameda address``: the public address of an instance, said or changed."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, read, running, say
from alameda.settings import addresses

FOLLOWS = (
    "links in mail, feeds, calendars and the API, canonical addresses, the identifiers in OParl "
    "and Open Civic Data, the host name that is answered, and cookies for TLS alone where it is "
    "https"
)
STAYS = (
    "the name of the public record, every code and path, what was signed, and what was printed or "
    "sent: let the former address lead to the new one for as long as papers carry it"
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("address", help="say or change the public address")
    parser.add_argument("address", nargs="?", help=f"the new one, such as {addresses.FORM}")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Say the address, or change it; the record keeps its name."""
    instance = read(args.data, is_address_judged=False)
    before = instance.base_url
    if args.address is not None:
        instance = changed(instance, args.address)
    is_running = running(instance) is not None
    is_to_restart = is_running and instance.base_url != before
    if args.json:
        answer = {
            "data": str(instance.folder),
            "address": instance.base_url,
            "before": before,
            "record_origin": instance.origin,
            "is_running": is_running,
            "is_to_restart": is_to_restart,
        }
        print(json.dumps(answer))
        return 0
    if args.address is None:
        print(instance.base_url or "No public address is set.")
    else:
        tell(instance, before)
    return 0


def changed(instance: Instance, told: str) -> Instance:
    """The instance at another address; saved.

    Raises:
        CannotRunError: no site can have that address, or the environment says another.
    """
    trouble = addresses.trouble_of(told, is_local_good=instance.is_demo)
    if not told or trouble:
        raise CannotRunError(f"{told or 'Nothing'} {trouble or 'is no address'}.")
    wanted = addresses.plain(told)
    named = os.environ.get("ALAMEDA_BASE_URL", "")
    if named and named.rstrip("/") != wanted:
        raise CannotRunError(
            f"ALAMEDA_BASE_URL says {named} and goes first. Take it out of the environment of the "
            "site and its workers, then set the address."
        )
    moved = replace(instance, base_url=wanted)
    if moved != instance:
        try:
            moved.save()
        except OSError as error:
            reason = f"{instance.folder} cannot be written: {error.strerror}."
            raise CannotRunError(reason) from error
    return moved


def tell(instance: Instance, before: str) -> None:
    """What changes, what stays, and what is to be done."""
    address = instance.base_url
    if address == before:
        print(f"{address} is the address already.")
        return
    print(f"The public address is {address} now; it was {before or 'not set'}.")
    print(f"It changes {FOLLOWS}.")
    print(f"It does not change {STAYS}.")
    print(f"The record is still {instance.origin}.")
    if running(instance):
        print(
            "The site that runs still uses the former address: stop it and start it again, and "
            "each alameda worker on every host. Nothing reloads by itself."
        )
    else:
        print("It holds from the next start of the site and of each worker.")
    if address.startswith("https://"):
        say(
            "The proxy that ends the TLS must send Host, X-Forwarded-Proto and X-Forwarded-For, "
            "and ALAMEDA_PROXIES must count it. Then ask: "
            f"alameda doctor --data {instance.folder}"
        )
    else:
        say("Passwords travel where anybody on the way can read them: use https with people.")
