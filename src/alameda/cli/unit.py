"""``alameda unit``: the organisation chart."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from alameda.cli.arguments import day, in_english, subcommand, tell, unit_of
from alameda.cli.errors import CannotRunError

if TYPE_CHECKING:
    from alameda.accounts.models import Unit

NO_PARENT = "none"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("unit", help="units of the organisation chart")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = subcommand(what, "add", "add a unit")
    add.add_argument("--name", required=True)
    add.add_argument("--acronym", default="")
    add.add_argument("--code", default="", help="permanent; of the acronym or the name if absent")
    add.add_argument("--parent", default="", metavar="CODE", help="the unit above it")
    add.add_argument("--from", dest="starts_on", type=day, metavar="DAY", help="first day: none")
    add.set_defaults(func=run_add)
    subcommand(what, "list", "every unit").set_defaults(func=run_list)
    change = subcommand(what, "change", "another name or place; the code stays")
    change.add_argument("code")
    change.add_argument("--name", default=None)
    change.add_argument("--acronym", default=None)
    change.add_argument("--parent", default=None, metavar="CODE", help="or none")
    change.set_defaults(func=run_change)
    end = subcommand(what, "end", "set its last day")
    end.add_argument("code")
    end.add_argument("--on", type=day, default=None, metavar="DAY", help="last day: today")
    end.set_defaults(func=run_end)


def run_add(args: argparse.Namespace) -> int:
    """Add a unit."""
    with in_english(args.data):
        from alameda.accounts.actions import add_unit
        from alameda.foundation.actor import SYSTEM

        unit = add_unit(
            name=args.name,
            acronym=args.acronym,
            code=args.code,
            parent=unit_of(args.parent),
            starts_on=args.starts_on,
            actor=SYSTEM,
        )
        tell(_unit(unit), is_json=args.json, sentence=f"{unit.code} was added: {unit.name}.")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """List the units."""
    with in_english(args.data):
        from alameda.accounts.models import Unit

        rows = [_unit(unit) for unit in Unit.objects.select_related("parent").order_by("code")]
        lines = [
            f"{row['code']}  {row['name']}"
            + (f"  under {row['parent']}" if row["parent"] else "")
            + (f"  until {row['until']}" if row["until"] else "")
            for row in rows
        ]
        tell(rows, is_json=args.json, sentence="\n".join(lines) or "There are no units yet.")
    return 0


def run_change(args: argparse.Namespace) -> int:
    """Change a unit; what is not told stays."""
    if args.name is None and args.acronym is None and args.parent is None:
        raise CannotRunError("Say what changes: --name, --acronym or --parent")
    with in_english(args.data):
        from alameda.accounts.actions import change_unit
        from alameda.foundation.actor import SYSTEM

        unit = _named(args.code)
        parent = unit.parent
        if args.parent is not None:
            parent = None if args.parent == NO_PARENT else unit_of(args.parent)
        unit = change_unit(
            unit,
            name=unit.name if args.name is None else args.name,
            acronym=unit.acronym if args.acronym is None else args.acronym,
            parent=parent,
            actor=SYSTEM,
        )
        tell(_unit(unit), is_json=args.json, sentence=f"{unit.code} was changed: {unit.name}.")
    return 0


def run_end(args: argparse.Namespace) -> int:
    """End a unit."""
    with in_english(args.data):
        from django.utils import timezone

        from alameda.accounts.actions import end_unit
        from alameda.foundation.actor import SYSTEM

        last = args.on or timezone.localdate()
        unit = end_unit(_named(args.code), ends_on=last, actor=SYSTEM)
        tell(_unit(unit), is_json=args.json, sentence=f"The last day of {unit.code} is {last}.")
    return 0


def _named(code: str) -> Unit:
    unit = unit_of(code)
    if unit is None:
        raise CannotRunError("Say which unit, by its code: alameda unit list shows them")
    return unit


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "acronym": unit.acronym,
        "parent": unit.parent.code if unit.parent else "",
        "from": unit.starts_on,
        "until": unit.ends_on,
    }
