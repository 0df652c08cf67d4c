"""How many members must be there. Pure. Source: docs/rules/council.md, "Quorum"."""

from __future__ import annotations

from alameda.council.rules.standing_orders import StandingOrders

FIRST, SECOND = 1, 2


def quorum_needed(in_office: int, *, summons: int, orders: StandingOrders) -> int:
    """How many members make the quorum.

    Args:
        in_office: members who count on the day of the session.
        summons: 1 or 2.
        orders: of that day.

    Raises:
        ValueError: there are no members, or no such summons.
    """
    if in_office < 1:
        msg = f"a council of {in_office} members has no quorum"
        raise ValueError(msg)
    if summons not in {FIRST, SECOND}:
        msg = f"there is no summons {summons}"
        raise ValueError(msg)
    share = orders.quorum_first if summons == FIRST else orders.quorum_second
    return share.of(in_office)


def has_quorum(present: int, *, needed: int) -> bool:
    """Whether those present, without who is recused and who does not count, make the quorum."""
    return present >= needed
