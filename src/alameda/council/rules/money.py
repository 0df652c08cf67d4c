"""What the Council decides of money, and what such a decision cannot lack. Pure.

Source: docs/rules/council-decisions.md, "Money"; Law 19.175, articles 36 e and 78.
"""

from __future__ import annotations

# Kinds of business whose agreement gives money, or a frame of it.
DECIDES_MONEY = frozenset({"investment", "budget_frame", "budget_change"})


def lacks(business: str, *, amount_clp: int | None, fund: str) -> tuple[str, ...]:
    """What is missing to decide it: ``amount``, ``fund``, both or nothing.

    Args:
        business: key of the kind of business.
        amount_clp: asked of the Council, in whole pesos; zero decides nothing.
        fund: where the money comes from.
    """
    if business not in DECIDES_MONEY:
        return ()
    found = []
    if not amount_clp or amount_clp <= 0:
        found.append("amount")
    if not fund.strip():
        found.append("fund")
    return tuple(found)
