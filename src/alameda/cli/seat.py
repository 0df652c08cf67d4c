"""``alameda seat``: who sits on the Council; one by one, or a whole Council from a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alameda.cli.body import check_council, day, in_english, subcommand, tell
from alameda.cli.errors import CannotRunError

if TYPE_CHECKING:
    from alameda.council.actions.seating import Seating, Told
    from alameda.council.models import Mandate

OFFICES = ("councillor", "governor")
MISSING = "Or say --make-missing: it is made with the seat."
HINTS = {
    "circumscription": MISSING,
    "bloc": MISSING,
    "email": "An account is made with: alameda person add --email EMAIL --name NAME --invite mail",
}
ENDINGS = ("term", "resignation", "cessation", "death", "incapacity")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("seat", help="who sits on the Council")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = subcommand(what, "add", "enter a member with the seat; the account gets its role")
    add.add_argument("--name", required=True, help="as it is read, or “Surnames, Names”")
    add.add_argument("--email", default="", help="of the account from which the member votes")
    add.add_argument("--office", choices=OFFICES, default="councillor")
    add.add_argument("--circumscription", default="", help="its name or its slug")
    add.add_argument("--bloc", default="", help="its name or its slug")
    add.add_argument("--from", dest="starts_on", type=day, required=True, metavar="DAY")
    add.add_argument("--until", dest="ends_on", type=day, metavar="DAY", help="last day: none")
    add.add_argument("--act", default="", help="that gave the seat, as a proclamation; public")
    _add_make_missing(add, "the circumscription and the bloc where they are not there")
    add.set_defaults(func=run_add)
    subcommand(what, "list", "who sits today, and who votes from an account").set_defaults(
        func=run_list
    )
    end = subcommand(what, "end", "end a mandate, and the role of its account")
    end.add_argument("code", help="of the member, as CR-001")
    end.add_argument("--by", choices=ENDINGS, required=True, help="how it ends")
    end.add_argument("--on", type=day, default=None, metavar="DAY", help="last day: today")
    end.set_defaults(func=run_end)
    many = subcommand(what, "import", "a whole Council from a file: every row, or none")
    many.add_argument(
        "file",
        type=Path,
        help="CSV, XLSX, ODS or JSON with the columns name, e-mail, office, circumscription, bloc,"
        " from, until, act",
    )
    _add_make_missing(many, "the circumscriptions and blocs that the file names and are not there")
    many.add_argument("--dry-run", action="store_true", help="say the same, and write nothing")
    many.set_defaults(func=run_import)


def _add_make_missing(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--make-missing", action="store_true", help=f"make {what}")


def run_add(args: argparse.Namespace) -> int:
    """Enter a member."""
    with in_english(args.data):
        check_council()
        from alameda.council.actions.seating import Arrival, seat_all
        from alameda.council.models import Mandate
        from alameda.foundation.actor import SYSTEM

        arrival = Arrival(
            name=args.name,
            email=args.email,
            kind=args.office,
            circumscription=args.circumscription,
            bloc=args.bloc,
            starts_on=args.starts_on,
            ends_on=args.ends_on,
            act=args.act,
        )
        (told,) = seat_all([(1, arrival)], makes_missing=args.make_missing, actor=SYSTEM).rows
        if told.refusal:
            raise CannotRunError(f"{told.refusal} {HINTS.get(told.field, '')}".strip())
        mandate = Mandate.objects.filter(councillor__code=told.code).latest("pk")
        member = mandate.councillor
        said = f"{member.name} has a seat: {member.code}"
        tell(_told(mandate), is_json=args.json, sentence=said)
    return 0


def run_list(args: argparse.Namespace) -> int:
    """List who sits today."""
    with in_english(args.data):
        from django.utils import timezone

        from alameda.desk.council.selectors.register import in_office
        from alameda.foundation.vocabulary import say

        rows, lines = [], []
        for line in in_office(timezone.localdate()):
            row = {
                **_told(line.mandate),
                "bloc": line.bloc.slug if line.bloc else "",
                "access": line.access.key,
                "is_on_leave": line.is_away,
            }
            rows.append(row)
            where = row["circumscription"] or row["office"]
            lines.append(f"{row['code']}  {row['name']}  {where}  {say(line.access)}")
        tell(rows, is_json=args.json, sentence="\n".join(lines) or "Nobody has a seat yet.")
    return 0


def run_end(args: argparse.Namespace) -> int:
    """End a mandate."""
    with in_english(args.data):
        from django.utils import timezone

        from alameda.council.actions.seating import leave_seat
        from alameda.council.models import Mandate
        from alameda.foundation.actor import SYSTEM

        last = args.on or timezone.localdate()
        held = Mandate.objects.filter(councillor__code=args.code).order_by("-starts_on", "-pk")
        mandate = held.filter(starts_on__lte=last).first() or held.first()
        if mandate is None:
            raise CannotRunError(f"Nobody with a seat has the code {args.code[:40]}.")
        row = leave_seat(mandate, ended_by=args.by, ends_on=last, actor=SYSTEM)
        said = f"The last day of {row.councillor.name} is {last}."
        tell(_told(row), is_json=args.json, sentence=said)
    return 0


def run_import(args: argparse.Namespace) -> int:
    """Seat a whole Council; 1 where a row was refused, and then nothing was written."""
    with in_english(args.data):
        check_council()
        from alameda.council.actions.rosters import read_roster
        from alameda.council.actions.seating import seat_all
        from alameda.foundation.actor import SYSTEM

        arrivals, unread = read_roster(args.file)
        done = seat_all(
            arrivals,
            unread=unread,
            makes_missing=args.make_missing,
            is_dry_run=args.dry_run,
            actor=SYSTEM,
        )
    answer = {
        "rows": [_row(row) for row in done.rows],
        "made": list(done.made),
        "refused": len(done.refused),
        "is_written": done.is_written,
    }
    tell(answer, is_json=args.json, sentence=_sentence(done, is_dry_run=args.dry_run))
    return 1 if done.refused else 0


def _row(row: Told) -> dict[str, Any]:
    return {
        "line": row.line,
        "name": row.name,
        "code": row.code,
        "refusal": row.refusal,
        "field": row.field,
    }


def _sentence(done: Seating, *, is_dry_run: bool) -> str:
    lines = [f"line {row.line}  {row.name}: REFUSED: {row.refusal}" for row in done.refused]
    if done.made:
        head = "Made" if done.is_written else "It would make"
        lines.append(f"{head}: {', '.join(done.made)}.")
    taken = len(done.rows) - len(done.refused)
    if done.refused:
        lines += {HINTS[row.field]: "" for row in done.refused if row.field in HINTS}
        lines.append(f"{len(done.refused)} of {len(done.rows)} rows refused: nothing was written.")
    elif is_dry_run:
        lines.append(f"Rehearsed: {taken} members would have their seats; nothing was written.")
    else:
        lines.append(f"{taken} members have their seats.")
    return "\n".join(lines)


def _told(mandate: Mandate) -> dict[str, Any]:
    place = mandate.circumscription
    return {
        "code": mandate.councillor.code,
        "name": mandate.councillor.name,
        "office": mandate.kind,
        "circumscription": place.slug if place else "",
        "from": mandate.starts_on,
        "until": mandate.ends_on,
        "ended_by": mandate.ended_by,
        "act": mandate.act,
        "has_account": mandate.councillor.account_id is not None,
    }
