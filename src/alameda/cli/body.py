"""``alameda body``: the Council, its committees and sub-committees."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, opened
from alameda.foundation.days import within

if TYPE_CHECKING:
    from alameda.council.models import Body

KINDS = ("council", "committee", "subcommittee")
SLUG_LETTERS = 60


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("body", help="the Council and its committees")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = subcommand(what, "add", "set up the Council, a committee or a sub-committee")
    add.add_argument("--name", required=True, help="as people know it")
    add.add_argument("--kind", choices=KINDS, default="committee")
    add.add_argument("--slug", default="", help="of its address; of the name if absent")
    add.add_argument("--parent", default="", metavar="SLUG", help="the body it belongs to")
    add.add_argument("--remit", default="", help="what it deals with")
    add.add_argument("--from", dest="starts_on", type=day, required=True, metavar="DAY")
    add.set_defaults(func=run_add)
    subcommand(what, "list", "every body").set_defaults(func=run_list)
    end = subcommand(what, "end", "set the last day of a committee")
    end.add_argument("slug")
    end.add_argument("--on", type=day, default=None, metavar="DAY", help="last day: today")
    end.add_argument("--reason", required=True, help="why; public")
    end.set_defaults(func=run_end)


def subcommand(
    parsers: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    """A command of this family, with what every one of them takes."""
    parser = parsers.add_parser(name, help=text, description=text)
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    return parser


def day(told: str) -> date:
    """A day, as ``2026-03-01``.

    Raises:
        ArgumentTypeError: it is none, or is too far away.
    """
    try:
        found = date.fromisoformat(told)
    except ValueError:
        found = date.min
    if not within(found):
        raise argparse.ArgumentTypeError(f"{told} is no day; write it as 2026-03-01")
    return found


@contextmanager
def in_english(folder: Path) -> Iterator[Instance]:
    """An instance as ``opened`` gives it; what its acts say is said in English."""
    with opened(folder) as instance:
        from django.utils import translation

        with translation.override("en"):
            yield instance


def tell(answer: object, *, is_json: bool, sentence: str) -> None:
    """Answer a machine, or a person."""
    print(json.dumps(answer, ensure_ascii=False, default=str) if is_json else sentence)


def run_add(args: argparse.Namespace) -> int:
    """Set up a body."""
    with in_english(args.data):
        from django.utils.text import slugify

        from alameda.council.actions.people import add_body
        from alameda.foundation.actor import SYSTEM

        if args.kind != "council":
            check_council()
        is_council = args.kind == "council"
        slug = args.slug or ("consejo" if is_council else slugify(args.name)[:SLUG_LETTERS])
        body = add_body(
            kind=args.kind,
            slug=slug.strip("-"),
            name=args.name,
            parent=_named(args.parent) if args.parent else None,
            remit=args.remit,
            starts_on=args.starts_on,
            actor=SYSTEM,
        )
        tell(_told(body), is_json=args.json, sentence=f"{body.name} is set up: {body.slug}")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """List the bodies."""
    with in_english(args.data):
        from alameda.council.models import Body

        rows = [_told(body) for body in Body.objects.select_related("parent", "subject")]
        lines = [
            f"{row['slug']}  {row['name']} ({row['kind']}, {row['members']} members)"
            + (f"  under {row['parent']}" if row["parent"] else "")
            + (f"  until {row['until']}" if row["until"] else "")
            for row in rows
        ]
        none = "There is no body yet. Begin with: alameda body add --kind council --name … --from …"
        tell(rows, is_json=args.json, sentence="\n".join(lines) or none)
    return 0


def run_end(args: argparse.Namespace) -> int:
    """End a committee."""
    with in_english(args.data):
        from django.utils import timezone

        from alameda.council.actions.bodies import end_body
        from alameda.foundation.actor import SYSTEM

        last = args.on or timezone.localdate()
        body = end_body(_named(args.slug), ends_on=last, reason=args.reason, actor=SYSTEM)
        tell(_told(body), is_json=args.json, sentence=f"The last day of {body.name} is {last}.")
    return 0


def check_council() -> None:
    """Go on only where the Council is set up.

    Raises:
        CannotRunError: it is not, with the command that does it.
    """
    from alameda.council.selectors.members import council_if_any

    if council_if_any() is None:
        raise CannotRunError(
            "The Council of this region is not set up yet. Begin with: alameda body add"
            " --kind council --name “Consejo Regional” --from 2025-01-06 --data DIR"
        )


def _named(slug: str) -> Body:
    from alameda.council.models import Body

    found = Body.objects.select_related("parent", "subject").filter(slug=slug).first()
    if found is None:
        known = ", ".join(Body.objects.order_by("slug").values_list("slug", flat=True)[:12])
        hint = f" There are: {known}." if known else ""
        raise CannotRunError(f"There is no body {slug[:60]}.{hint}")
    return found


def _told(body: Body) -> dict[str, Any]:
    from django.utils import timezone

    from alameda.council.selectors.members import members_on

    return {
        "slug": body.slug,
        "code": body.subject.code,
        "name": body.name,
        "kind": body.kind,
        "parent": body.parent.slug if body.parent else "",
        "members": members_on(timezone.localdate(), body=body).count(),
        "from": body.starts_on,
        "until": body.ends_on,
    }
