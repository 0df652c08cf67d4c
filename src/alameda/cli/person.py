"""``alameda person``: people added, given roles, invited and closed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from alameda.cli.arguments import (
    add_scope,
    body_of,
    comuna_of,
    day,
    in_english,
    one_of,
    subcommand,
    tell,
    unit_of,
)
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, say

if TYPE_CHECKING:
    from alameda.accounts.models import Person, RoleGrant
    from alameda.journeys.people_are_appointed import Appointment

WAYS = ("mail", "link")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("person", help="people: who they are, and their roles")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = subcommand(what, "add", "make an account, give it a role, invite its person")
    add.add_argument("--email", required=True, help="the address they sign in with")
    add.add_argument("--name", required=True, help="as it is read")
    _add_appointment(add, is_needed=False)
    add.add_argument("--invite", choices=WAYS, default="", help="how they get their invitation")
    add.set_defaults(func=run_add)
    found = subcommand(what, "list", "who has a role, or is to have one")
    found.add_argument("--role", default="", help="only who holds this role")
    found.set_defaults(func=run_list)
    for name, text, run in (
        ("roles", "what somebody holds and held", run_roles),
        ("close", "nobody signs in with it any more; all roles end", run_close),
        ("reopen", "open a closed account again, without its roles", run_reopen),
    ):
        each = subcommand(what, name, text)
        each.add_argument("email")
        each.set_defaults(func=run)
    grant = subcommand(what, "grant", "give somebody a role")
    grant.add_argument("email")
    _add_appointment(grant, is_needed=True)
    grant.set_defaults(func=run_grant)
    end = subcommand(what, "end", "end a role, or all that somebody holds")
    end.add_argument("email")
    end.add_argument("--role", default="", help="only this role")
    add_scope(end)
    end.add_argument("--on", type=day, default=None, metavar="DAY", help="last day; now if absent")
    end.set_defaults(func=run_end)
    invite = subcommand(what, "invite", "a fresh link to choose a password")
    invite.add_argument("email")
    invite.add_argument("--by", choices=WAYS, default="mail", help="how they get it")
    invite.set_defaults(func=run_invite)


def _add_appointment(parser: argparse.ArgumentParser, *, is_needed: bool) -> None:
    parser.add_argument("--role", default="", required=is_needed, help="such as planner")
    add_scope(parser)
    parser.add_argument(
        "--from", dest="starts_on", type=day, metavar="DAY", help="first day: today"
    )
    parser.add_argument("--until", dest="ends_on", type=day, metavar="DAY", help="last day: none")
    parser.add_argument("--act", default="", help="act of appointment; kept, never published")


def run_add(args: argparse.Namespace) -> int:
    """Add somebody, with their role and their invitation, all of it or nothing."""
    with in_english(args.data) as instance:
        from alameda.foundation.actor import SYSTEM
        from alameda.journeys.people_are_appointed import welcome

        done = welcome(
            name=args.name,
            email=args.email,
            appointment=_appointment(args),
            invite=_way(args.invite),
            actor=SYSTEM,
        )
        answer = {**_person(done.person), "link": done.link}
        tell(answer, is_json=args.json, sentence=f"{done.person.email} was added.")
        if not args.json:
            _tell_invitation(instance, done.person, done.link, is_invited=bool(args.invite))
    return 0


def run_list(args: argparse.Namespace) -> int:
    """List people with the roles they hold."""
    with in_english(args.data):
        from django.utils import timezone

        from alameda.accounts.models import Person
        from alameda.accounts.selectors import lasting

        today = timezone.localdate()
        held = lasting(today).select_related("unit", "person")
        if args.role:
            held = held.filter(role=_role(args.role))
        people = Person.objects.order_by("sort_key", "pk")
        if args.role:
            people = people.filter(pk__in=held.values("person"))
        roles: dict[int, list[RoleGrant]] = {}
        for grant in held.order_by("starts_on", "pk"):
            roles.setdefault(grant.person_id, []).append(grant)
        rows = [
            {**_person(each), "roles": [_grant(one) for one in roles.get(each.pk, [])]}
            for each in people.iterator(chunk_size=2000)
        ]
        lines = [_line(row) for row in rows]
        tell(rows, is_json=args.json, sentence="\n".join(lines) or "Nobody.")
    return 0


def run_roles(args: argparse.Namespace) -> int:
    """Say what somebody holds, is to hold and held."""
    with in_english(args.data):
        person = _who(args)
        grants = [_grant(one) for one in person.grants.select_related("unit").order_by("starts_on")]
        lines = [f"{person.email}, {person.name}" + ("" if person.is_active else " (closed)")]
        lines += [_told(each) for each in grants] or ["No role, now or before."]
        tell({**_person(person), "roles": grants}, is_json=args.json, sentence="\n".join(lines))
    return 0


def run_grant(args: argparse.Namespace) -> int:
    """Give a role."""
    with in_english(args.data):
        from alameda.foundation.actor import SYSTEM
        from alameda.journeys.people_are_appointed import appoint

        wanted = _appointment(args)
        if wanted is None:
            raise CannotRunError("Say which role: --role planner")
        grant = _grant(appoint(_who(args), wanted, actor=SYSTEM))
        tell(grant, is_json=args.json, sentence=f"Given: {_told(grant)}")
    return 0


def run_end(args: argparse.Namespace) -> int:
    """End the roles that the arguments name; all or none."""
    with in_english(args.data):
        from django.db import transaction
        from django.utils import timezone

        from alameda.accounts.actions import end_role
        from alameda.accounts.selectors import lasting
        from alameda.foundation.actor import SYSTEM

        person = _who(args)
        wanted = {
            "role": _role(args.role) if args.role else "",
            "unit": unit_of(args.unit),
            "comuna_cut": comuna_of(args.comuna),
            "body": body_of(args.body),
        }
        held = lasting(timezone.localdate()).filter(person=person).order_by("pk")
        held = held.filter(**{name: value for name, value in wanted.items() if value})
        with transaction.atomic():
            ended = [
                _grant(end_role(grant, ends_on=args.on, actor=SYSTEM))
                for grant in held.select_related("unit")
            ]
        if not ended:
            raise CannotRunError(
                f"{person.email} holds no such role. See what they hold with: "
                f"alameda person roles {person.email} --data {args.data}"
            )
        tell(ended, is_json=args.json, sentence="\n".join(f"Ended: {_told(one)}" for one in ended))
    return 0


def run_invite(args: argparse.Namespace) -> int:
    """Make a fresh invitation; an earlier one opens nothing from then on."""
    with in_english(args.data) as instance:
        person = _who(args)
        link = invite(person, args.by)
        tell({**_person(person), "link": link}, is_json=args.json, sentence=f"{person.email}:")
        if not args.json:
            _tell_invitation(instance, person, link, is_invited=True)
    return 0


def run_close(args: argparse.Namespace) -> int:
    """Close an account."""
    with in_english(args.data):
        from django.utils import timezone

        from alameda.accounts.actions import close_person
        from alameda.foundation.actor import SYSTEM

        person = close_person(_who(args), now=timezone.now(), actor=SYSTEM)
        said = f"{person.email} is closed, and its roles ended."
        tell(_person(person), is_json=args.json, sentence=said)
    return 0


def run_reopen(args: argparse.Namespace) -> int:
    """Open a closed account again."""
    with in_english(args.data):
        from alameda.accounts.actions import reopen_person
        from alameda.foundation.actor import SYSTEM

        person = reopen_person(_who(args), actor=SYSTEM)
        said = f"{person.email} is open again. Its roles stay ended: give those it needs."
        tell(_person(person), is_json=args.json, sentence=said)
    return 0


def add_operator(*, email: str, name: str) -> str:
    """Make the first operator of an instance that is open; the link of their invitation.

    Raises:
        CannotRunError, AlamedaError: they cannot be added.
    """
    from django.utils import timezone

    from alameda.accounts.rules import OPERATOR
    from alameda.foundation.actor import SYSTEM
    from alameda.journeys.people_are_appointed import Appointment, welcome

    first = Appointment(role=OPERATOR, starts_on=timezone.localdate())
    done = welcome(name=name, email=email, appointment=first, invite="link", actor=SYSTEM)
    return done.link


def invite(person: Person, by: str) -> str:
    """Invite somebody; the link, or nothing where it was sent."""
    from django.utils import timezone

    from alameda.accounts.actions import invite_person
    from alameda.foundation.actor import SYSTEM

    is_by_mail = _way(by) == "mail"
    return invite_person(person, is_by_mail=is_by_mail, now=timezone.now(), actor=SYSTEM)


def address_said(instance: Instance) -> str:
    """Where the links of this instance lead, and how to change that; empty where it is public."""
    from django.conf import settings

    if instance.base_url or not settings.BASE_URL.startswith("http://127.0.0.1"):
        return ""
    return (
        f"It leads to this machine ({settings.BASE_URL}): no public address is set. "
        "Set one with alameda address, then invite again."
    )


def _way(by: str) -> str:
    """By mail only where there is a server; else the link is shown."""
    from django.conf import settings

    if by == "mail" and settings.SMTP is None:
        say("No mail server is set (ALAMEDA_SMTP_URL), so nothing is sent: give them the link.")
        return "link"
    return by


def _tell_invitation(instance: Instance, person: Person, link: str, *, is_invited: bool) -> None:
    if link:
        print(f"Their invitation, shown only now; it works once, during 14 days:\n{link}")
        if where := address_said(instance):
            say(where)
    elif is_invited:
        print(f"The invitation is on its way to {person.email}.")
    else:
        print(f"Invite them with: alameda person invite {person.email} --data DIR")


def _who(args: argparse.Namespace) -> Person:
    from alameda.accounts.selectors import person_by_email
    from alameda.foundation.actor import SYSTEM

    return person_by_email(args.email, actor=SYSTEM)


def _role(told: str) -> str:
    from alameda.accounts.rules import ROLE_KEYS

    return one_of(told.replace("-", "_"), ROLE_KEYS, "role")


def _appointment(args: argparse.Namespace) -> Appointment | None:
    from django.utils import timezone

    from alameda.journeys.people_are_appointed import Appointment

    if not args.role:
        given = ("unit", "comuna", "body", "starts_on", "ends_on", "act")
        if any(getattr(args, name) for name in given):
            raise CannotRunError("Say which role: --role planner")
        return None
    return Appointment(
        role=_role(args.role),
        starts_on=args.starts_on or timezone.localdate(),
        ends_on=args.ends_on,
        unit=unit_of(args.unit),
        comuna_cut=comuna_of(args.comuna),
        body=body_of(args.body),
        act=args.act,
    )


def _person(person: Person) -> dict[str, Any]:
    return {
        "email": person.email,
        "name": person.name,
        "is_open": person.is_active,
        "has_password": person.has_usable_password(),
    }


def _grant(grant: RoleGrant) -> dict[str, Any]:
    return {
        "role": grant.role,
        "unit": grant.unit.code if grant.unit else "",
        "comuna": grant.comuna_cut,
        "body": grant.body,
        "from": grant.starts_on,
        "until": grant.ends_on,
        "ended_at": grant.ended_at,
        "act": grant.act,
    }


def _told(grant: dict[str, Any]) -> str:
    until = f" until {grant['until']}" if grant["until"] else ""
    act = f" ({grant['act']})" if grant["act"] else ""
    return f"{grant['role']}{_scope(grant)} from {grant['from']}{until}{act}"


def _line(row: dict[str, Any]) -> str:
    state = "" if row["is_open"] else " (closed)"
    if row["is_open"] and not row["has_password"]:
        state = " (has not chosen a password)"
    roles = ", ".join(f"{grant['role']}{_scope(grant)}" for grant in row["roles"])
    return f"{row['email']}  {row['name']}{state}  {roles or 'no role'}"


def _scope(grant: dict[str, Any]) -> str:
    place = grant["unit"] or grant["comuna"] or grant["body"]
    return f" in {place}" if place else ""
