"""What commands share to read their arguments, and to say what was mistyped."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, opened
from alameda.foundation.days import within

if TYPE_CHECKING:
    from alameda.accounts.models import Unit

NEAR = 3
LISTED = 12


def subcommand(
    parsers: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    """A command of a family such as ``person``, with what every one of them takes."""
    parser = parsers.add_parser(name, help=text, description=text)
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    return parser


def add_scope(parser: argparse.ArgumentParser) -> None:
    """Where a role holds."""
    parser.add_argument("--unit", default="", help="only in the unit with this code")
    parser.add_argument("--comuna", default="", help="only in this comuna: its name or its CUT")
    parser.add_argument("--body", default="", help="only in the committee with this code")


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


def address(told: str) -> str:
    """An e-mail address, looked at before anything is made.

    Raises:
        CannotRunError: it is none.
    """
    from django.core.exceptions import ValidationError
    from django.core.validators import EmailValidator

    try:
        EmailValidator()(told.strip())
    except ValidationError as error:
        shown = "".join(sign for sign in told if sign.isprintable())[:80]
        raise CannotRunError(
            f"{shown} is no e-mail address; write it as name@example.cl"
        ) from error
    return told.strip()


def one_of(told: str, known: Mapping[str, str] | Collection[str], what: str) -> str:
    """A word of a closed list, as it was typed.

    Args:
        told: as typed.
        known: the list; a mapping also tells what each is called.
        what: the kind of thing, such as ``role``.

    Raises:
        CannotRunError: the list does not have it; near words are named, or all where they are few.
    """
    if told in known:
        return told
    if told.lower() in known:  # codes are written in small letters: DIPLAN is diplan
        return told.lower()
    near = difflib.get_close_matches(told.lower(), list(known), n=NEAR, cutoff=0.5)
    named = near or (list(known) if len(known) <= LISTED else [])
    hint = f" Did you mean {' or '.join(named)}?" if near else ""
    if named and not near:
        hint = f" There are: {', '.join(named)}."
    shown = "".join(sign for sign in told if sign.isprintable())[:60]
    raise CannotRunError(f"There is no {what} {shown}.{hint}")


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


def unit_of(code: str) -> Unit | None:
    """A unit by its code; nothing where none was named.

    Raises:
        CannotRunError: there is none with that code.
    """
    from alameda.accounts.models import Unit

    if not code:
        return None
    known = dict(Unit.objects.order_by("code").values_list("code", "name"))
    return Unit.objects.get(code=one_of(code, known, "unit"))


def comuna_of(told: str) -> str:
    """CUT of a comuna by its CUT or its name; empty where none was named.

    Raises:
        CannotRunError: the region has none of that name.
    """
    from alameda.foundation.codes import fold
    from alameda.territory.selectors import comuna_index, comunas

    if not told or comunas().filter(cut=told).exists():
        return told
    names = comuna_index()
    return names[one_of(fold(told), names, "comuna")].cut


def body_of(code: str) -> str:
    """Code of a committee; empty where none was named.

    Raises:
        CannotRunError: there is none with that code, or it is the Council, which limits nothing.
    """
    from alameda.journeys.people_are_appointed import bodies, committees

    if not code:
        return ""
    found = one_of(code, dict(bodies()), "body")
    if found not in dict(committees()):
        raise CannotRunError(
            f"{found} is the Council itself, which limits nothing: leave --body out. Name a "
            "committee where somebody keeps that one alone."
        )
    return found
