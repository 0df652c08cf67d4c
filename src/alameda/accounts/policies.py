"""Who may do what with people, units and roles."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from alameda.accounts.rules import HEAD, NOT_BY_HEADS, OPERATOR
from alameda.foundation.actor import Actor

# Who opens the pages of people at the desk; what each may do there is asked again below.
KEEPERS = (OPERATOR, HEAD)


def may_keep_people(actor: Actor) -> bool:
    """Whether the actor corrects, closes and opens accounts: the operator, and the system."""
    return actor.has(OPERATOR)


def may_keep_units(actor: Actor) -> bool:
    """Whether the actor keeps the organisation chart: the operator, and the system."""
    return actor.has(OPERATOR)


def may_add_person(actor: Actor, *, reach: Collection[str]) -> bool:
    """Whether the actor makes accounts for others: the operator, and who heads a unit.

    Args:
        actor: who would.
        reach: codes of the units that the actor heads, and of all below them.
    """
    return actor.has(OPERATOR) or bool(reach)


def may_give_role(actor: Actor, *, role: str, unit: str, reach: Collection[str]) -> bool:
    """Whether the actor gives or ends that role in that unit.

    The head of a division does within it, but for the roles above hers and those that look on her.

    Args:
        actor: who would.
        role: key of the role.
        unit: code of the unit it is limited to; empty: none.
        reach: codes of the units that the actor heads, and of all below them.
    """
    return actor.has(OPERATOR) or (unit in reach and role not in NOT_BY_HEADS)


def may_give_to(actor: Actor, *, person_id: int) -> bool:
    """Whether the actor gives that person roles: a head gives herself none, the operator does."""
    return actor.has(OPERATOR) or actor.person_id != person_id


def may_invite(actor: Actor, *, held: Iterable[tuple[str, str]], reach: Collection[str]) -> bool:
    """Whether the actor invites somebody, and may come to know the link.

    Who holds the link enters as that person: so a head invites only whose every role is hers to
    give.

    Args:
        actor: who would.
        held: role and unit of each role that the person holds.
        reach: codes of the units that the actor heads, and of all below them.
    """
    roles = list(held)
    return actor.has(OPERATOR) or (
        bool(roles)
        and all(may_give_role(actor, role=role, unit=unit, reach=reach) for role, unit in roles)
    )


def may_invite_again(actor: Actor) -> bool:
    """Whether the actor sets aside a password that somebody chose: the system, by a command.

    An operator at the desk does not: the link would let them act in another's name.
    """
    return actor.kind == "system"


def may_accept(actor: Actor) -> bool:
    """Whether the actor may answer an invitation: any person with its link, and no machine."""
    return actor.kind in {"visitor", "person"}


def may_load_people(actor: Actor) -> bool:
    """Whether the actor may make units and people in bulk: only the system."""
    return actor.kind == "system"


def may_forget_attempts(actor: Actor) -> bool:
    """Whether the actor may tidy up the counts of attempts: only the system."""
    return actor.kind == "system"
